package dev.weft.kernels.dense;

import dev.weft.kernels.dense.Dense.Factor;
import dev.weft.kernels.memory.Storage;

/** Whether the operands of a product fit together; what every {@link Dense} checks first. */
public final class DenseCheck {
  private DenseCheck() {}

  /**
   * Operands of {@link Dense#matmul}.
   *
   * @throws IllegalArgumentException when the sizes do not agree
   */
  public static void matmul(Storage a, Storage b, Factor factor, Storage c) {
    String subject = "matmul(" + sizes(a, b, c) + ", " + factor + ")";
    long inner = factor == Factor.PLAIN ? b.rows() : b.width();
    long outer = factor == Factor.PLAIN ? b.width() : b.rows();
    expect(inner == a.width(), subject, "a's width to be b's " + (factor == Factor.PLAIN ? "rows" : "width"));
    expect(c.rows() == a.rows() && c.width() == outer, subject, "c=[" + a.rows() + ", " + outer + "]");
  }

  /**
   * Operands of {@link Dense#outerSum}.
   *
   * @throws IllegalArgumentException when the sizes do not agree
   */
  public static void outerSum(Storage a, Storage b, Storage c) {
    String subject = "outerSum(" + sizes(a, b, c) + ")";
    expect(a.rows() == b.rows(), subject, "as many rows in a as in b");
    expect(c.rows() == a.width() && c.width() == b.width(), subject, "c=[" + a.width() + ", " + b.width() + "]");
  }

  /**
   * Operands of {@link Dense#segmentMatmul}.
   *
   * @throws IllegalArgumentException when the sizes do not agree
   */
  public static void segmentMatmul(Storage a, long[] offsets, Storage b, Storage c) {
    String subject = "segmentMatmul(" + sizes(a, b, c) + ", segments=" + (offsets.length - 1) + ")";
    offsets(subject, offsets, a.rows());
    expect(c.rows() == a.rows(), subject, "as many rows in c as in a");
    long matrix = Math.multiplyExact((long) a.width(), c.width());
    expect(b.rows() == offsets.length - 1 && b.width() == matrix, subject, "b=[" + (offsets.length - 1) + ", " + matrix + "]");
  }

  /**
   * Operands of {@link Dense#segmentOuterSum}.
   *
   * @throws IllegalArgumentException when the sizes do not agree
   */
  public static void segmentOuterSum(Storage a, long[] offsets, Storage b, Storage c) {
    String subject = "segmentOuterSum(" + sizes(a, b, c) + ", segments=" + (offsets.length - 1) + ")";
    offsets(subject, offsets, a.rows());
    expect(a.rows() == b.rows(), subject, "as many rows in a as in b");
    long matrix = Math.multiplyExact((long) a.width(), b.width());
    expect(c.rows() == offsets.length - 1 && c.width() == matrix, subject, "c=[" + (offsets.length - 1) + ", " + matrix + "]");
  }

  private static void offsets(String subject, long[] offsets, long rows) {
    expect(offsets.length > 0 && offsets[0] == 0 && offsets[offsets.length - 1] == rows, subject, "offsets from 0 to a's rows=" + rows);
    for (int s = 1; s < offsets.length; s++) {
      expect(offsets[s - 1] <= offsets[s], subject, "offsets that never fall (segment " + (s - 1) + " has a negative length)");
    }
  }

  private static void expect(boolean holds, String subject, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(subject + ": expected " + expected + ". Check the order of the factors and their row shapes.");
    }
  }

  private static String sizes(Storage a, Storage b, Storage c) {
    return "a=" + size(a) + ", b=" + size(b) + ", c=" + size(c);
  }

  private static String size(Storage s) {
    return "[" + s.rows() + ", " + s.width() + "]";
  }
}

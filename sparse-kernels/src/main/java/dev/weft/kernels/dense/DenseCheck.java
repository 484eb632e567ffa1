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
    long inner = factor == Factor.PLAIN ? b.rows() : b.width();
    long outer = factor == Factor.PLAIN ? b.width() : b.rows();
    if (inner != a.width()) {
      throw refused(
          "matmul",
          a,
          b,
          c,
          "b's " + (factor == Factor.PLAIN ? "rows" : "width") + " to be a's width=" + a.width());
    }
    if (c.rows() != a.rows() || c.width() != outer) {
      throw refused(
          "matmul", a, b, c, "c=[" + a.rows() + ", " + outer + "] with a " + factor + " b");
    }
  }

  /**
   * Operands of {@link Dense#outerSum}.
   *
   * @throws IllegalArgumentException when the sizes do not agree
   */
  public static void outerSum(Storage a, Storage b, Storage c) {
    if (a.rows() != b.rows()) {
      throw refused("outerSum", a, b, c, "as many rows in a as in b");
    }
    if (c.rows() != a.width() || c.width() != b.width()) {
      throw refused("outerSum", a, b, c, "c=[" + a.width() + ", " + b.width() + "]");
    }
  }

  /**
   * Operands of {@link Dense#transpose}.
   *
   * @throws IllegalArgumentException when the sizes do not agree
   */
  public static void transpose(Storage a, Storage c) {
    if (c.rows() != a.width() || c.width() != a.rows()) {
      throw new IllegalArgumentException(
          "transpose: a=["
              + a.rows()
              + ", "
              + a.width()
              + "], c=["
              + c.rows()
              + ", "
              + c.width()
              + "]; c has a's rows as columns.");
    }
  }

  /**
   * Operands of {@link Dense#segmentMatmul}.
   *
   * @throws IllegalArgumentException when the sizes do not agree
   */
  public static void segmentMatmul(Storage a, long[] offsets, Storage b, Storage c) {
    int segments = segments("segmentMatmul", a, offsets, b, c);
    if (c.rows() != a.rows()) {
      throw refused("segmentMatmul", a, b, c, "as many rows in c as in a");
    }
    long matrix = Math.multiplyExact((long) a.width(), c.width());
    if (b.rows() != segments || b.width() != matrix) {
      throw refused("segmentMatmul", a, b, c, "b=[" + segments + ", " + matrix + "]");
    }
  }

  /**
   * Operands of {@link Dense#segmentOuterSum}.
   *
   * @throws IllegalArgumentException when the sizes do not agree
   */
  public static void segmentOuterSum(Storage a, long[] offsets, Storage b, Storage c) {
    int segments = segments("segmentOuterSum", a, offsets, b, c);
    if (a.rows() != b.rows()) {
      throw refused("segmentOuterSum", a, b, c, "as many rows in a as in b");
    }
    long matrix = Math.multiplyExact((long) a.width(), b.width());
    if (c.rows() != segments || c.width() != matrix) {
      throw refused("segmentOuterSum", a, b, c, "c=[" + segments + ", " + matrix + "]");
    }
  }

  /**
   * Operands of {@link Dense#typedOuterSum}. Ids and order are those of an edge list, which has
   * checked them.
   *
   * @throws IllegalArgumentException when the sizes do not agree
   */
  public static void typedOuterSum(
      NamedRows a, NamedRows b, TypeOrder entries, int blocks, Storage c) {
    String name = "typedOuterSum";
    if (blocks < 1 || a.width() % blocks != 0 || b.width() % blocks != 0) {
      throw refused(name, a.rows(), b.rows(), c, "widths that blocks=" + blocks + " divide");
    }
    long count = entries.offsets()[entries.types()];
    for (NamedRows side : new NamedRows[] {a, b}) {
      if (side.ids().isEmpty() && side.rows().rows() < count) {
        throw refused(name, a.rows(), b.rows(), c, "a row for each of " + count + " entries");
      }
      if (side.factors().isPresent()
          && (side.factors().get().rows() < count || side.factors().get().width() != blocks)) {
        throw refused(
            name, a.rows(), b.rows(), c, "factors [" + count + ", " + blocks + "] by entry");
      }
    }
    long matrix = Math.multiplyExact((long) a.width(), b.width() / blocks);
    if (c.rows() != entries.types() || c.width() != matrix) {
      throw refused(name, a.rows(), b.rows(), c, "c=[" + entries.types() + ", " + matrix + "]");
    }
  }

  private static int segments(String name, Storage a, long[] offsets, Storage b, Storage c) {
    int segments = offsets.length - 1;
    if (segments < 0 || offsets[0] != 0 || offsets[segments] != a.rows()) {
      throw refused(name, a, b, c, "offsets from 0 to a's rows=" + a.rows());
    }
    for (int s = 0; s < segments; s++) {
      if (offsets[s] > offsets[s + 1]) {
        throw refused(
            name,
            a,
            b,
            c,
            "offsets that never fall, but segment "
                + s
                + " is ["
                + offsets[s]
                + ", "
                + offsets[s + 1]
                + ")");
      }
    }
    return segments;
  }

  private static IllegalArgumentException refused(
      String name, Storage a, Storage b, Storage c, String expected) {
    return new IllegalArgumentException(
        name
            + "(a="
            + size(a)
            + ", b="
            + size(b)
            + ", c="
            + size(c)
            + "): expected "
            + expected
            + ". Check the order of the factors and their row shapes.");
  }

  private static String size(Storage s) {
    return "[" + s.rows() + ", " + s.width() + "]";
  }
}

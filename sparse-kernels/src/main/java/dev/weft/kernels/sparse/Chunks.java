package dev.weft.kernels.sparse;

import java.util.Arrays;

/**
 * The rows of a {@link Csr} in consecutive pieces of about equal work, where a row costs one more
 * than it has entries. A row larger than a piece stands alone. Depends on the structure only, never
 * on threads. No rows give no pieces.
 */
public final class Chunks {
  /**
   * Work of a piece in {@link Csr#chunks}: enough to outweigh handing it to a thread, few enough to
   * balance.
   */
  public static final int ENTRIES = 8192;

  private final Csr csr;
  private final int[] bounds;

  private Chunks(Csr csr, int[] bounds) {
    this.csr = csr;
    this.bounds = bounds;
  }

  /**
   * Pieces whose entries and rows together are at most {@code work}, but at least one row each.
   *
   * @throws IllegalArgumentException when {@code work} is not positive
   */
  public static Chunks of(Csr csr, long work) {
    if (work < 1) {
      throw new IllegalArgumentException("Chunks: work=" + work + "; expected 1 or more.");
    }
    int[] bounds = new int[16];
    int count = 0;
    for (long row = 0; row < csr.rows(); row = end(csr, row, work)) {
      if (count + 1 == bounds.length) {
        bounds = Arrays.copyOf(bounds, 2 * bounds.length);
      }
      bounds[count++] = (int) row;
    }
    bounds[count] = (int) csr.rows();
    return new Chunks(csr, Arrays.copyOf(bounds, count + 1));
  }

  /** Number of pieces. */
  public int count() {
    return bounds.length - 1;
  }

  /** First row of piece {@code i}; {@code firstRow(count())} is the number of rows. */
  public int firstRow(int i) {
    return bounds[i];
  }

  /** The row after the last of piece {@code i}. */
  public int endRow(int i) {
    return bounds[i + 1];
  }

  /** Number of entries of piece {@code i}. */
  public long entries(int i) {
    return csr.start(bounds[i + 1]) - csr.start(bounds[i]);
  }

  // The work up to a row rises strictly with the row, so the last one that fits is found by
  // bisection.
  private static long end(Csr csr, long first, long work) {
    long limit = csr.start(first) + first + work;
    long fits = first + 1;
    long beyond = Math.min(csr.rows(), first + work) + 1;
    while (beyond - fits > 1) {
      long middle = (fits + beyond) >>> 1;
      if (csr.start(middle) + middle <= limit) {
        fits = middle;
      } else {
        beyond = middle;
      }
    }
    return fits;
  }
}

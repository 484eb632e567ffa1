package dev.weft.datasets.raw;

import java.util.Arrays;

/**
 * Directed edges as parallel arrays.
 *
 * @param src source of every edge
 * @param dst destination of every edge
 */
public record Arcs(int[] src, int[] dst) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException when they differ
   */
  public Arcs {
    if (src.length != dst.length) {
      throw new IllegalArgumentException(
          src.length + " sources for " + dst.length + " destinations.");
    }
  }

  /** Number of edges. */
  public int size() {
    return src.length;
  }

  /**
   * Both directions of every edge, each pair once, sorted by source, then destination: what DGL's
   * {@code to_bidirected} gives. Self loops stay, once.
   */
  Arcs toBidirected() {
    int n = src.length;
    long[] pairs = new long[Math.multiplyExact(2, n)];
    for (int e = 0; e < n; e++) {
      pairs[e] = (long) src[e] << 32 | dst[e];
      pairs[n + e] = (long) dst[e] << 32 | src[e];
    }
    Arrays.sort(pairs);
    int kept = 0;
    for (int i = 0; i < pairs.length; i++) {
      if (i == 0 || pairs[i] != pairs[i - 1]) {
        pairs[kept++] = pairs[i];
      }
    }
    int[] from = new int[kept];
    int[] to = new int[kept];
    for (int i = 0; i < kept; i++) {
      from[i] = (int) (pairs[i] >>> 32);
      to[i] = (int) pairs[i];
    }
    return new Arcs(from, to);
  }

  /** Throws IllegalArgumentException when an end is not in [0, numNodes). */
  void requireBelow(int numNodes) {
    for (int e = 0; e < src.length; e++) {
      if (src[e] < 0 || src[e] >= numNodes || dst[e] < 0 || dst[e] >= numNodes) {
        throw new IllegalArgumentException(
            "edge "
                + e
                + " goes from "
                + src[e]
                + " to "
                + dst[e]
                + "; expected node ids in [0, "
                + numNodes
                + ").");
      }
    }
  }
}

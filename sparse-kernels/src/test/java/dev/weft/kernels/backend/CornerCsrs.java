package dev.weft.kernels.backend;

import dev.weft.kernels.sparse.Csr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Neighbourhoods at the edges of what is allowed, and ordinary random ones; every test of a kernel
 * runs on all of them.
 */
public final class CornerCsrs {
  /** A named structure. */
  public record Case(String name, Csr csr) {
    @Override
    public String toString() {
      return name;
    }
  }

  private CornerCsrs() {}

  /**
   * No nodes, no edges, isolated nodes, self loops, parallel edges, one hub beyond every tile, edge
   * ids in another order.
   */
  public static List<Case> all() {
    return List.of(
        new Case("no rows", Csr.of(3, new long[] {0}, new int[0])),
        new Case("no nodes", Csr.of(0, new long[] {0}, new int[0])),
        new Case("no edges", Csr.of(4, new long[] {0, 0, 0, 0}, new int[0])),
        new Case("one self loop", Csr.of(1, new long[] {0, 1}, new int[] {0})),
        new Case("parallel edges", Csr.of(3, new long[] {0, 3, 3, 5}, new int[] {1, 1, 1, 2, 2})),
        new Case(
            "parallel edges with ids",
            Csr.of(
                3, new long[] {0, 3, 3, 5}, new int[] {1, 1, 1, 2, 2}, new int[] {1, 3, 4, 0, 2})),
        new Case(
            "isolated at both ends",
            Csr.of(5, new long[] {0, 0, 2, 2, 3, 3, 3}, new int[] {0, 4, 2})),
        new Case("a hub", hub(3000, 11)),
        new Case("many small rows", random(700, 90, 3, 5)),
        new Case("rows near a tile", random(40, 50, 120, 7)));
  }

  /** One row with {@code degree} entries between small ones, edge ids shuffled over rows. */
  public static Csr hub(int degree, long seed) {
    Random random = new Random(seed);
    int[] degrees = {2, 0, degree, 1, 5};
    return withIds(degrees, 37, random);
  }

  /** Rows of 0 to {@code 2 * mean} entries with shuffled edge ids. */
  public static Csr random(int rows, int cols, int mean, long seed) {
    Random random = new Random(seed);
    int[] degrees = new int[rows];
    Arrays.setAll(degrees, _ -> random.nextInt(2 * mean + 1));
    return withIds(degrees, cols, random);
  }

  private static Csr withIds(int[] degrees, int cols, Random random) {
    long[] indptr = new long[degrees.length + 1];
    for (int r = 0; r < degrees.length; r++) {
      indptr[r + 1] = indptr[r] + degrees[r];
    }
    int size = (int) indptr[degrees.length];
    List<Integer> ids = new ArrayList<>();
    for (int e = 0; e < size; e++) {
      ids.add(e);
    }
    Collections.shuffle(ids, random);
    int[] eids = ids.stream().mapToInt(Integer::intValue).toArray();
    for (int r = 0; r < degrees.length; r++) {
      Arrays.sort(eids, (int) indptr[r], (int) indptr[r + 1]);
    }
    int[] indices = new int[size];
    Arrays.setAll(indices, _ -> random.nextInt(cols));
    return Csr.of(cols, indptr, indices, eids);
  }
}

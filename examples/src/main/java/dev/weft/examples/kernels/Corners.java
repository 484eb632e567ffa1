package dev.weft.examples.kernels;

import dev.weft.kernels.lang.CounterRandom;
import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Csr;
import java.util.LinkedHashMap;
import java.util.Map;

/** Graphs at the edges of what is allowed, small enough to be walked through by an interpreter. */
final class Corners {
  private Corners() {}

  /** By name: the CSR of each. */
  static Map<String, Csr> all() {
    Map<String, Csr> all = new LinkedHashMap<>();
    all.put("no nodes", Csr.of(0, new long[] {0}, new int[0]));
    all.put("no edges", Csr.of(3, new long[] {0, 0, 0, 0}, new int[0]));
    all.put("one self loop", Csr.of(1, new long[] {0, 1}, new int[] {0}));
    all.put("parallel edges", Csr.of(3, new long[] {0, 3, 3, 5}, new int[] {1, 1, 1, 2, 2}));
    all.put("isolated ends", Csr.of(5, new long[] {0, 0, 2, 2, 3, 3}, new int[] {0, 4, 2}));
    all.put("a hub", hub(41));
    return all;
  }

  /** Every node sends to node 2, and a few to each other; edge ids follow the sources. */
  private static Csr hub(int nodes) {
    int[] row = new int[nodes + 9];
    int[] col = new int[nodes + 9];
    long key = CounterRandom.expand(1);
    for (int e = 0; e < row.length; e++) {
      boolean toHub = e % 6 != 0 && e < nodes;
      row[e] = toHub ? 2 : (int) (CounterRandom.uniform(key, 2L * e) * nodes);
      col[e] = (int) (CounterRandom.uniform(key, 2L * e + 1) * nodes);
    }
    return Coo.of(nodes, nodes, row, col).toCsr();
  }
}

package dev.weft.graph.transform;

import dev.weft.kernels.sparse.Csr;
import java.util.Arrays;
import java.util.List;

/**
 * The nodes that a sequence of relations leads to, one start after another. A stamp per node saves
 * cleaning between starts.
 */
final class Reach {
  private final List<Csr> path;
  private final int[][] stamps;
  private int stamp;

  Reach(List<Csr> path) {
    this.path = path;
    this.stamps =
        path.stream().map(csr -> new int[Math.toIntExact(csr.cols())]).toArray(int[][]::new);
  }

  /** The nodes reached from u, ascending. */
  int[] from(int u) {
    stamp++;
    int[] frontier = {u};
    for (int i = 0; i < stamps.length; i++) {
      frontier = step(path.get(i), stamps[i], frontier);
    }
    Arrays.sort(frontier);
    return frontier;
  }

  private int[] step(Csr out, int[] seen, int[] frontier) {
    IdBuffer reached = new IdBuffer();
    for (int u : frontier) {
      for (long p = out.start(u); p < out.start(u + 1L); p++) {
        int v = out.column(p);
        if (seen[v] != stamp) {
          seen[v] = stamp;
          reached.add(v);
        }
      }
    }
    return reached.toArray();
  }
}

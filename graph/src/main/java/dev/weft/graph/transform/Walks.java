package dev.weft.graph.transform;

import dev.weft.kernels.sparse.Csr;
import java.util.Arrays;

/**
 * Counts walks of a fixed length from one node after another, in two rows of counters that are
 * cleaned by what was touched.
 */
final class Walks {
  private final Csr out;
  private final int hops;
  private long[] now;
  private long[] next;
  private int[] reached = new int[0];

  Walks(Csr out, int hops) {
    if (hops < 0) {
      throw new IllegalArgumentException("khop: hops=" + hops + "; expected 0 or more.");
    }
    this.out = out;
    this.hops = hops;
    this.now = new long[Math.toIntExact(out.rows())];
    this.next = new long[now.length];
  }

  /** Number of walks from u to every node; valid until the next call. */
  long[] from(int u) {
    clear(now, reached);
    now[u] = 1;
    reached = new int[] {u};
    for (int hop = 0; hop < hops; hop++) {
      step();
    }
    return now;
  }

  /** The nodes with at least one walk, ascending. */
  int[] reached() {
    return reached;
  }

  private void step() {
    IdBuffer touched = new IdBuffer();
    for (int u : reached) {
      for (long p = out.start(u); p < out.start(u + 1L); p++) {
        int v = out.column(p);
        if (next[v] == 0) {
          touched.add(v);
        }
        next[v] = Math.addExact(next[v], now[u]);
      }
    }
    clear(now, reached);
    long[] swap = now;
    now = next;
    next = swap;
    reached = touched.toArray();
    Arrays.sort(reached);
  }

  private static void clear(long[] counts, int[] touched) {
    for (int v : touched) {
      counts[v] = 0;
    }
  }
}

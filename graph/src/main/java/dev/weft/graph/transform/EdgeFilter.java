package dev.weft.graph.transform;

import dev.weft.graph.Ids;
import dev.weft.graph.Relation;
import dev.weft.kernels.parallel.Workers;
import dev.weft.kernels.sparse.Coo;

/** Decides which edges stay, from their ends. */
@FunctionalInterface
interface EdgeFilter {
  /** Edges that one task looks at. */
  int SPAN = 1 << 18;

  boolean keeps(int src, int dst);

  /**
   * Ids of the edges that stay, ascending. One pass counts and one writes, each span of edges to
   * its own place: nothing of the edges' size is on the heap, and threads do not change the order.
   */
  default Ids of(Relation relation) {
    Coo coo = relation.coo();
    int spans = Math.toIntExact((coo.size() + SPAN - 1) / SPAN);
    long[] starts = new long[spans + 1];
    Workers.run(spans, i -> starts[i + 1] = count(coo, i));
    for (int i = 0; i < spans; i++) {
      starts[i + 1] += starts[i];
    }
    Ids out = Ids.allocate(starts[spans]);
    Workers.run(spans, i -> write(coo, i, out, starts[i]));
    return out;
  }

  private long count(Coo coo, int span) {
    long end = Math.min(coo.size(), (span + 1L) * SPAN);
    long kept = 0;
    for (long e = (long) span * SPAN; e < end; e++) {
      kept += keeps(coo.rowOf(e), coo.colOf(e)) ? 1 : 0;
    }
    return kept;
  }

  private void write(Coo coo, int span, Ids out, long start) {
    long end = Math.min(coo.size(), (span + 1L) * SPAN);
    long at = start;
    for (long e = (long) span * SPAN; e < end; e++) {
      if (keeps(coo.rowOf(e), coo.colOf(e))) {
        out.set(at++, Ids.narrow(e));
      }
    }
  }
}

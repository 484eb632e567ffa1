package dev.weft.graph.transform;

import dev.weft.graph.Ids;
import dev.weft.graph.Relation;
import dev.weft.kernels.sparse.Coo;

/** Decides which edges stay, from their ends. */
@FunctionalInterface
interface EdgeFilter {
  boolean keeps(int src, int dst);

  /**
   * Ids of the edges that stay, ascending. One pass counts, one writes, so that nothing of the
   * edges' size is on the heap.
   */
  default Ids of(Relation relation) {
    Coo coo = relation.coo();
    long kept = 0;
    for (long e = 0; e < coo.size(); e++) {
      kept += keeps(coo.rowOf(e), coo.colOf(e)) ? 1 : 0;
    }
    Ids out = Ids.allocate(kept);
    long at = 0;
    for (long e = 0; e < coo.size(); e++) {
      if (keeps(coo.rowOf(e), coo.colOf(e))) {
        out.set(at++, (int) e);
      }
    }
    return out;
  }
}

package dev.weft.graph;

import dev.weft.kernels.sparse.Csr;

/**
 * Finds the edges of one pair of nodes by scanning the shorter of two lists: the source's out-edges
 * and the destination's in-edges. Both stand in edge-id order, so the first match has the lowest
 * id.
 */
final class PairSearch {
  private PairSearch() {}

  /** The lowest edge id from u to v, or -1. */
  static int first(Relation relation, int u, int v) {
    boolean fromSource = relation.out().degree(u) <= relation.in().degree(v);
    Csr csr = fromSource ? relation.out() : relation.in();
    int row = fromSource ? u : v;
    int wanted = fromSource ? v : u;
    for (long p = csr.start(row); p < csr.start(row + 1L); p++) {
      if (csr.column(p) == wanted) {
        return Ids.narrow(csr.edge(p));
      }
    }
    return -1;
  }

  /** Appends all edge ids from u to v, ascending. */
  static void all(Relation relation, int u, int v, IntList eids) {
    boolean fromSource = relation.out().degree(u) <= relation.in().degree(v);
    Csr csr = fromSource ? relation.out() : relation.in();
    int row = fromSource ? u : v;
    int wanted = fromSource ? v : u;
    for (long p = csr.start(row); p < csr.start(row + 1L); p++) {
      if (csr.column(p) == wanted) {
        eids.add(Ids.narrow(csr.edge(p)));
      }
    }
  }

  /**
   * True when some pair has two edges: one stamp per source, marked with the destination that saw
   * it last.
   */
  static boolean hasParallel(Relation relation) {
    Csr in = relation.in();
    Ids stamp = Ids.allocate(relation.src().size());
    for (long v = 0; v < in.rows(); v++) {
      for (long p = in.start(v); p < in.start(v + 1L); p++) {
        int u = in.column(p);
        if (stamp.get(u) == v + 1) {
          return true;
        }
        stamp.set(u, (int) (v + 1));
      }
    }
    return false;
  }
}

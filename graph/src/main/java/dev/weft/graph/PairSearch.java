package dev.weft.graph;

import dev.weft.kernels.sparse.Csr;

/**
 * Finds the edges of one pair of nodes by scanning the shorter of two lists: the source's out-edges and the destination's in-edges.
 * Both stand in edge-id order, so the first match has the lowest id.
 */
final class PairSearch {
  private PairSearch() {}

  /** The lowest edge id from u to v, or -1. */
  static int first(Relation relation, int u, int v) {
    boolean fromSource = Adjacency.degree(relation.out(), u) <= Adjacency.degree(relation.in(), v);
    Csr csr = fromSource ? relation.out() : relation.in();
    int row = fromSource ? u : v;
    int wanted = fromSource ? v : u;
    for (long p = Adjacency.begin(csr, row); p < Adjacency.end(csr, row); p++) {
      if (Adjacency.neighbor(csr, p) == wanted) {
        return Adjacency.eid(csr, p);
      }
    }
    return -1;
  }

  /** Appends all edge ids from u to v, ascending. */
  static void all(Relation relation, int u, int v, IntList eids) {
    boolean fromSource = Adjacency.degree(relation.out(), u) <= Adjacency.degree(relation.in(), v);
    Csr csr = fromSource ? relation.out() : relation.in();
    int row = fromSource ? u : v;
    int wanted = fromSource ? v : u;
    for (long p = Adjacency.begin(csr, row); p < Adjacency.end(csr, row); p++) {
      if (Adjacency.neighbor(csr, p) == wanted) {
        eids.add(Adjacency.eid(csr, p));
      }
    }
  }

  /**
   * All edge ids by source, then destination, then id: two stable counting sorts. The in-edge format lists edges by destination and
   * then id; dealing them out to their sources keeps that order.
   */
  static Ids bySrcDst(Relation relation) {
    Csr in = relation.in();
    Csr out = relation.out();
    Ids next = Ids.allocate(relation.src().size());
    Ids sorted = Ids.allocate(relation.numEdges());
    for (long v = 0; v < in.rows(); v++) {
      for (long p = Adjacency.begin(in, v); p < Adjacency.end(in, v); p++) {
        int u = Adjacency.neighbor(in, p);
        sorted.set(Adjacency.begin(out, u) + next.get(u), Adjacency.eid(in, p));
        next.set(u, next.get(u) + 1);
      }
    }
    return sorted;
  }

  /** True when some pair has two edges: one stamp per source, marked with the destination that saw it last. */
  static boolean hasParallel(Relation relation) {
    Csr in = relation.in();
    Ids stamp = Ids.allocate(relation.src().size());
    for (long v = 0; v < in.rows(); v++) {
      for (long p = Adjacency.begin(in, v); p < Adjacency.end(in, v); p++) {
        int u = Adjacency.neighbor(in, p);
        if (stamp.get(u) == v + 1) {
          return true;
        }
        stamp.set(u, (int) (v + 1));
      }
    }
    return false;
  }
}

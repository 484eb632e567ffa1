package dev.weft.graph.transform;

import dev.weft.graph.Ids;
import dev.weft.graph.Relation;
import dev.weft.kernels.sparse.Csr;

/**
 * The edges whose both ends are selected: by source in the order selected, then by edge id. Reads
 * only rows of selected sources.
 */
final class EdgesBetween {
  private EdgesBetween() {}

  static Ids of(Relation relation, IdMap src, IdMap dst) {
    if (src.size() == 0 || dst.size() == 0) {
      return Ids.allocate(0);
    }
    int[] sources = src.keys();
    Csr out = relation.out();
    Ids eids = Ids.allocate(count(out, sources, dst));
    long at = 0;
    for (int u : sources) {
      for (long p = out.start(u); p < out.start(u + 1L); p++) {
        if (dst.get(out.column(p)) >= 0) {
          eids.set(at++, Ids.narrow(out.edge(p)));
        }
      }
    }
    return eids;
  }

  private static long count(Csr out, int[] sources, IdMap dst) {
    long count = 0;
    for (int u : sources) {
      for (long p = out.start(u); p < out.start(u + 1L); p++) {
        count += dst.get(out.column(p)) >= 0 ? 1 : 0;
      }
    }
    return count;
  }
}

package dev.weft.kernels.sparse;

import dev.weft.kernels.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.BitSet;

/** Explicit edge ids of a {@link Csr}: their check, and the way back to edge-id order. */
final class EdgeIds {
  private EdgeIds() {}

  /** Every edge id occurs once, and they rise within each row. */
  static void check(Csr csr, MemorySegment eids) {
    Checks.edgeIds(csr.toString(), csr.size());
    Checks.array(csr.toString(), "eids", eids, csr.size(), Integer.BYTES);
    Checks.ids(csr.toString(), "eids", eids, csr.size(), "size", csr.size());
    BitSet seen = new BitSet((int) csr.size());
    long base = eids.address();
    for (long r = 0; r < csr.rows(); r++) {
      checkRow(csr, base, r, seen);
    }
    Reference.reachabilityFence(eids);
  }

  private static void checkRow(Csr csr, long base, long row, BitSet seen) {
    int last = -1;
    for (long p = csr.start(row); p < csr.start(row + 1); p++) {
      int edge = Ids.get(base, p);
      if (edge <= last || seen.get(edge)) {
        String problem = seen.get(edge) ? " occurs twice" : " does not rise within row " + row;
        throw new IllegalArgumentException(
            csr
                + ": eids["
                + p
                + "]="
                + edge
                + problem
                + "; expected every edge id once, in rising order in each row. Build it with Coo.toCsr().");
      }
      seen.set(edge);
      last = edge;
    }
  }

  static Coo toCoo(Csr csr) {
    MemorySegment row = Ids.ints(csr.size());
    MemorySegment col = csr.eids().isPresent() ? Ids.ints(csr.size()) : csr.indices();
    Chunks chunks = Chunks.of(csr, Ranges.BLOCK);
    Workers.run(
        chunks.count(),
        i -> {
          if (csr.eids().isPresent()) {
            scatter(
                csr,
                csr.eids().get().address(),
                chunks.firstRow(i),
                chunks.endRow(i),
                row.address(),
                col.address());
          } else {
            expand(csr, chunks.firstRow(i), chunks.endRow(i), row.address());
          }
        });
    Reference.reachabilityFence(csr);
    return Coo.trusted(csr.rows(), csr.cols(), csr.size(), row, col);
  }

  private static void expand(Csr csr, int first, int end, long row) {
    long indptr = csr.indptr().address();
    for (int r = first; r < end; r++) {
      long stop = Ids.getLong(indptr, r + 1);
      for (long p = Ids.getLong(indptr, r); p < stop; p++) {
        Ids.set(row, p, r);
      }
    }
  }

  private static void scatter(Csr csr, long eids, int first, int end, long row, long col) {
    long indptr = csr.indptr().address();
    long indices = csr.indices().address();
    for (int r = first; r < end; r++) {
      long stop = Ids.getLong(indptr, r + 1);
      for (long p = Ids.getLong(indptr, r); p < stop; p++) {
        int edge = Ids.get(eids, p);
        Ids.set(row, edge, r);
        Ids.set(col, edge, Ids.get(indices, p));
      }
    }
  }
}

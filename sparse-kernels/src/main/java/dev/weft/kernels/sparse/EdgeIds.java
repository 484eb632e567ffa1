package dev.weft.kernels.sparse;

import dev.weft.kernels.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** Explicit edge ids of a {@link Csr}: their check, and the way back to edge-id order. */
final class EdgeIds {
  private EdgeIds() {}

  /** Every edge id occurs once, and they rise within each row. */
  static void check(Csr csr, IdArray eids) {
    int bytes = eids.dtype().bytes();
    Checks.array(csr.toString(), "eids", eids.segment(), csr.size(), bytes);
    try (Scratch scratch = new Scratch()) {
      long seen = scratch.longs((csr.size() + Long.SIZE - 1) / Long.SIZE).address();
      CountingSort.clear(seen, (csr.size() + Long.SIZE - 1) / Long.SIZE);
      for (long r = 0; r < csr.rows(); r++) {
        checkRow(csr, eids, r, seen);
      }
    }
  }

  /** Seen edges are bits. */
  private static void checkRow(Csr csr, IdArray eids, long row, long seen) {
    long ids = eids.segment().address();
    boolean wide = eids.isWide();
    long last = -1;
    for (long p = csr.start(row), end = csr.start(row + 1); p < end; p++) {
      long edge = IdArray.get(ids, wide, p);
      if (edge < 0 || edge >= csr.size()) {
        throw Checks.outOfRange(csr.toString(), "eids", p, edge, "size", csr.size());
      }
      long word = Ids.getLong(seen, edge >>> 6);
      boolean twice = (word >>> edge & 1) != 0;
      if (edge <= last || twice) {
        String problem = twice ? " occurs twice" : " does not rise within row " + row;
        throw new IllegalArgumentException(
            csr
                + ": eids["
                + p
                + "]="
                + edge
                + problem
                + "; expected every edge id once, in rising order in each row. Build it with"
                + " Coo.toCsr().");
      }
      Ids.setLong(seen, edge >>> 6, word | 1L << edge);
      last = edge;
    }
    Reference.reachabilityFence(eids);
  }

  static Coo toCoo(Csr csr) {
    MemorySegment row = Ids.ints(csr.size());
    if (csr.eids().isEmpty()) {
      expand(csr.indptr(), csr.rows(), csr.size(), row);
      return Coo.trusted(csr, row, csr.indices());
    }
    MemorySegment col = Ids.ints(csr.size());
    IdArray eids = new IdArray(csr.eids().get(), csr.edgeIds());
    Chunks chunks = Chunks.of(csr, Ranges.BLOCK);
    Workers.run(
        chunks.count(),
        i ->
            scatter(csr, eids, chunks.firstRow(i), chunks.endRow(i), row.address(), col.address()));
    Reference.reachabilityFence(csr);
    return Coo.trusted(csr, row, col);
  }

  /** Writes the row of every position, however many entries a row has. */
  static void expand(MemorySegment indptr, long rows, long size, MemorySegment out) {
    long pointers = indptr.address();
    long to = out.address();
    Ranges.forEach(
        size, (from, end) -> expand(pointers, rowAt(pointers, rows, from), from, end, to));
    Reference.reachabilityFence(indptr);
    Reference.reachabilityFence(out);
  }

  private static void expand(long indptr, long first, long from, long end, long to) {
    long p = from;
    for (long r = first; p < end; r++) {
      for (long stop = Math.min(end, Ids.getLong(indptr, r + 1)); p < stop; p++) {
        Ids.set(to, p, (int) r);
      }
    }
  }

  /** The row that holds a position: the last that begins at it or before. */
  private static long rowAt(long indptr, long rows, long position) {
    long row = 0;
    long beyond = rows;
    while (beyond - row > 1) {
      long middle = (row + beyond) >>> 1;
      if (Ids.getLong(indptr, middle) <= position) {
        row = middle;
      } else {
        beyond = middle;
      }
    }
    return row;
  }

  private static void scatter(Csr csr, IdArray eids, int first, int end, long row, long col) {
    long indptr = csr.indptr().address();
    long indices = csr.indices().address();
    long ids = eids.segment().address();
    boolean wide = eids.isWide();
    for (int r = first; r < end; r++) {
      long stop = Ids.getLong(indptr, r + 1L);
      for (long p = Ids.getLong(indptr, r); p < stop; p++) {
        long edge = IdArray.get(ids, wide, p);
        Ids.set(row, edge, r);
        Ids.set(col, edge, Ids.get(indices, p));
      }
    }
  }
}

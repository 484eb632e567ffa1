package dev.weft.kernels.sparse;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.sparse.CountingSort.Rows;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Edges without repetitions.
 *
 * @param coo the distinct edges, in order of row, then column
 * @param counts int32 how often each occurred
 * @param firsts lowest former edge id of each
 * @param uniqueOf position in {@code coo} of every former edge
 * @param edgeIds type of {@code firsts} and {@code uniqueOf}: that of the former edges' ids
 */
public record Coalesced(
    Coo coo, MemorySegment counts, MemorySegment firsts, MemorySegment uniqueOf, DType edgeIds) {

  static Coalesced of(Coo coo) {
    try (Scratch scratch = new Scratch()) {
      Optional<IdArray> order =
          coo.isSorted() ? Optional.empty() : Optional.of(scratch.ids(coo.size(), coo.edgeIds()));
      Distinct distinct = new Distinct(sorted(coo, scratch, order));
      MemorySegment counts = Ids.ints(distinct.count()).fill((byte) 0);
      IdArray firsts = IdArray.allocate(distinct.count(), coo.edgeIds());
      IdArray uniqueOf = IdArray.allocate(coo.size(), coo.edgeIds());
      distinct.number(order, counts, firsts, uniqueOf);
      return new Coalesced(
          distinct.coo(), counts, firsts.segment(), uniqueOf.segment(), coo.edgeIds());
    }
  }

  /** The distinct edges alone, which spares carrying edge ids. */
  static Coo distinct(Coo coo) {
    try (Scratch scratch = new Scratch()) {
      return new Distinct(sorted(coo, scratch, Optional.empty())).coo();
    }
  }

  /** Every edge in both directions, each once. */
  static Coo symmetric(Coo coo) {
    try (Scratch scratch = new Scratch()) {
      long size = Math.multiplyExact(coo.size(), 2L);
      MemorySegment row = scratch.ints(size);
      MemorySegment col = scratch.ints(size);
      coo.copyTo(row, col, 0);
      coo.transpose().copyTo(row, col, coo.size());
      return distinct(Coo.trusted(coo.rows(), coo.cols(), size, row, col));
    }
  }

  private static Csr sorted(Coo coo, Scratch scratch, Optional<IdArray> order) {
    if (coo.isSorted()) {
      return coo.toCsr();
    }
    MemorySegment indptr = scratch.longs(coo.rows() + 1);
    MemorySegment cols = scratch.ints(coo.size());
    Sorted.sort(coo, new Rows(indptr, cols, order));
    return Csr.trusted(coo, indptr, cols, Optional.empty());
  }
}

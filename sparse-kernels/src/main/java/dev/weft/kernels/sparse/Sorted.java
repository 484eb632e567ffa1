package dev.weft.kernels.sparse;

import dev.weft.kernels.sparse.CountingSort.Keyed;
import dev.weft.kernels.sparse.CountingSort.Rows;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Optional;

/**
 * Edges in order of row, then column, then their former edge id.
 *
 * @param coo the edges in their new order
 * @param permutation former edge id of every edge, of type {@link Coo#edgeIds}
 */
public record Sorted(Coo coo, MemorySegment permutation) {

  static Sorted of(Coo coo) {
    IdArray permutation = IdArray.allocate(coo.size(), coo.edgeIds());
    if (coo.isSorted()) {
      permutation.number();
      return new Sorted(coo, permutation.segment());
    }
    MemorySegment indptr = Ids.longs(coo.rows() + 1);
    Rows rows = new Rows(indptr, Ids.ints(coo.size()), Optional.of(permutation));
    sort(coo, rows);
    Csr csr = Csr.trusted(coo, indptr, rows.values(), Optional.empty());
    return new Sorted(csr.toCoo(), permutation.segment());
  }

  /**
   * Two stable sorts, the less significant key first, so that the second finds its values in rising
   * order. The first need not carry ids that are not wanted.
   */
  static void sort(Coo coo, Rows out) {
    try (Scratch scratch = new Scratch()) {
      long size = coo.size();
      Rows byCol =
          new Rows(
              scratch.longs(coo.cols() + 1),
              scratch.ints(size),
              out.ids().map(ids -> scratch.ids(size, ids.dtype())));
      CountingSort.sort(
          new Keyed(coo.col(), coo.row(), Optional.empty(), size, coo.cols(), coo.rows()), byCol);
      MemorySegment cols = scratch.ints(size);
      EdgeIds.expand(byCol.indptr(), coo.cols(), size, cols);
      CountingSort.sort(
          new Keyed(byCol.values(), cols, byCol.ids(), size, coo.rows(), coo.cols()), out);
    }
    Reference.reachabilityFence(coo);
  }
}

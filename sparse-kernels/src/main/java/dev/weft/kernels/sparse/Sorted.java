package dev.weft.kernels.sparse;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * Edges in order of row, then column, then their former edge id.
 *
 * @param coo the edges in their new order
 * @param permutation int32 former edge id of every edge
 */
public record Sorted(Coo coo, MemorySegment permutation) {

  // Two stable sorts, the less significant key first.
  static Sorted of(Coo coo) {
    Checks.edgeIds(coo.toString(), coo.size());
    MemorySegment byCol = CountingSort.order(coo.col(), coo.size(), coo.cols());
    MemorySegment rowsByCol = gather(coo.row(), byCol, coo.size());
    MemorySegment byRow = CountingSort.order(rowsByCol, coo.size(), coo.rows());
    MemorySegment permutation = gather(byCol, byRow, coo.size());
    MemorySegment row = gather(coo.row(), permutation, coo.size());
    MemorySegment col = gather(coo.col(), permutation, coo.size());
    return new Sorted(Coo.trusted(coo.rows(), coo.cols(), coo.size(), row, col), permutation);
  }

  private static MemorySegment gather(MemorySegment values, MemorySegment index, long size) {
    MemorySegment out = Ids.ints(size);
    long from = values.address();
    long at = index.address();
    long to = out.address();
    Ranges.forEach(
        size,
        (first, last) -> {
          for (long i = first; i < last; i++) {
            Ids.set(to, i, Ids.get(from, Ids.get(at, i)));
          }
        });
    Reference.reachabilityFence(values);
    Reference.reachabilityFence(index);
    return out;
  }
}

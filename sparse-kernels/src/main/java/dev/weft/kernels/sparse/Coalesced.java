package dev.weft.kernels.sparse;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * Edges without repetitions.
 *
 * @param coo the distinct edges, in order of row, then column
 * @param counts int32 how often each occurred
 * @param uniqueOf int32 position in {@code coo} of every former edge
 */
public record Coalesced(Coo coo, MemorySegment counts, MemorySegment uniqueOf) {

  static Coalesced of(Coo coo) {
    Sorted sorted = coo.sort();
    MemorySegment uniqueOf = Ids.ints(coo.size());
    long distinct = number(sorted, uniqueOf);
    MemorySegment row = Ids.ints(distinct);
    MemorySegment col = Ids.ints(distinct);
    for (long e = 0; e < coo.size(); e++) {
      int unique = Ids.get(uniqueOf.address(), e);
      Ids.set(row.address(), unique, Ids.get(coo.row().address(), e));
      Ids.set(col.address(), unique, Ids.get(coo.col().address(), e));
    }
    Reference.reachabilityFence(coo);
    return new Coalesced(
        Coo.trusted(coo.rows(), coo.cols(), distinct, row, col),
        CountingSort.counts(uniqueOf, coo.size(), distinct),
        uniqueOf);
  }

  private static long number(Sorted sorted, MemorySegment uniqueOf) {
    long row = sorted.coo().row().address();
    long col = sorted.coo().col().address();
    long permutation = sorted.permutation().address();
    long last = -1;
    for (long i = 0; i < sorted.coo().size(); i++) {
      if (i == 0
          || Ids.get(row, i) != Ids.get(row, i - 1)
          || Ids.get(col, i) != Ids.get(col, i - 1)) {
        last++;
      }
      Ids.set(uniqueOf.address(), Ids.get(permutation, i), (int) last);
    }
    Reference.reachabilityFence(sorted);
    return last + 1;
  }
}

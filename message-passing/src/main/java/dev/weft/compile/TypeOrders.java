package dev.weft.compile;

import dev.weft.kernels.dense.TypeOrder;
import dev.weft.kernels.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Rows by type, as the neighbourhoods of the types name them. */
final class TypeOrders {
  private TypeOrders() {}

  /** Whether rows of one type lie together: then the entries are the rows in order. */
  static boolean isSorted(Csr types) {
    return types.eids().isEmpty();
  }

  static TypeOrder of(Csr types) {
    long[] offsets = new long[Math.toIntExact(types.rows() + 1)];
    MemorySegment.copy(
        types.indptr(), ValueLayout.JAVA_LONG_UNALIGNED, 0, offsets, 0, offsets.length);
    return new TypeOrder(
        offsets, isSorted(types) ? Optional.empty() : Optional.of(types.indices()));
  }
}

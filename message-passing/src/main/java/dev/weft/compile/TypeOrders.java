package dev.weft.compile;

import dev.weft.kernels.dense.TypeOrder;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Storage;
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

  /** Where the rows of each type begin and end in that order. */
  static long[] offsets(Csr types) {
    long[] offsets = new long[Math.toIntExact(types.rows() + 1)];
    MemorySegment.copy(
        types.indptr(), ValueLayout.JAVA_LONG_UNALIGNED, 0, offsets, 0, offsets.length);
    return offsets;
  }

  static TypeOrder of(Csr types, BackendMemory memory) {
    return new TypeOrder(
        offsets(types), isSorted(types) ? Optional.empty() : Optional.of(order(types, memory)));
  }

  private static Storage order(Csr types, BackendMemory memory) {
    HostStorage here = new HostStorage(types.indices(), DType.INT32, types.size(), 1, 1);
    return memory.resident(types, here);
  }
}

package dev.weft.compile;

import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Storage;
import dev.weft.kernels.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Moves rows so that those of one type lie together, as the neighbourhoods of the types name them.
 */
final class RowsByType {
  private RowsByType() {}

  /** Where the rows of every type begin, and the end. */
  static long[] offsets(Csr types) {
    long[] offsets = new long[Math.toIntExact(types.rows() + 1)];
    MemorySegment.copy(
        types.indptr(), ValueLayout.JAVA_LONG_UNALIGNED, 0, offsets, 0, offsets.length);
    return offsets;
  }

  /** Whether the rows lie together as they are: then the entries are the rows in order. */
  static boolean isSorted(Csr types) {
    return types.eids().isEmpty();
  }

  /** Entry p of {@code to} becomes the row that entry p names. */
  static void gather(Csr types, Storage from, Storage to) {
    move(types, (HostStorage) from, (HostStorage) to, true);
  }

  /** The row that entry p names becomes row p of {@code from}. */
  static void scatter(Csr types, Storage from, Storage to) {
    move(types, (HostStorage) from, (HostStorage) to, false);
  }

  private static void move(Csr types, HostStorage from, HostStorage to, boolean gathers) {
    int size = from.dtype().bytes();
    long bytes = (long) from.width() * size;
    for (long entry = 0; entry < types.size(); entry++) {
      long row = types.indices().getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, entry);
      long source = gathers ? row : entry;
      long target = gathers ? entry : row;
      MemorySegment.copy(
          from.segment(),
          source * from.rowStride() * size,
          to.segment(),
          target * to.rowStride() * size,
          bytes);
    }
  }
}

package dev.weft.kernels.sparse;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Native;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Index arrays in native memory. The reads and writes by address are unchecked: callers keep the
 * segment reachable with a {@link java.lang.ref.Reference#reachabilityFence} after their loop.
 */
final class Ids {
  private Ids() {}

  /** Room for {@code count} numbers of 32 bits, not cleared, freed when out of reach. */
  static MemorySegment ints(long count) {
    return Memory.allocateUnset(Math.multiplyExact(count, 4L)).segment();
  }

  /** Room for {@code count} numbers of 64 bits, not cleared, freed when out of reach. */
  static MemorySegment longs(long count) {
    return Memory.allocateUnset(Math.multiplyExact(count, 8L)).segment();
  }

  static MemorySegment copyOf(int[] values) {
    MemorySegment out = ints(values.length);
    MemorySegment.copy(values, 0, out, ValueLayout.JAVA_INT, 0, values.length);
    return out;
  }

  static MemorySegment copyOf(long[] values) {
    MemorySegment out = longs(values.length);
    MemorySegment.copy(values, 0, out, ValueLayout.JAVA_LONG, 0, values.length);
    return out;
  }

  static int get(long base, long index) {
    return Native.ALL.get(JAVA_INT_UNALIGNED, (base + (index << 2)) & Native.MASK);
  }

  static void set(long base, long index, int value) {
    Native.ALL.set(JAVA_INT_UNALIGNED, (base + (index << 2)) & Native.MASK, value);
  }

  static long getLong(long base, long index) {
    return Native.ALL.get(JAVA_LONG_UNALIGNED, (base + (index << 3)) & Native.MASK);
  }

  static void setLong(long base, long index, long value) {
    Native.ALL.set(JAVA_LONG_UNALIGNED, (base + (index << 3)) & Native.MASK, value);
  }
}

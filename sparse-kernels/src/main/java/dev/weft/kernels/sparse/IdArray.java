package dev.weft.kernels.sparse;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.weft.kernels.memory.DType;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * Edge ids: int32 where there are fewer than 2^31 edges, which halves their memory, and int64
 * beyond.
 *
 * @param segment the ids
 * @param dtype INT32 or INT64
 */
record IdArray(MemorySegment segment, DType dtype) {

  /** The narrowest type that numbers so many edges. */
  static DType dtype(long size) {
    return size <= Integer.MAX_VALUE ? DType.INT32 : DType.INT64;
  }

  /** {@code count} zeros, freed when out of reach. */
  static IdArray allocate(long count, DType dtype) {
    return new IdArray(dtype == DType.INT32 ? Ids.ints(count) : Ids.longs(count), dtype);
  }

  /** Gives position i the id i. */
  void number() {
    long base = segment.address();
    boolean wide = isWide();
    Ranges.forEach(
        segment.byteSize() / dtype.bytes(),
        (from, to) -> {
          for (long i = from; i < to; i++) {
            set(base, wide, i, i);
          }
        });
    Reference.reachabilityFence(segment);
  }

  boolean isWide() {
    return dtype == DType.INT64;
  }

  /** The id at a position; checked. */
  long get(long i) {
    return isWide()
        ? segment.get(JAVA_LONG_UNALIGNED, 8 * i)
        : segment.get(JAVA_INT_UNALIGNED, 4 * i);
  }

  /** The id at a position of an array of either width; not checked. */
  static long get(long base, boolean wide, long i) {
    return wide ? Ids.getLong(base, i) : Ids.get(base, i);
  }

  /** Writes the id at a position of an array of either width; not checked. */
  static void set(long base, boolean wide, long i, long id) {
    if (wide) {
      Ids.setLong(base, i, id);
    } else {
      Ids.set(base, i, (int) id);
    }
  }
}

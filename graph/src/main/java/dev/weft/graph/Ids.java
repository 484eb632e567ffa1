package dev.weft.graph;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.weft.kernels.memory.DType;
import java.lang.foreign.MemorySegment;

/**
 * A native array of int32 ids, for structure code that must not depend on the size of the Java
 * heap.
 *
 * @param segment at least {@code size} int32 values
 * @param size number of ids
 */
public record Ids(MemorySegment segment, long size) {

  /** {@code size} ids, all 0. */
  public static Ids allocate(long size) {
    return new Ids(OffHeap.allocate(Math.multiplyExact(size, 4L)), size);
  }

  /** A copy of an array. */
  public static Ids of(int... values) {
    Ids out = allocate(values.length);
    MemorySegment.copy(values, 0, out.segment, JAVA_INT, 0, values.length);
    return out;
  }

  /**
   * Ids that stand in memory as int32, which is used in place, or as int64, which is copied.
   *
   * @param dtype INT32 or INT64
   * @throws IllegalArgumentException when an id is 2^31 or more
   */
  public static Ids of(MemorySegment ids, DType dtype, long size) {
    if (dtype == DType.INT32) {
      return new Ids(ids, size);
    }
    Ids out = allocate(size);
    for (long i = 0; i < size; i++) {
      out.set(i, narrow(ids.getAtIndex(JAVA_LONG, i)));
    }
    return out;
  }

  /**
   * An edge id as 32 bits, which is what arrays of ids hold.
   *
   * @throws IllegalArgumentException when it is 2^31 or more
   */
  public static int narrow(long edge) {
    if (edge > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Ids: edge id "
              + edge
              + " does not fit int32; expected at most "
              + Integer.MAX_VALUE
              + ". Read ids of larger relations one by one with Csr.edge, or split the relation.");
    }
    return (int) edge;
  }

  /** 0, 1, ..., size - 1. */
  public static Ids range(long size) {
    return range(0, size);
  }

  /** from, from + 1, ..., to - 1. */
  public static Ids range(long from, long to) {
    Ids out = allocate(to - from);
    narrow(to - 1);
    for (long i = 0; i < out.size; i++) {
      out.set(i, (int) (from + i));
    }
    return out;
  }

  /** The id at a position. */
  public int get(long i) {
    return segment.getAtIndex(JAVA_INT, i);
  }

  /** Writes the id at a position. */
  public void set(long i, int id) {
    segment.setAtIndex(JAVA_INT, i, id);
  }

  /** The ids from one position to another, as a view. */
  public Ids slice(long from, long to) {
    return new Ids(segment.asSlice(from * 4, (to - from) * 4), to - from);
  }

  /** The ids found at the given positions: {@code out[i] = this[positions[i]]}. */
  public Ids gather(Ids positions) {
    Ids out = allocate(positions.size);
    Spans.forEach(
        positions.size,
        (from, to) -> {
          for (long i = from; i < to; i++) {
            out.set(i, get(positions.get(i)));
          }
        });
    return out;
  }

  /**
   * A copy on the heap.
   *
   * @throws ArithmeticException when there are more than 2^31 - 1
   */
  public int[] toArray() {
    int[] out = new int[Math.toIntExact(size)];
    MemorySegment.copy(segment, JAVA_INT, 0, out, 0, out.length);
    return out;
  }

  @Override
  public String toString() {
    return "Ids[" + size + "]";
  }
}

package dev.weft.kernels.backend.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.weft.kernels.backend.tile.Span;
import dev.weft.kernels.memory.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loads and stores at addresses. Addresses given to vector methods are masked by the caller, once
 * per row.
 */
final class Mem {
  /** 512 bits where the processor has them, else what it prefers; at most 16 lanes. */
  static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  static final int VL = S.length();
  static final long VB = 4L * VL;
  static final long MASK = Native.MASK;
  static final MemorySegment ALL = Native.ALL;
  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** Rows that {@link #COUNT} names. */
  static final int COUNTED = 4096;

  /** Address of the ids 0, 1, 2, ...: consecutive rows as if they were gathered. */
  static final long COUNT = count();

  private static final long CACHE_LINE = 64;

  /** Something of all that was read ahead, so that nobody leaves that out. */
  private static int seen;

  private Mem() {}

  private static long count() {
    MemorySegment ids = Arena.global().allocate(4L * COUNTED, 64);
    for (int i = 0; i < COUNTED; i++) {
      ids.setAtIndex(JAVA_INT_UNALIGNED, i, i);
    }
    return ids.address();
  }

  static FloatVector load(long p) {
    return FloatVector.fromMemorySegment(S, ALL, p, ORDER);
  }

  static FloatVector load(long p, VectorMask<Float> lanes) {
    return FloatVector.fromMemorySegment(S, ALL, p, ORDER, lanes);
  }

  static float get(long address) {
    return ALL.get(JAVA_FLOAT_UNALIGNED, address & MASK);
  }

  static void set(long address, float value) {
    ALL.set(JAVA_FLOAT_UNALIGNED, address & MASK, value);
  }

  static int id(long ids, long i) {
    return ALL.get(JAVA_INT_UNALIGNED, (ids + 4 * i) & MASK);
  }

  static long pointer(long indptr, long i) {
    return ALL.get(JAVA_LONG_UNALIGNED, (indptr + 8 * i) & MASK);
  }

  /** Reads something of every line, so that all of it is near soon. */
  static void readAhead(long from, long bytes) {
    int sum = 0;
    for (long b = 0; b < bytes; b += CACHE_LINE) {
      sum ^= id(from + b, 0);
    }
    seen = sum;
  }

  static void copy(long from, long to, long floats) {
    MemorySegment.copy(ALL, from & MASK, ALL, to & MASK, 4 * floats);
  }

  /** {@code floats} lanes at {@code to}, exactly. */
  static void fill(long to, float value, int floats) {
    FloatVector v = FloatVector.broadcast(S, value);
    int i = 0;
    for (; i + VL <= floats; i += VL) {
      v.intoMemorySegment(ALL, (to + 4L * i) & MASK, ORDER);
    }
    if (VL == 16 && i + 8 <= floats) {
      FloatVector.broadcast(FloatVector.SPECIES_256, value)
          .intoMemorySegment(ALL, (to + 4L * i) & MASK, ORDER);
      i += 8;
    }
    for (; i < floats; i++) {
      set(to + 4L * i, value);
    }
  }

  /** A row of {@code floats} lanes, exactly; for rows too short for a bulk copy's fixed price. */
  static void copyRow(long from, long to, int floats) {
    int i = 0;
    for (; i + VL <= floats; i += VL) {
      load((from + 4L * i) & MASK).intoMemorySegment(ALL, (to + 4L * i) & MASK, ORDER);
    }
    if (VL == 16 && i + 8 <= floats) {
      FloatVector half =
          FloatVector.fromMemorySegment(
              FloatVector.SPECIES_256, ALL, (from + 4L * i) & MASK, ORDER);
      half.intoMemorySegment(ALL, (to + 4L * i) & MASK, ORDER);
      i += 8;
    }
    for (; i < floats; i++) {
      set(to + 4L * i, get(from + 4L * i));
    }
  }

  /** 1 where the comparison holds, else 0; the six of them are called by generated code. */
  static float eq(float a, float b) {
    return a == b ? 1 : 0;
  }

  static float ne(float a, float b) {
    return a != b ? 1 : 0;
  }

  static float lt(float a, float b) {
    return a < b ? 1 : 0;
  }

  static float le(float a, float b) {
    return a <= b ? 1 : 0;
  }

  static float gt(float a, float b) {
    return a > b ? 1 : 0;
  }

  static float ge(float a, float b) {
    return a >= b ? 1 : 0;
  }

  /** {@code condition != 0 ? a : b}; called by generated code. */
  static float choose(float condition, float a, float b) {
    return condition != 0 ? a : b;
  }

  /** Address of the neighbour of every entry of the tile; called by generated code. */
  static long neighborIds(Span span) {
    return span.indices + 4 * span.position;
  }

  /** Address of the edge of every entry, to be counted from {@link #firstEdge}. */
  static long edgeIds(Span span) {
    return span.eids == 0 ? COUNT : span.eids + 4 * span.position;
  }

  /** The edge that the number 0 of {@link #edgeIds} means. */
  static long firstEdge(Span span) {
    return span.eids == 0 ? span.position : 0;
  }
}

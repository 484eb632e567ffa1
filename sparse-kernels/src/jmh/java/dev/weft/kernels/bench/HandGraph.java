package dev.weft.kernels.bench;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.weft.kernels.memory.Native;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Addresses of in-edges, and loads at addresses: what loops by hand share.
 *
 * @param owner keeps the memory alive
 * @param nodes rows
 * @param indptr int64 position of every row's first entry
 * @param indices int32 source of every entry
 * @param eids int32 edge of every entry
 * @param width elements of a row
 * @param heads among which the width is shared
 */
record HandGraph(
    Object owner, int nodes, long indptr, long indices, long eids, int width, int heads) {
  static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  static final int VL = S.length();
  static final long VB = 4L * VL;
  static final long MASK = Native.MASK;
  static final MemorySegment ALL = Native.ALL;
  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  static HandGraph of(Case on) {
    MemorySegment eids = on.eids();
    return new HandGraph(
        java.util.List.of(on, eids),
        Math.toIntExact(on.in.rows()),
        on.in.indptr().address(),
        on.in.indices().address(),
        eids.address(),
        on.width,
        on.heads);
  }

  /** The same with the width in one piece. */
  HandGraph ofOneHead() {
    return new HandGraph(owner, nodes, indptr, indices, eids, width, 1);
  }

  int start(int row) {
    return (int) ALL.get(JAVA_LONG_UNALIGNED, (indptr + 8L * row) & MASK);
  }

  static int id(long ids, int at) {
    return ALL.get(JAVA_INT_UNALIGNED, (ids + 4L * at) & MASK);
  }

  static float get(long address) {
    return ALL.get(JAVA_FLOAT_UNALIGNED, address & MASK);
  }

  static void set(long address, float value) {
    ALL.set(JAVA_FLOAT_UNALIGNED, address & MASK, value);
  }

  static FloatVector load(long masked) {
    return FloatVector.fromMemorySegment(S, ALL, masked, ORDER);
  }

  static void store(FloatVector v, long masked) {
    v.intoMemorySegment(ALL, masked, ORDER);
  }
}

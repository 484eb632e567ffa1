package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Mem.ALL;
import static dev.weft.kernels.backend.vector.Mem.MASK;
import static dev.weft.kernels.backend.vector.Mem.ORDER;
import static dev.weft.kernels.backend.vector.Mem.S;
import static dev.weft.kernels.backend.vector.Mem.VB;
import static dev.weft.kernels.backend.vector.Mem.VL;
import static dev.weft.kernels.backend.vector.Mem.load;

import dev.weft.kernels.backend.vector.Rows.Block;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Sums of gathered rows times one number per entry and head, where a head is a fraction of a
 * vector: the numbers of a vector's heads are loaded together and spread over their lanes by a
 * shuffle.
 */
final class HeadRows {
  private HeadRows() {}

  /** The width in vectors; {@code inner} divides the vector length. */
  static void scaled(Block b, long x, int vectors, int inner, long scale, long step, long out) {
    int heads = VL / inner;
    VectorMask<Float> lanes = S.indexInRange(0, heads);
    VectorShuffle<Float> spread = VectorShuffle.fromOp(S, i -> i / inner);
    int v = 0;
    for (; v + 4 <= vectors; v += 4) {
      vectors4(
          b, x + v * VB, scale + 4L * v * heads, 4L * heads, step, out + v * VB, lanes, spread);
    }
    for (; v < vectors; v++) {
      vectors1(b, x + v * VB, scale + 4L * v * heads, step, out + v * VB, lanes, spread);
    }
  }

  private static void vectors1(
      Block b,
      long x,
      long scale,
      long step,
      long out,
      VectorMask<Float> lanes,
      VectorShuffle<Float> spread) {
    long ids = b.ids();
    long stride = b.stride();
    long outStride = b.outStride();
    long ends = b.indptr() + 8;
    long position = b.position();
    int entries = b.entries();
    int rows = b.rows();
    int e = 0;
    for (int r = 0; r < rows; r++) {
      int end = Rows.end(ends, r, position, entries);
      FloatVector a0 = FloatVector.zero(S);
      for (; e < end; e++) {
        long w = scale + e * step;
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        a0 = load(p).fma(load(w & MASK, lanes).rearrange(spread), a0);
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
    }
  }

  private static void vectors4(
      Block b,
      long x,
      long scale,
      long next,
      long step,
      long out,
      VectorMask<Float> lanes,
      VectorShuffle<Float> spread) {
    long ids = b.ids();
    long stride = b.stride();
    long outStride = b.outStride();
    long ends = b.indptr() + 8;
    long position = b.position();
    int entries = b.entries();
    int rows = b.rows();
    int e = 0;
    for (int r = 0; r < rows; r++) {
      int end = Rows.end(ends, r, position, entries);
      FloatVector a0 = FloatVector.zero(S);
      FloatVector a1 = a0;
      FloatVector a2 = a0;
      FloatVector a3 = a0;
      for (; e < end; e++) {
        long w = scale + e * step;
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        a0 = load(p).fma(load(w & MASK, lanes).rearrange(spread), a0);
        a1 = load(p + VB).fma(load((w + next) & MASK, lanes).rearrange(spread), a1);
        a2 = load(p + 2 * VB).fma(load((w + 2 * next) & MASK, lanes).rearrange(spread), a2);
        a3 = load(p + 3 * VB).fma(load((w + 3 * next) & MASK, lanes).rearrange(spread), a3);
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
      a1.intoMemorySegment(ALL, q + VB, ORDER);
      a2.intoMemorySegment(ALL, q + 2 * VB, ORDER);
      a3.intoMemorySegment(ALL, q + 3 * VB, ORDER);
    }
  }
}

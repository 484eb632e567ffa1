package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Mem.ALL;
import static dev.weft.kernels.backend.vector.Mem.MASK;
import static dev.weft.kernels.backend.vector.Mem.ORDER;
import static dev.weft.kernels.backend.vector.Mem.S;
import static dev.weft.kernels.backend.vector.Mem.VB;
import static dev.weft.kernels.backend.vector.Mem.load;

import dev.weft.kernels.backend.vector.Rows.Block;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Sums of gathered rows, each times one number per entry ({@code scale}, {@code step} bytes apart);
 * blocks as in {@link SumRows}.
 */
final class ScaledRows {
  private ScaledRows() {}

  static void one(Block b, long x, long scale, long step, long out) {
    int e = 0;
    for (int r = 0; r < b.rows(); r++) {
      int end = b.end(r);
      float sum = 0;
      for (; e < end; e++) {
        sum =
            Math.fma(Mem.get(x + Mem.id(b.ids(), e) * b.stride()), Mem.get(scale + e * step), sum);
      }
      Mem.set(out + r * b.outStride(), sum);
    }
  }

  static void masked(Block b, long x, long scale, long step, long out, VectorMask<Float> lanes) {
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
      FloatVector a = FloatVector.zero(S);
      for (; e < end; e++) {
        FloatVector s = FloatVector.broadcast(S, Mem.get(scale + e * step));
        a = load((x + Mem.id(ids, e) * stride) & MASK, lanes).fma(s, a);
      }
      a.intoMemorySegment(ALL, (out + r * outStride) & MASK, ORDER, lanes);
    }
  }

  static void vectors1(Block b, long x, long scale, long step, long out) {
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
        FloatVector s = FloatVector.broadcast(S, Mem.get(scale + e * step));
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        a0 = load(p).fma(s, a0);
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
    }
  }

  static void vectors2(Block b, long x, long scale, long step, long out) {
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
      for (; e < end; e++) {
        FloatVector s = FloatVector.broadcast(S, Mem.get(scale + e * step));
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        a0 = load(p).fma(s, a0);
        a1 = load(p + VB).fma(s, a1);
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
      a1.intoMemorySegment(ALL, q + VB, ORDER);
    }
  }

  static void vectors4(Block b, long x, long scale, long step, long out) {
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
        FloatVector s = FloatVector.broadcast(S, Mem.get(scale + e * step));
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        a0 = load(p).fma(s, a0);
        a1 = load(p + VB).fma(s, a1);
        a2 = load(p + 2 * VB).fma(s, a2);
        a3 = load(p + 3 * VB).fma(s, a3);
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
      a1.intoMemorySegment(ALL, q + VB, ORDER);
      a2.intoMemorySegment(ALL, q + 2 * VB, ORDER);
      a3.intoMemorySegment(ALL, q + 3 * VB, ORDER);
    }
  }

  static void vectors8(Block b, long x, long scale, long step, long out) {
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
      FloatVector a4 = a0;
      FloatVector a5 = a0;
      FloatVector a6 = a0;
      FloatVector a7 = a0;
      for (; e < end; e++) {
        FloatVector s = FloatVector.broadcast(S, Mem.get(scale + e * step));
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        a0 = load(p).fma(s, a0);
        a1 = load(p + VB).fma(s, a1);
        a2 = load(p + 2 * VB).fma(s, a2);
        a3 = load(p + 3 * VB).fma(s, a3);
        a4 = load(p + 4 * VB).fma(s, a4);
        a5 = load(p + 5 * VB).fma(s, a5);
        a6 = load(p + 6 * VB).fma(s, a6);
        a7 = load(p + 7 * VB).fma(s, a7);
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
      a1.intoMemorySegment(ALL, q + VB, ORDER);
      a2.intoMemorySegment(ALL, q + 2 * VB, ORDER);
      a3.intoMemorySegment(ALL, q + 3 * VB, ORDER);
      a4.intoMemorySegment(ALL, q + 4 * VB, ORDER);
      a5.intoMemorySegment(ALL, q + 5 * VB, ORDER);
      a6.intoMemorySegment(ALL, q + 6 * VB, ORDER);
      a7.intoMemorySegment(ALL, q + 7 * VB, ORDER);
    }
  }
}

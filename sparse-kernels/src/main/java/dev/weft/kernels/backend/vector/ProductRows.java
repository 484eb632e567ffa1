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
 * Sums of gathered rows times rows of a tile ({@code y}, {@code step} bytes apart), lane by lane;
 * blocks as in {@link SumRows}.
 */
final class ProductRows {
  private ProductRows() {}

  static void one(Block b, long x, long y, long step, long out) {
    ScaledRows.one(b, x, y, step, out);
  }

  static void masked(Block b, long x, long y, long step, long out, VectorMask<Float> lanes) {
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
        a =
            load((x + Mem.id(ids, e) * stride) & MASK, lanes)
                .fma(load((y + e * step) & MASK, lanes), a);
      }
      a.intoMemorySegment(ALL, (out + r * outStride) & MASK, ORDER, lanes);
    }
  }

  static void vectors1(Block b, long x, long y, long step, long out) {
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
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        long f = (y + e * step) & MASK;
        a0 = load(p).fma(load(f), a0);
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
    }
  }

  static void vectors2(Block b, long x, long y, long step, long out) {
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
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        long f = (y + e * step) & MASK;
        a0 = load(p).fma(load(f), a0);
        a1 = load(p + VB).fma(load(f + VB), a1);
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
      a1.intoMemorySegment(ALL, q + VB, ORDER);
    }
  }

  static void vectors4(Block b, long x, long y, long step, long out) {
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
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        long f = (y + e * step) & MASK;
        a0 = load(p).fma(load(f), a0);
        a1 = load(p + VB).fma(load(f + VB), a1);
        a2 = load(p + 2 * VB).fma(load(f + 2 * VB), a2);
        a3 = load(p + 3 * VB).fma(load(f + 3 * VB), a3);
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
      a1.intoMemorySegment(ALL, q + VB, ORDER);
      a2.intoMemorySegment(ALL, q + 2 * VB, ORDER);
      a3.intoMemorySegment(ALL, q + 3 * VB, ORDER);
    }
  }
}

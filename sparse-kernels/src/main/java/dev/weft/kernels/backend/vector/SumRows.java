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
 * Sums of gathered rows. The width is cut into blocks of 8, 4, 2 or 1 vectors whose sums stay in
 * registers while the entries of a row pass by: 2.5 to 4 times as fast as adding in memory. Entries
 * are added in order.
 */
final class SumRows {
  private SumRows() {}

  static void one(Block b, long x, long out) {
    int e = 0;
    for (int r = 0; r < b.rows(); r++) {
      int end = b.end(r);
      float sum = 0;
      for (; e < end; e++) {
        sum += Mem.get(x + Mem.id(b.ids(), e) * b.stride());
      }
      Mem.set(out + r * b.outStride(), sum);
    }
  }

  static void masked(Block b, long x, long out, VectorMask<Float> lanes) {
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
        a = a.add(load((x + Mem.id(ids, e) * stride) & MASK, lanes));
      }
      a.intoMemorySegment(ALL, (out + r * outStride) & MASK, ORDER, lanes);
    }
  }

  static void vectors1(Block b, long x, long out) {
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
        a0 = a0.add(load(p));
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
    }
  }

  static void vectors2(Block b, long x, long out) {
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
        a0 = a0.add(load(p));
        a1 = a1.add(load(p + VB));
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
      a1.intoMemorySegment(ALL, q + VB, ORDER);
    }
  }

  static void vectors4(Block b, long x, long out) {
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
        a0 = a0.add(load(p));
        a1 = a1.add(load(p + VB));
        a2 = a2.add(load(p + 2 * VB));
        a3 = a3.add(load(p + 3 * VB));
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
      a1.intoMemorySegment(ALL, q + VB, ORDER);
      a2.intoMemorySegment(ALL, q + 2 * VB, ORDER);
      a3.intoMemorySegment(ALL, q + 3 * VB, ORDER);
    }
  }

  static void vectors8(Block b, long x, long out) {
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
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        a0 = a0.add(load(p));
        a1 = a1.add(load(p + VB));
        a2 = a2.add(load(p + 2 * VB));
        a3 = a3.add(load(p + 3 * VB));
        a4 = a4.add(load(p + 4 * VB));
        a5 = a5.add(load(p + 5 * VB));
        a6 = a6.add(load(p + 6 * VB));
        a7 = a7.add(load(p + 7 * VB));
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

package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Mem.ALL;
import static dev.weft.kernels.backend.vector.Mem.MASK;
import static dev.weft.kernels.backend.vector.Mem.ORDER;
import static dev.weft.kernels.backend.vector.Mem.VB;
import static dev.weft.kernels.backend.vector.Mem.load;

import dev.weft.kernels.backend.vector.Rows.Block;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Maxima and minima of gathered rows; NaN wins. A row without entries gives 0: its accumulators
 * begin with a row of zeros ({@code zeros}), others with their first entry, without a branch around
 * vectors.
 */
final class ExtremeRows {
  private ExtremeRows() {}

  static void one(Block b, long x, boolean max, long out) {
    int e = 0;
    for (int r = 0; r < b.rows(); r++) {
      int end = b.end(r);
      float best = e < end ? Mem.get(x + Mem.id(b.ids(), e) * b.stride()) : 0;
      for (; e < end; e++) {
        float y = Mem.get(x + Mem.id(b.ids(), e) * b.stride());
        best = max ? Math.max(best, y) : Math.min(best, y);
      }
      Mem.set(out + r * b.outStride(), best);
    }
  }

  static void maxMasked(Block b, long x, long zeros, long out, VectorMask<Float> lanes) {
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
      long first = e < end ? x + Mem.id(ids, e) * stride : zeros;
      FloatVector a = load(first & MASK, lanes);
      for (; e < end; e++) {
        a = a.max(load((x + Mem.id(ids, e) * stride) & MASK, lanes));
      }
      a.intoMemorySegment(ALL, (out + r * outStride) & MASK, ORDER, lanes);
    }
  }

  static void max1(Block b, long x, long zeros, long out) {
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
      long f = (e < end ? x + Mem.id(ids, e) * stride : zeros) & MASK;
      FloatVector a0 = load(f);
      for (; e < end; e++) {
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        a0 = a0.max(load(p));
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
    }
  }

  static void max2(Block b, long x, long zeros, long out) {
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
      long f = (e < end ? x + Mem.id(ids, e) * stride : zeros) & MASK;
      FloatVector a0 = load(f);
      FloatVector a1 = load(f + VB);
      for (; e < end; e++) {
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        a0 = a0.max(load(p));
        a1 = a1.max(load(p + VB));
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
      a1.intoMemorySegment(ALL, q + VB, ORDER);
    }
  }

  static void max4(Block b, long x, long zeros, long out) {
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
      long f = (e < end ? x + Mem.id(ids, e) * stride : zeros) & MASK;
      FloatVector a0 = load(f);
      FloatVector a1 = load(f + VB);
      FloatVector a2 = load(f + 2 * VB);
      FloatVector a3 = load(f + 3 * VB);
      for (; e < end; e++) {
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        a0 = a0.max(load(p));
        a1 = a1.max(load(p + VB));
        a2 = a2.max(load(p + 2 * VB));
        a3 = a3.max(load(p + 3 * VB));
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
      a1.intoMemorySegment(ALL, q + VB, ORDER);
      a2.intoMemorySegment(ALL, q + 2 * VB, ORDER);
      a3.intoMemorySegment(ALL, q + 3 * VB, ORDER);
    }
  }

  static void minMasked(Block b, long x, long zeros, long out, VectorMask<Float> lanes) {
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
      long first = e < end ? x + Mem.id(ids, e) * stride : zeros;
      FloatVector a = load(first & MASK, lanes);
      for (; e < end; e++) {
        a = a.min(load((x + Mem.id(ids, e) * stride) & MASK, lanes));
      }
      a.intoMemorySegment(ALL, (out + r * outStride) & MASK, ORDER, lanes);
    }
  }

  static void min1(Block b, long x, long zeros, long out) {
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
      long f = (e < end ? x + Mem.id(ids, e) * stride : zeros) & MASK;
      FloatVector a0 = load(f);
      for (; e < end; e++) {
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        a0 = a0.min(load(p));
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
    }
  }

  static void min2(Block b, long x, long zeros, long out) {
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
      long f = (e < end ? x + Mem.id(ids, e) * stride : zeros) & MASK;
      FloatVector a0 = load(f);
      FloatVector a1 = load(f + VB);
      for (; e < end; e++) {
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        a0 = a0.min(load(p));
        a1 = a1.min(load(p + VB));
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
      a1.intoMemorySegment(ALL, q + VB, ORDER);
    }
  }

  static void min4(Block b, long x, long zeros, long out) {
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
      long f = (e < end ? x + Mem.id(ids, e) * stride : zeros) & MASK;
      FloatVector a0 = load(f);
      FloatVector a1 = load(f + VB);
      FloatVector a2 = load(f + 2 * VB);
      FloatVector a3 = load(f + 3 * VB);
      for (; e < end; e++) {
        long p = (x + Mem.id(ids, e) * stride) & MASK;
        a0 = a0.min(load(p));
        a1 = a1.min(load(p + VB));
        a2 = a2.min(load(p + 2 * VB));
        a3 = a3.min(load(p + 3 * VB));
      }
      long q = (out + r * outStride) & MASK;
      a0.intoMemorySegment(ALL, q, ORDER);
      a1.intoMemorySegment(ALL, q + VB, ORDER);
      a2.intoMemorySegment(ALL, q + 2 * VB, ORDER);
      a3.intoMemorySegment(ALL, q + 3 * VB, ORDER);
    }
  }
}

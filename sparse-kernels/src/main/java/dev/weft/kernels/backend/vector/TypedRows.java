package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Mem.ALL;
import static dev.weft.kernels.backend.vector.Mem.MASK;
import static dev.weft.kernels.backend.vector.Mem.ORDER;
import static dev.weft.kernels.backend.vector.Mem.S;
import static dev.weft.kernels.backend.vector.Mem.VB;
import static dev.weft.kernels.backend.vector.Mem.VL;
import static dev.weft.kernels.backend.vector.Mem.load;

import dev.weft.kernels.backend.tile.Source;
import dev.weft.kernels.backend.tile.TypeGroups;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Rows times the matrix of their type. Rows of one group go through the matrix four at a time, so
 * that a vector of it is loaded once for four products; the sums of two vectors' width stay in
 * registers, k innermost. The last lanes of a width that is no multiple of a vector are masked.
 */
final class TypedRows {
  private TypedRows() {}

  /** Where row i of both registers is: {@code x + i * xStep}, {@code out + i * outStep}. */
  record Rows(long x, long xStep, long out, long outStep) {}

  /** A row is [blocks, k] before and [blocks, n] after; the matrices are [blocks, k, n]. */
  record Sizes(int blocks, int k, int n) {}

  static void products(Rows rows, Source matrices, TypeGroups groups, Sizes sizes) {
    for (int g = 0; g < groups.count(); g++) {
      long w = matrices.at(groups.type(g));
      int end = groups.start(g + 1);
      int p = groups.start(g);
      for (; p + 4 <= end; p += 4) {
        four(rows, groups, p, w, sizes);
      }
      for (; p < end; p++) {
        one(rows, groups.row(p), w, sizes);
      }
    }
  }

  private static void four(Rows rows, TypeGroups groups, int p, long w, Sizes sizes) {
    long r0 = groups.row(p);
    long r1 = groups.row(p + 1);
    long r2 = groups.row(p + 2);
    long r3 = groups.row(p + 3);
    int k = sizes.k();
    int n = sizes.n();
    for (int b = 0; b < sizes.blocks(); b++) {
      long x = rows.x() + 4L * b * k;
      long x0 = (x + r0 * rows.xStep()) & MASK;
      long x1 = (x + r1 * rows.xStep()) & MASK;
      long x2 = (x + r2 * rows.xStep()) & MASK;
      long x3 = (x + r3 * rows.xStep()) & MASK;
      int j = 0;
      while (j < n) {
        long from = w + 4L * (b * k * n + j);
        long to = rows.out() + 4L * (b * n + j);
        long o0 = (to + r0 * rows.outStep()) & MASK;
        long o1 = (to + r1 * rows.outStep()) & MASK;
        long o2 = (to + r2 * rows.outStep()) & MASK;
        long o3 = (to + r3 * rows.outStep()) & MASK;
        if (j + 2 * VL <= n) {
          four2(x0, x1, x2, x3, from, 4L * n, k, o0, o1, o2, o3);
          j += 2 * VL;
        } else if (j + VL <= n) {
          four1(x0, x1, x2, x3, from, 4L * n, k, o0, o1, o2, o3);
          j += VL;
        } else {
          VectorMask<Float> lanes = S.indexInRange(j, n);
          one(x0, from, 4L * n, k, o0, lanes);
          one(x1, from, 4L * n, k, o1, lanes);
          one(x2, from, 4L * n, k, o2, lanes);
          one(x3, from, 4L * n, k, o3, lanes);
          j = n;
        }
      }
    }
  }

  private static void one(Rows rows, long row, long w, Sizes sizes) {
    int k = sizes.k();
    int n = sizes.n();
    for (int b = 0; b < sizes.blocks(); b++) {
      long x = (rows.x() + row * rows.xStep() + 4L * b * k) & MASK;
      int j = 0;
      while (j < n) {
        long from = w + 4L * (b * k * n + j);
        long to = (rows.out() + row * rows.outStep() + 4L * (b * n + j)) & MASK;
        if (j + 2 * VL <= n) {
          one2(x, from, 4L * n, k, to);
          j += 2 * VL;
        } else if (j + VL <= n) {
          one1(x, from, 4L * n, k, to);
          j += VL;
        } else {
          one(x, from, 4L * n, k, to, S.indexInRange(j, n));
          j = n;
        }
      }
    }
  }

  private static void four2(
      long x0,
      long x1,
      long x2,
      long x3,
      long w,
      long step,
      int k,
      long o0,
      long o1,
      long o2,
      long o3) {
    FloatVector a0 = FloatVector.zero(S);
    FloatVector a1 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector d0 = a0;
    FloatVector d1 = a0;
    long p = w;
    for (int i = 0; i < k; i++) {
      FloatVector w0 = load(p & MASK);
      FloatVector w1 = load((p & MASK) + VB);
      p += step;
      FloatVector x = FloatVector.broadcast(S, Mem.get(x0 + 4L * i));
      a0 = x.fma(w0, a0);
      a1 = x.fma(w1, a1);
      x = FloatVector.broadcast(S, Mem.get(x1 + 4L * i));
      b0 = x.fma(w0, b0);
      b1 = x.fma(w1, b1);
      x = FloatVector.broadcast(S, Mem.get(x2 + 4L * i));
      c0 = x.fma(w0, c0);
      c1 = x.fma(w1, c1);
      x = FloatVector.broadcast(S, Mem.get(x3 + 4L * i));
      d0 = x.fma(w0, d0);
      d1 = x.fma(w1, d1);
    }
    a0.intoMemorySegment(ALL, o0, ORDER);
    a1.intoMemorySegment(ALL, o0 + VB, ORDER);
    b0.intoMemorySegment(ALL, o1, ORDER);
    b1.intoMemorySegment(ALL, o1 + VB, ORDER);
    c0.intoMemorySegment(ALL, o2, ORDER);
    c1.intoMemorySegment(ALL, o2 + VB, ORDER);
    d0.intoMemorySegment(ALL, o3, ORDER);
    d1.intoMemorySegment(ALL, o3 + VB, ORDER);
  }

  private static void four1(
      long x0,
      long x1,
      long x2,
      long x3,
      long w,
      long step,
      int k,
      long o0,
      long o1,
      long o2,
      long o3) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    long p = w;
    for (int i = 0; i < k; i++) {
      FloatVector row = load(p & MASK);
      p += step;
      a = FloatVector.broadcast(S, Mem.get(x0 + 4L * i)).fma(row, a);
      b = FloatVector.broadcast(S, Mem.get(x1 + 4L * i)).fma(row, b);
      c = FloatVector.broadcast(S, Mem.get(x2 + 4L * i)).fma(row, c);
      d = FloatVector.broadcast(S, Mem.get(x3 + 4L * i)).fma(row, d);
    }
    a.intoMemorySegment(ALL, o0, ORDER);
    b.intoMemorySegment(ALL, o1, ORDER);
    c.intoMemorySegment(ALL, o2, ORDER);
    d.intoMemorySegment(ALL, o3, ORDER);
  }

  private static void one2(long x, long w, long step, int k, long out) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    long p = w;
    for (int i = 0; i < k; i++) {
      FloatVector factor = FloatVector.broadcast(S, Mem.get(x + 4L * i));
      a = factor.fma(load(p & MASK), a);
      b = factor.fma(load((p & MASK) + VB), b);
      p += step;
    }
    a.intoMemorySegment(ALL, out, ORDER);
    b.intoMemorySegment(ALL, out + VB, ORDER);
  }

  private static void one1(long x, long w, long step, int k, long out) {
    FloatVector a = FloatVector.zero(S);
    long p = w;
    for (int i = 0; i < k; i++) {
      a = FloatVector.broadcast(S, Mem.get(x + 4L * i)).fma(load(p & MASK), a);
      p += step;
    }
    a.intoMemorySegment(ALL, out, ORDER);
  }

  private static void one(long x, long w, long step, int k, long out, VectorMask<Float> lanes) {
    FloatVector a = FloatVector.zero(S);
    long p = w;
    for (int i = 0; i < k; i++) {
      a = FloatVector.broadcast(S, Mem.get(x + 4L * i)).fma(load(p & MASK, lanes), a);
      p += step;
    }
    a.intoMemorySegment(ALL, out, ORDER, lanes);
  }
}

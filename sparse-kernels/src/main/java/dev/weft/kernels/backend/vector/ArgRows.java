package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Mem.ALL;
import static dev.weft.kernels.backend.vector.Mem.I;
import static dev.weft.kernels.backend.vector.Mem.MASK;
import static dev.weft.kernels.backend.vector.Mem.ORDER;
import static dev.weft.kernels.backend.vector.Mem.S;
import static dev.weft.kernels.backend.vector.Mem.VB;
import static dev.weft.kernels.backend.vector.Mem.load;

import dev.weft.kernels.backend.vector.Rows.Block;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Maxima and minima of gathered rows with the edges they came from. {@code out} and {@code arg}
 * hold what the row has so far: of an untouched row the worst infinity and edge -1. A value
 * replaces another when that is not NaN and it is better, or NaN itself: {@code !(y <= a) && a ==
 * a} for the maximum. What still has edge -1 after the entries had only worst infinities, and gets
 * the first edge, or had none, and gets 0.
 */
final class ArgRows {
  private ArgRows() {}

  static void maxMasked(Block b, long x, long out, long arg, VectorMask<Float> lanes) {
    VectorMask<Integer> ints = lanes.cast(I);
    int e = 0;
    for (int r = 0; r < b.rows(); r++) {
      int end = b.end(r);
      int edge0 = e < end ? b.edge(e) : -1;
      float none = e < end ? Float.NEGATIVE_INFINITY : 0;
      long q = (out + r * b.outStride()) & MASK;
      long w = (arg + r * b.outStride()) & MASK;
      FloatVector a = load(q, lanes);
      IntVector i = IntVector.fromMemorySegment(I, ALL, w, ORDER, ints);
      for (; e < end; e++) {
        FloatVector y = load((x + Mem.id(b.ids(), e) * b.stride()) & MASK, lanes);
        VectorMask<Float> take =
            y.compare(VectorOperators.LE, a).not().and(a.compare(VectorOperators.EQ, a));
        a = a.blend(y, take);
        i = i.blend(b.edge(e), take.cast(I));
      }
      VectorMask<Integer> left = i.compare(VectorOperators.LT, 0);
      a.blend(none, left.cast(S)).intoMemorySegment(ALL, q, ORDER, lanes);
      i.blend(edge0, left).intoMemorySegment(ALL, w, ORDER, ints);
    }
  }

  static void max1(Block b, long x, long out, long arg) {
    int e = 0;
    for (int r = 0; r < b.rows(); r++) {
      int end = b.end(r);
      int edge0 = e < end ? b.edge(e) : -1;
      float none = e < end ? Float.NEGATIVE_INFINITY : 0;
      long q = (out + r * b.outStride()) & MASK;
      long w = (arg + r * b.outStride()) & MASK;
      FloatVector a0 = load(q);
      IntVector i0 = IntVector.fromMemorySegment(I, ALL, w, ORDER);
      for (; e < end; e++) {
        int edge = b.edge(e);
        long p = (x + Mem.id(b.ids(), e) * b.stride()) & MASK;
        FloatVector y0 = load(p);
        VectorMask<Float> take0 =
            y0.compare(VectorOperators.LE, a0).not().and(a0.compare(VectorOperators.EQ, a0));
        a0 = a0.blend(y0, take0);
        i0 = i0.blend(edge, take0.cast(I));
      }
      VectorMask<Integer> left0 = i0.compare(VectorOperators.LT, 0);
      a0.blend(none, left0.cast(S)).intoMemorySegment(ALL, q, ORDER);
      i0.blend(edge0, left0).intoMemorySegment(ALL, w, ORDER);
    }
  }

  static void max2(Block b, long x, long out, long arg) {
    int e = 0;
    for (int r = 0; r < b.rows(); r++) {
      int end = b.end(r);
      int edge0 = e < end ? b.edge(e) : -1;
      float none = e < end ? Float.NEGATIVE_INFINITY : 0;
      long q = (out + r * b.outStride()) & MASK;
      long w = (arg + r * b.outStride()) & MASK;
      FloatVector a0 = load(q);
      IntVector i0 = IntVector.fromMemorySegment(I, ALL, w, ORDER);
      FloatVector a1 = load(q + VB);
      IntVector i1 = IntVector.fromMemorySegment(I, ALL, w + VB, ORDER);
      for (; e < end; e++) {
        int edge = b.edge(e);
        long p = (x + Mem.id(b.ids(), e) * b.stride()) & MASK;
        FloatVector y0 = load(p);
        VectorMask<Float> take0 =
            y0.compare(VectorOperators.LE, a0).not().and(a0.compare(VectorOperators.EQ, a0));
        a0 = a0.blend(y0, take0);
        i0 = i0.blend(edge, take0.cast(I));
        FloatVector y1 = load(p + VB);
        VectorMask<Float> take1 =
            y1.compare(VectorOperators.LE, a1).not().and(a1.compare(VectorOperators.EQ, a1));
        a1 = a1.blend(y1, take1);
        i1 = i1.blend(edge, take1.cast(I));
      }
      VectorMask<Integer> left0 = i0.compare(VectorOperators.LT, 0);
      a0.blend(none, left0.cast(S)).intoMemorySegment(ALL, q, ORDER);
      i0.blend(edge0, left0).intoMemorySegment(ALL, w, ORDER);
      VectorMask<Integer> left1 = i1.compare(VectorOperators.LT, 0);
      a1.blend(none, left1.cast(S)).intoMemorySegment(ALL, q + VB, ORDER);
      i1.blend(edge0, left1).intoMemorySegment(ALL, w + VB, ORDER);
    }
  }

  static void minMasked(Block b, long x, long out, long arg, VectorMask<Float> lanes) {
    VectorMask<Integer> ints = lanes.cast(I);
    int e = 0;
    for (int r = 0; r < b.rows(); r++) {
      int end = b.end(r);
      int edge0 = e < end ? b.edge(e) : -1;
      float none = e < end ? Float.POSITIVE_INFINITY : 0;
      long q = (out + r * b.outStride()) & MASK;
      long w = (arg + r * b.outStride()) & MASK;
      FloatVector a = load(q, lanes);
      IntVector i = IntVector.fromMemorySegment(I, ALL, w, ORDER, ints);
      for (; e < end; e++) {
        FloatVector y = load((x + Mem.id(b.ids(), e) * b.stride()) & MASK, lanes);
        VectorMask<Float> take =
            y.compare(VectorOperators.GE, a).not().and(a.compare(VectorOperators.EQ, a));
        a = a.blend(y, take);
        i = i.blend(b.edge(e), take.cast(I));
      }
      VectorMask<Integer> left = i.compare(VectorOperators.LT, 0);
      a.blend(none, left.cast(S)).intoMemorySegment(ALL, q, ORDER, lanes);
      i.blend(edge0, left).intoMemorySegment(ALL, w, ORDER, ints);
    }
  }

  static void min1(Block b, long x, long out, long arg) {
    int e = 0;
    for (int r = 0; r < b.rows(); r++) {
      int end = b.end(r);
      int edge0 = e < end ? b.edge(e) : -1;
      float none = e < end ? Float.POSITIVE_INFINITY : 0;
      long q = (out + r * b.outStride()) & MASK;
      long w = (arg + r * b.outStride()) & MASK;
      FloatVector a0 = load(q);
      IntVector i0 = IntVector.fromMemorySegment(I, ALL, w, ORDER);
      for (; e < end; e++) {
        int edge = b.edge(e);
        long p = (x + Mem.id(b.ids(), e) * b.stride()) & MASK;
        FloatVector y0 = load(p);
        VectorMask<Float> take0 =
            y0.compare(VectorOperators.GE, a0).not().and(a0.compare(VectorOperators.EQ, a0));
        a0 = a0.blend(y0, take0);
        i0 = i0.blend(edge, take0.cast(I));
      }
      VectorMask<Integer> left0 = i0.compare(VectorOperators.LT, 0);
      a0.blend(none, left0.cast(S)).intoMemorySegment(ALL, q, ORDER);
      i0.blend(edge0, left0).intoMemorySegment(ALL, w, ORDER);
    }
  }

  static void min2(Block b, long x, long out, long arg) {
    int e = 0;
    for (int r = 0; r < b.rows(); r++) {
      int end = b.end(r);
      int edge0 = e < end ? b.edge(e) : -1;
      float none = e < end ? Float.POSITIVE_INFINITY : 0;
      long q = (out + r * b.outStride()) & MASK;
      long w = (arg + r * b.outStride()) & MASK;
      FloatVector a0 = load(q);
      IntVector i0 = IntVector.fromMemorySegment(I, ALL, w, ORDER);
      FloatVector a1 = load(q + VB);
      IntVector i1 = IntVector.fromMemorySegment(I, ALL, w + VB, ORDER);
      for (; e < end; e++) {
        int edge = b.edge(e);
        long p = (x + Mem.id(b.ids(), e) * b.stride()) & MASK;
        FloatVector y0 = load(p);
        VectorMask<Float> take0 =
            y0.compare(VectorOperators.GE, a0).not().and(a0.compare(VectorOperators.EQ, a0));
        a0 = a0.blend(y0, take0);
        i0 = i0.blend(edge, take0.cast(I));
        FloatVector y1 = load(p + VB);
        VectorMask<Float> take1 =
            y1.compare(VectorOperators.GE, a1).not().and(a1.compare(VectorOperators.EQ, a1));
        a1 = a1.blend(y1, take1);
        i1 = i1.blend(edge, take1.cast(I));
      }
      VectorMask<Integer> left0 = i0.compare(VectorOperators.LT, 0);
      a0.blend(none, left0.cast(S)).intoMemorySegment(ALL, q, ORDER);
      i0.blend(edge0, left0).intoMemorySegment(ALL, w, ORDER);
      VectorMask<Integer> left1 = i1.compare(VectorOperators.LT, 0);
      a1.blend(none, left1.cast(S)).intoMemorySegment(ALL, q + VB, ORDER);
      i1.blend(edge0, left1).intoMemorySegment(ALL, w + VB, ORDER);
    }
  }
}

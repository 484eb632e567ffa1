package dev.weft.kernels.bench;

import static dev.weft.kernels.bench.HandGraph.MASK;
import static dev.weft.kernels.bench.HandGraph.S;
import static dev.weft.kernels.bench.HandGraph.VB;
import static dev.weft.kernels.bench.HandGraph.VL;
import static dev.weft.kernels.bench.HandGraph.get;
import static dev.weft.kernels.bench.HandGraph.id;
import static dev.weft.kernels.bench.HandGraph.load;
import static dev.weft.kernels.bench.HandGraph.store;
import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.FloatVector;

/**
 * Sums and maxima of u: blocks of eight, four or one vectors, edges innermost, sums in registers.
 */
final class HandSums {
  private HandSums() {}

  /** Sum of u. */
  static void copy(HandGraph g, long x, long y) {
    long stride = 4L * g.width();
    int j = 0;
    for (; j + 8 * VL <= g.width(); j += 8 * VL) {
      copy8(g, x + 4L * j, y + 4L * j, stride);
    }
    for (; j + 4 * VL <= g.width(); j += 4 * VL) {
      copy4(g, x + 4L * j, y + 4L * j, stride);
    }
    for (; j < g.width(); j += VL) {
      copy1(g, x + 4L * j, y + 4L * j, stride);
    }
  }

  private static void copy8(HandGraph g, long x, long y, long stride) {
    long indices = g.indices();
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      FloatVector s0 = FloatVector.zero(S);
      FloatVector s1 = FloatVector.zero(S);
      FloatVector s2 = FloatVector.zero(S);
      FloatVector s3 = FloatVector.zero(S);
      FloatVector s4 = FloatVector.zero(S);
      FloatVector s5 = FloatVector.zero(S);
      FloatVector s6 = FloatVector.zero(S);
      FloatVector s7 = FloatVector.zero(S);
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        s0 = s0.add(load(p));
        s1 = s1.add(load(p + VB));
        s2 = s2.add(load(p + 2 * VB));
        s3 = s3.add(load(p + 3 * VB));
        s4 = s4.add(load(p + 4 * VB));
        s5 = s5.add(load(p + 5 * VB));
        s6 = s6.add(load(p + 6 * VB));
        s7 = s7.add(load(p + 7 * VB));
      }
      long q = (y + v * stride) & MASK;
      store(s0, q);
      store(s1, q + VB);
      store(s2, q + 2 * VB);
      store(s3, q + 3 * VB);
      store(s4, q + 4 * VB);
      store(s5, q + 5 * VB);
      store(s6, q + 6 * VB);
      store(s7, q + 7 * VB);
    }
  }

  private static void copy4(HandGraph g, long x, long y, long stride) {
    long indices = g.indices();
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      FloatVector s0 = FloatVector.zero(S);
      FloatVector s1 = FloatVector.zero(S);
      FloatVector s2 = FloatVector.zero(S);
      FloatVector s3 = FloatVector.zero(S);
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        s0 = s0.add(load(p));
        s1 = s1.add(load(p + VB));
        s2 = s2.add(load(p + 2 * VB));
        s3 = s3.add(load(p + 3 * VB));
      }
      long q = (y + v * stride) & MASK;
      store(s0, q);
      store(s1, q + VB);
      store(s2, q + 2 * VB);
      store(s3, q + 3 * VB);
    }
  }

  private static void copy1(HandGraph g, long x, long y, long stride) {
    long indices = g.indices();
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      FloatVector s0 = FloatVector.zero(S);
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        s0 = s0.add(load(p));
      }
      long q = (y + v * stride) & MASK;
      store(s0, q);
    }
  }

  /** Maximum of u, 0 over nothing. */
  static void max(HandGraph g, long x, long y) {
    long stride = 4L * g.width();
    int j = 0;
    for (; j + 8 * VL <= g.width(); j += 8 * VL) {
      max8(g, x + 4L * j, y + 4L * j, stride);
    }
    for (; j + 4 * VL <= g.width(); j += 4 * VL) {
      max4(g, x + 4L * j, y + 4L * j, stride);
    }
    for (; j < g.width(); j += VL) {
      max1(g, x + 4L * j, y + 4L * j, stride);
    }
  }

  private static void max8(HandGraph g, long x, long y, long stride) {
    long indices = g.indices();
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      boolean empty = at == end;
      FloatVector s0 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      FloatVector s1 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      FloatVector s2 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      FloatVector s3 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      FloatVector s4 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      FloatVector s5 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      FloatVector s6 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      FloatVector s7 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        FloatVector t0 = load(p);
        s0 = s0.blend(t0, t0.compare(GT, s0));
        FloatVector t1 = load(p + VB);
        s1 = s1.blend(t1, t1.compare(GT, s1));
        FloatVector t2 = load(p + 2 * VB);
        s2 = s2.blend(t2, t2.compare(GT, s2));
        FloatVector t3 = load(p + 3 * VB);
        s3 = s3.blend(t3, t3.compare(GT, s3));
        FloatVector t4 = load(p + 4 * VB);
        s4 = s4.blend(t4, t4.compare(GT, s4));
        FloatVector t5 = load(p + 5 * VB);
        s5 = s5.blend(t5, t5.compare(GT, s5));
        FloatVector t6 = load(p + 6 * VB);
        s6 = s6.blend(t6, t6.compare(GT, s6));
        FloatVector t7 = load(p + 7 * VB);
        s7 = s7.blend(t7, t7.compare(GT, s7));
      }
      long q = (y + v * stride) & MASK;
      store(empty ? FloatVector.zero(S) : s0, q);
      store(empty ? FloatVector.zero(S) : s1, q + VB);
      store(empty ? FloatVector.zero(S) : s2, q + 2 * VB);
      store(empty ? FloatVector.zero(S) : s3, q + 3 * VB);
      store(empty ? FloatVector.zero(S) : s4, q + 4 * VB);
      store(empty ? FloatVector.zero(S) : s5, q + 5 * VB);
      store(empty ? FloatVector.zero(S) : s6, q + 6 * VB);
      store(empty ? FloatVector.zero(S) : s7, q + 7 * VB);
    }
  }

  private static void max4(HandGraph g, long x, long y, long stride) {
    long indices = g.indices();
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      boolean empty = at == end;
      FloatVector s0 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      FloatVector s1 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      FloatVector s2 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      FloatVector s3 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        FloatVector t0 = load(p);
        s0 = s0.blend(t0, t0.compare(GT, s0));
        FloatVector t1 = load(p + VB);
        s1 = s1.blend(t1, t1.compare(GT, s1));
        FloatVector t2 = load(p + 2 * VB);
        s2 = s2.blend(t2, t2.compare(GT, s2));
        FloatVector t3 = load(p + 3 * VB);
        s3 = s3.blend(t3, t3.compare(GT, s3));
      }
      long q = (y + v * stride) & MASK;
      store(empty ? FloatVector.zero(S) : s0, q);
      store(empty ? FloatVector.zero(S) : s1, q + VB);
      store(empty ? FloatVector.zero(S) : s2, q + 2 * VB);
      store(empty ? FloatVector.zero(S) : s3, q + 3 * VB);
    }
  }

  private static void max1(HandGraph g, long x, long y, long stride) {
    long indices = g.indices();
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      boolean empty = at == end;
      FloatVector s0 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        FloatVector t0 = load(p);
        s0 = s0.blend(t0, t0.compare(GT, s0));
      }
      long q = (y + v * stride) & MASK;
      store(empty ? FloatVector.zero(S) : s0, q);
    }
  }

  /** Sum of u times a number of the edge. */
  static void scaled(HandGraph g, long x, long w, long y) {
    long stride = 4L * g.width();
    int j = 0;
    for (; j + 8 * VL <= g.width(); j += 8 * VL) {
      scaled8(g, x + 4L * j, w, y + 4L * j, stride);
    }
    for (; j + 4 * VL <= g.width(); j += 4 * VL) {
      scaled4(g, x + 4L * j, w, y + 4L * j, stride);
    }
    for (; j < g.width(); j += VL) {
      scaled1(g, x + 4L * j, w, y + 4L * j, stride);
    }
  }

  private static void scaled8(HandGraph g, long x, long w, long y, long stride) {
    long indices = g.indices();
    long eids = g.eids();
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      FloatVector s0 = FloatVector.zero(S);
      FloatVector s1 = FloatVector.zero(S);
      FloatVector s2 = FloatVector.zero(S);
      FloatVector s3 = FloatVector.zero(S);
      FloatVector s4 = FloatVector.zero(S);
      FloatVector s5 = FloatVector.zero(S);
      FloatVector s6 = FloatVector.zero(S);
      FloatVector s7 = FloatVector.zero(S);
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        FloatVector factor = FloatVector.broadcast(S, get(w + 4L * id(eids, at)));
        s0 = factor.fma(load(p), s0);
        s1 = factor.fma(load(p + VB), s1);
        s2 = factor.fma(load(p + 2 * VB), s2);
        s3 = factor.fma(load(p + 3 * VB), s3);
        s4 = factor.fma(load(p + 4 * VB), s4);
        s5 = factor.fma(load(p + 5 * VB), s5);
        s6 = factor.fma(load(p + 6 * VB), s6);
        s7 = factor.fma(load(p + 7 * VB), s7);
      }
      long q = (y + v * stride) & MASK;
      store(s0, q);
      store(s1, q + VB);
      store(s2, q + 2 * VB);
      store(s3, q + 3 * VB);
      store(s4, q + 4 * VB);
      store(s5, q + 5 * VB);
      store(s6, q + 6 * VB);
      store(s7, q + 7 * VB);
    }
  }

  private static void scaled4(HandGraph g, long x, long w, long y, long stride) {
    long indices = g.indices();
    long eids = g.eids();
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      FloatVector s0 = FloatVector.zero(S);
      FloatVector s1 = FloatVector.zero(S);
      FloatVector s2 = FloatVector.zero(S);
      FloatVector s3 = FloatVector.zero(S);
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        FloatVector factor = FloatVector.broadcast(S, get(w + 4L * id(eids, at)));
        s0 = factor.fma(load(p), s0);
        s1 = factor.fma(load(p + VB), s1);
        s2 = factor.fma(load(p + 2 * VB), s2);
        s3 = factor.fma(load(p + 3 * VB), s3);
      }
      long q = (y + v * stride) & MASK;
      store(s0, q);
      store(s1, q + VB);
      store(s2, q + 2 * VB);
      store(s3, q + 3 * VB);
    }
  }

  private static void scaled1(HandGraph g, long x, long w, long y, long stride) {
    long indices = g.indices();
    long eids = g.eids();
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      FloatVector s0 = FloatVector.zero(S);
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        FloatVector factor = FloatVector.broadcast(S, get(w + 4L * id(eids, at)));
        s0 = factor.fma(load(p), s0);
      }
      long q = (y + v * stride) & MASK;
      store(s0, q);
    }
  }
}

package dev.weft.kernels.bench;

import static dev.weft.kernels.bench.HandGraph.MASK;
import static dev.weft.kernels.bench.HandGraph.S;
import static dev.weft.kernels.bench.HandGraph.VB;
import static dev.weft.kernels.bench.HandGraph.VL;
import static dev.weft.kernels.bench.HandGraph.id;
import static dev.weft.kernels.bench.HandGraph.load;
import static dev.weft.kernels.bench.HandGraph.store;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/**
 * Sums and maxima of functions of u with v or e, four vectors or one at a time. Eight at a time
 * were four times slower: the JIT compiler stops inlining there, and vectors go to the heap.
 */
final class HandEdges {
  private HandEdges() {}

  /** Sum of relu(u + v). */
  static void reluAdd(HandGraph g, long x, long y) {
    long stride = 4L * g.width();
    int j = 0;
    for (; j + 4 * VL <= g.width(); j += 4 * VL) {
      reluAdd4(g, x + 4L * j, y + 4L * j, stride);
    }
    for (; j < g.width(); j += VL) {
      reluAdd1(g, x + 4L * j, y + 4L * j, stride);
    }
  }

  private static void reluAdd4(HandGraph g, long x, long y, long stride) {
    long indices = g.indices();
    FloatVector zero = FloatVector.zero(S);
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      long own = (x + v * stride) & MASK;
      FloatVector v0 = load(own);
      FloatVector v1 = load(own + VB);
      FloatVector v2 = load(own + 2 * VB);
      FloatVector v3 = load(own + 3 * VB);
      FloatVector s0 = zero;
      FloatVector s1 = zero;
      FloatVector s2 = zero;
      FloatVector s3 = zero;
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        FloatVector t0 = load(p).add(v0);
        s0 = s0.add(t0.blend(zero, t0.compare(LT, zero)));
        FloatVector t1 = load(p + VB).add(v1);
        s1 = s1.add(t1.blend(zero, t1.compare(LT, zero)));
        FloatVector t2 = load(p + 2 * VB).add(v2);
        s2 = s2.add(t2.blend(zero, t2.compare(LT, zero)));
        FloatVector t3 = load(p + 3 * VB).add(v3);
        s3 = s3.add(t3.blend(zero, t3.compare(LT, zero)));
      }
      long q = (y + v * stride) & MASK;
      store(s0, q);
      store(s1, q + VB);
      store(s2, q + 2 * VB);
      store(s3, q + 3 * VB);
    }
  }

  private static void reluAdd1(HandGraph g, long x, long y, long stride) {
    long indices = g.indices();
    FloatVector zero = FloatVector.zero(S);
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      long own = (x + v * stride) & MASK;
      FloatVector v0 = load(own);
      FloatVector s0 = zero;
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        FloatVector t0 = load(p).add(v0);
        s0 = s0.add(t0.blend(zero, t0.compare(LT, zero)));
      }
      long q = (y + v * stride) & MASK;
      store(s0, q);
    }
  }

  /** Maximum of relu(u - v). */
  static void edgeConv(HandGraph g, long x, long y) {
    long stride = 4L * g.width();
    int j = 0;
    for (; j + 4 * VL <= g.width(); j += 4 * VL) {
      edgeConv4(g, x + 4L * j, y + 4L * j, stride);
    }
    for (; j < g.width(); j += VL) {
      edgeConv1(g, x + 4L * j, y + 4L * j, stride);
    }
  }

  private static void edgeConv4(HandGraph g, long x, long y, long stride) {
    long indices = g.indices();
    FloatVector zero = FloatVector.zero(S);
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      long own = (x + v * stride) & MASK;
      FloatVector v0 = load(own);
      FloatVector v1 = load(own + VB);
      FloatVector v2 = load(own + 2 * VB);
      FloatVector v3 = load(own + 3 * VB);
      FloatVector s0 = zero;
      FloatVector s1 = zero;
      FloatVector s2 = zero;
      FloatVector s3 = zero;
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        FloatVector t0 = load(p).sub(v0);
        s0 = s0.blend(t0, t0.compare(GT, s0));
        FloatVector t1 = load(p + VB).sub(v1);
        s1 = s1.blend(t1, t1.compare(GT, s1));
        FloatVector t2 = load(p + 2 * VB).sub(v2);
        s2 = s2.blend(t2, t2.compare(GT, s2));
        FloatVector t3 = load(p + 3 * VB).sub(v3);
        s3 = s3.blend(t3, t3.compare(GT, s3));
      }
      long q = (y + v * stride) & MASK;
      store(s0, q);
      store(s1, q + VB);
      store(s2, q + 2 * VB);
      store(s3, q + 3 * VB);
    }
  }

  private static void edgeConv1(HandGraph g, long x, long y, long stride) {
    long indices = g.indices();
    FloatVector zero = FloatVector.zero(S);
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      long own = (x + v * stride) & MASK;
      FloatVector v0 = load(own);
      FloatVector s0 = zero;
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        FloatVector t0 = load(p).sub(v0);
        s0 = s0.blend(t0, t0.compare(GT, s0));
      }
      long q = (y + v * stride) & MASK;
      store(s0, q);
    }
  }

  /** Sum of relu(u + e). */
  static void reluEdge(HandGraph g, long x, long e, long y) {
    long stride = 4L * g.width();
    int j = 0;
    for (; j + 4 * VL <= g.width(); j += 4 * VL) {
      reluEdge4(g, x + 4L * j, e + 4L * j, y + 4L * j, stride);
    }
    for (; j < g.width(); j += VL) {
      reluEdge1(g, x + 4L * j, e + 4L * j, y + 4L * j, stride);
    }
  }

  private static void reluEdge4(HandGraph g, long x, long e, long y, long stride) {
    long indices = g.indices();
    long eids = g.eids();
    FloatVector zero = FloatVector.zero(S);
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      FloatVector s0 = zero;
      FloatVector s1 = zero;
      FloatVector s2 = zero;
      FloatVector s3 = zero;
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        long r = (e + id(eids, at) * stride) & MASK;
        FloatVector t0 = load(p).add(load(r));
        s0 = s0.add(t0.blend(zero, t0.compare(LT, zero)));
        FloatVector t1 = load(p + VB).add(load(r + VB));
        s1 = s1.add(t1.blend(zero, t1.compare(LT, zero)));
        FloatVector t2 = load(p + 2 * VB).add(load(r + 2 * VB));
        s2 = s2.add(t2.blend(zero, t2.compare(LT, zero)));
        FloatVector t3 = load(p + 3 * VB).add(load(r + 3 * VB));
        s3 = s3.add(t3.blend(zero, t3.compare(LT, zero)));
      }
      long q = (y + v * stride) & MASK;
      store(s0, q);
      store(s1, q + VB);
      store(s2, q + 2 * VB);
      store(s3, q + 3 * VB);
    }
  }

  private static void reluEdge1(HandGraph g, long x, long e, long y, long stride) {
    long indices = g.indices();
    long eids = g.eids();
    FloatVector zero = FloatVector.zero(S);
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      FloatVector s0 = zero;
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        long r = (e + id(eids, at) * stride) & MASK;
        FloatVector t0 = load(p).add(load(r));
        s0 = s0.add(t0.blend(zero, t0.compare(LT, zero)));
      }
      long q = (y + v * stride) & MASK;
      store(s0, q);
    }
  }
}

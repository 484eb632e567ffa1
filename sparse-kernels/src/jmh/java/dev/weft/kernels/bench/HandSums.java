package dev.weft.kernels.bench;

import static dev.weft.kernels.bench.HandGraph.MASK;
import static dev.weft.kernels.bench.HandGraph.S;
import static dev.weft.kernels.bench.HandGraph.VB;
import static dev.weft.kernels.bench.HandGraph.VL;
import static dev.weft.kernels.bench.HandGraph.get;
import static dev.weft.kernels.bench.HandGraph.id;
import static dev.weft.kernels.bench.HandGraph.load;
import static dev.weft.kernels.bench.HandGraph.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Message functions without a reduction over features: blocks of four vectors, or one where the
 * width leaves no more, with the edges innermost and the sums in registers.
 */
final class HandSums {
  private HandSums() {}

  private static FloatVector zero() {
    return FloatVector.zero(S);
  }

  /** Without Java's rules for NaN and -0, which cost a few operations more. */
  private static FloatVector larger(FloatVector a, FloatVector b) {
    return a.blend(b, b.compare(VectorOperators.GT, a));
  }

  private static FloatVector relu(FloatVector a) {
    return larger(zero(), a);
  }

  /** Sum of u. */
  static void copy(HandGraph g, long x, long y) {
    long stride = 4L * g.width();
    int j = 0;
    for (; j + 4 * VL <= g.width(); j += 4 * VL) {
      copy4(g, x + 4L * j, y + 4L * j, stride);
    }
    for (; j < g.width(); j += VL) {
      copy1(g, x + 4L * j, y + 4L * j, stride);
    }
  }

  private static void copy4(HandGraph g, long x, long y, long stride) {
    long indices = g.indices();
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      FloatVector s0 = zero();
      FloatVector s1 = zero();
      FloatVector s2 = zero();
      FloatVector s3 = zero();
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
      FloatVector s0 = zero();
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
    for (; j + 4 * VL <= g.width(); j += 4 * VL) {
      max4(g, x + 4L * j, y + 4L * j, stride);
    }
    for (; j < g.width(); j += VL) {
      max1(g, x + 4L * j, y + 4L * j, stride);
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
        s0 = larger(s0, load(p));
        s1 = larger(s1, load(p + VB));
        s2 = larger(s2, load(p + 2 * VB));
        s3 = larger(s3, load(p + 3 * VB));
      }
      long q = (y + v * stride) & MASK;
      store(empty ? zero() : s0, q);
      store(empty ? zero() : s1, q + VB);
      store(empty ? zero() : s2, q + 2 * VB);
      store(empty ? zero() : s3, q + 3 * VB);
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
        s0 = larger(s0, load(p));
      }
      long q = (y + v * stride) & MASK;
      store(empty ? zero() : s0, q);
    }
  }

  /** Sum of u times a number of the edge. */
  static void scaled(HandGraph g, long x, long w, long y) {
    long stride = 4L * g.width();
    int j = 0;
    for (; j + 4 * VL <= g.width(); j += 4 * VL) {
      scaled4(g, x + 4L * j, w, y + 4L * j, stride);
    }
    for (; j < g.width(); j += VL) {
      scaled1(g, x + 4L * j, w, y + 4L * j, stride);
    }
  }

  private static void scaled4(HandGraph g, long x, long w, long y, long stride) {
    long indices = g.indices();
    long eids = g.eids();
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      FloatVector s0 = zero();
      FloatVector s1 = zero();
      FloatVector s2 = zero();
      FloatVector s3 = zero();
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
      FloatVector s0 = zero();
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        FloatVector factor = FloatVector.broadcast(S, get(w + 4L * id(eids, at)));
        s0 = factor.fma(load(p), s0);
      }
      long q = (y + v * stride) & MASK;
      store(s0, q);
    }
  }

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
    int at = 0;
    for (int node = 0; node < g.nodes(); node++) {
      int end = g.start(node + 1);
      long own = (x + node * stride) & MASK;
      FloatVector v0 = load(own);
      FloatVector v1 = load(own + VB);
      FloatVector v2 = load(own + 2 * VB);
      FloatVector v3 = load(own + 3 * VB);
      FloatVector s0 = zero();
      FloatVector s1 = zero();
      FloatVector s2 = zero();
      FloatVector s3 = zero();
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        s0 = s0.add(relu(load(p).add(v0)));
        s1 = s1.add(relu(load(p + VB).add(v1)));
        s2 = s2.add(relu(load(p + 2 * VB).add(v2)));
        s3 = s3.add(relu(load(p + 3 * VB).add(v3)));
      }
      long q = (y + node * stride) & MASK;
      store(s0, q);
      store(s1, q + VB);
      store(s2, q + 2 * VB);
      store(s3, q + 3 * VB);
    }
  }

  private static void reluAdd1(HandGraph g, long x, long y, long stride) {
    long indices = g.indices();
    int at = 0;
    for (int node = 0; node < g.nodes(); node++) {
      int end = g.start(node + 1);
      long own = (x + node * stride) & MASK;
      FloatVector v0 = load(own);
      FloatVector s0 = zero();
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        s0 = s0.add(relu(load(p).add(v0)));
      }
      long q = (y + node * stride) & MASK;
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
    int at = 0;
    for (int node = 0; node < g.nodes(); node++) {
      int end = g.start(node + 1);
      long own = (x + node * stride) & MASK;
      FloatVector v0 = load(own);
      FloatVector v1 = load(own + VB);
      FloatVector v2 = load(own + 2 * VB);
      FloatVector v3 = load(own + 3 * VB);
      FloatVector s0 = zero();
      FloatVector s1 = zero();
      FloatVector s2 = zero();
      FloatVector s3 = zero();
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        s0 = larger(s0, load(p).sub(v0));
        s1 = larger(s1, load(p + VB).sub(v1));
        s2 = larger(s2, load(p + 2 * VB).sub(v2));
        s3 = larger(s3, load(p + 3 * VB).sub(v3));
      }
      long q = (y + node * stride) & MASK;
      store(s0, q);
      store(s1, q + VB);
      store(s2, q + 2 * VB);
      store(s3, q + 3 * VB);
    }
  }

  private static void edgeConv1(HandGraph g, long x, long y, long stride) {
    long indices = g.indices();
    int at = 0;
    for (int node = 0; node < g.nodes(); node++) {
      int end = g.start(node + 1);
      long own = (x + node * stride) & MASK;
      FloatVector v0 = load(own);
      FloatVector s0 = zero();
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        s0 = larger(s0, load(p).sub(v0));
      }
      long q = (y + node * stride) & MASK;
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
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      FloatVector s0 = zero();
      FloatVector s1 = zero();
      FloatVector s2 = zero();
      FloatVector s3 = zero();
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        long r = (e + id(eids, at) * stride) & MASK;
        s0 = s0.add(relu(load(p).add(load(r))));
        s1 = s1.add(relu(load(p + VB).add(load(r + VB))));
        s2 = s2.add(relu(load(p + 2 * VB).add(load(r + 2 * VB))));
        s3 = s3.add(relu(load(p + 3 * VB).add(load(r + 3 * VB))));
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
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      FloatVector s0 = zero();
      for (; at < end; at++) {
        long p = (x + id(indices, at) * stride) & MASK;
        long r = (e + id(eids, at) * stride) & MASK;
        s0 = s0.add(relu(load(p).add(load(r))));
      }
      long q = (y + v * stride) & MASK;
      store(s0, q);
    }
  }
}

package dev.weft.kernels.bench;

import static dev.weft.kernels.bench.HandGraph.MASK;
import static dev.weft.kernels.bench.HandGraph.S;
import static dev.weft.kernels.bench.HandGraph.VB;
import static dev.weft.kernels.bench.HandGraph.VL;
import static dev.weft.kernels.bench.HandGraph.get;
import static dev.weft.kernels.bench.HandGraph.id;
import static dev.weft.kernels.bench.HandGraph.load;
import static dev.weft.kernels.bench.HandGraph.set;
import static dev.weft.kernels.bench.HandGraph.store;

import dev.weft.kernels.memory.Memory;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * Message functions with a number for every edge: all numbers of one destination first, in scratch
 * that stays in cache, their exponentials flat over it, then the weighted sum.
 */
final class HandScores {
  private final HandGraph g;
  private final long scratch;

  /** For lanes of a vector the head, counted from that of lane 0; for heads narrower than that. */
  private final VectorShuffle<Float> spread;

  HandScores(HandGraph g) {
    this.g = g;
    int d = g.width() / g.heads();
    if (d % VL != 0 && (d > VL || VL % d != 0)) {
      throw new IllegalArgumentException(
          "hand: heads of " + d + " features; expected a power of two, or multiples of 16.");
    }
    spread = VectorShuffle.fromOp(S, lane -> Math.min(lane / d, VL - 1));
    int most = 0;
    for (int v = 0; v < g.nodes(); v++) {
      most = Math.max(most, g.start(v + 1) - g.start(v));
    }
    // A vector may be read and written beyond the last score.
    scratch = Memory.allocate(4L * (most + 1) * g.heads() + 64).segment().address();
  }

  /** Dot products of u and v, at the edges' ids. */
  static void dots(HandGraph g, long x, long out) {
    long stride = 4L * g.width();
    int at = 0;
    for (int v = 0; v < g.nodes(); v++) {
      int end = g.start(v + 1);
      long own = x + v * stride;
      for (; at < end; at++) {
        set(out + 4L * id(g.eids(), at), dot(x + id(g.indices(), at) * stride, own, stride));
      }
    }
  }

  private static float dot(long a, long b, long bytes) {
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    long k = 0;
    for (; k + 2 * VB <= bytes; k += 2 * VB) {
      s0 = load((a + k) & MASK).fma(load((b + k) & MASK), s0);
      s1 = load((a + k + VB) & MASK).fma(load((b + k + VB) & MASK), s1);
    }
    for (; k < bytes; k += VB) {
      s0 = load((a + k) & MASK).fma(load((b + k) & MASK), s0);
    }
    return s0.add(s1).reduceLanes(VectorOperators.ADD);
  }

  /** Sum of u times sigmoid(u · v). */
  void gated(long x, long y) {
    long stride = 4L * g.width();
    for (int v = 0; v < g.nodes(); v++) {
      int from = g.start(v);
      int degree = g.start(v + 1) - from;
      for (int k = 0; k < degree; k++) {
        set(scratch + 4L * k, dot(x + id(g.indices(), from + k) * stride, x + v * stride, stride));
      }
      for (int k = 0; k < degree; k += VL) {
        long p = (scratch + 4L * k) & MASK;
        FloatVector one = FloatVector.broadcast(S, 1);
        store(one.div(exp(load(p).neg()).add(one)), p);
      }
      weighted(x, y + v * stride, from, degree);
    }
  }

  /** Scores of all heads, their softmax, and the weighted sum. */
  void attention(long x, long left, long right, long y) {
    int heads = g.heads();
    long stride = 4L * g.width();
    for (int v = 0; v < g.nodes(); v++) {
      int from = g.start(v);
      int degree = g.start(v + 1) - from;
      for (int k = 0; k < degree; k++) {
        long u = left + 4L * heads * id(g.indices(), from + k);
        for (int h = 0; h < heads; h++) {
          float s = get(u + 4L * h) + get(right + 4L * (v * heads + h));
          set(scratch + 4L * (k * heads + h), s > 0 ? s : 0.2f * s);
        }
      }
      softmax(degree);
      weighted(x, y + v * stride, from, degree);
    }
  }

  private void softmax(int degree) {
    int heads = g.heads();
    for (int h = 0; h < heads; h++) {
      float top = Float.NEGATIVE_INFINITY;
      for (int k = 0; k < degree; k++) {
        top = Math.max(top, get(scratch + 4L * (k * heads + h)));
      }
      for (int k = 0; k < degree; k++) {
        long p = scratch + 4L * (k * heads + h);
        set(p, get(p) - top);
      }
    }
    for (int k = 0; k < degree * heads; k += VL) {
      long p = (scratch + 4L * k) & MASK;
      store(exp(load(p)), p);
    }
    for (int h = 0; h < heads; h++) {
      float sum = 0;
      for (int k = 0; k < degree; k++) {
        sum += get(scratch + 4L * (k * heads + h));
      }
      float factor = 1 / sum;
      for (int k = 0; k < degree; k++) {
        long p = scratch + 4L * (k * heads + h);
        set(p, get(p) * factor);
      }
    }
  }

  /** Sum of u [H, D] times the numbers w [E, H] of the edges. */
  void heads(long x, long w, long y) {
    int heads = g.heads();
    long stride = 4L * g.width();
    for (int v = 0; v < g.nodes(); v++) {
      int from = g.start(v);
      int degree = g.start(v + 1) - from;
      for (int k = 0; k < degree; k++) {
        long edge = w + 4L * heads * id(g.eids(), from + k);
        for (int h = 0; h < heads; h++) {
          set(scratch + 4L * (k * heads + h), get(edge + 4L * h));
        }
      }
      weighted(x, y + v * stride, from, degree);
    }
  }

  /** One row: the sum of u times the scratch's numbers, vector by vector, edges innermost. */
  private void weighted(long x, long row, int from, int degree) {
    int d = g.width() / g.heads();
    int step = d % (2 * VL) == 0 ? 2 * VL : VL;
    for (int j = 0; j < g.width(); j += step) {
      if (step > VL) {
        twoOfOneHead(x + 4L * j, row + 4L * j, from, degree, j / d);
      } else if (d % VL == 0) {
        oneOfOneHead(x + 4L * j, row + 4L * j, from, degree, j / d);
      } else {
        oneOfSeveralHeads(x + 4L * j, row + 4L * j, from, degree, j / d);
      }
    }
  }

  private void twoOfOneHead(long x, long y, int from, int degree, int head) {
    long stride = 4L * g.width();
    long step = 4L * g.heads();
    long number = scratch + 4L * head;
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    for (int k = 0; k < degree; k++) {
      long p = (x + id(g.indices(), from + k) * stride) & MASK;
      FloatVector factor = FloatVector.broadcast(S, get(number + k * step));
      s0 = factor.fma(load(p), s0);
      s1 = factor.fma(load(p + VB), s1);
    }
    store(s0, y & MASK);
    store(s1, (y + VB) & MASK);
  }

  private void oneOfOneHead(long x, long y, int from, int degree, int head) {
    long stride = 4L * g.width();
    long step = 4L * g.heads();
    long number = scratch + 4L * head;
    FloatVector s = FloatVector.zero(S);
    for (int k = 0; k < degree; k++) {
      long p = (x + id(g.indices(), from + k) * stride) & MASK;
      s = FloatVector.broadcast(S, get(number + k * step)).fma(load(p), s);
    }
    store(s, y & MASK);
  }

  /** A vector with lanes of several heads, of which {@code head} is the first. */
  private void oneOfSeveralHeads(long x, long y, int from, int degree, int head) {
    long stride = 4L * g.width();
    long step = 4L * g.heads();
    long number = scratch + 4L * head;
    FloatVector s = FloatVector.zero(S);
    for (int k = 0; k < degree; k++) {
      long p = (x + id(g.indices(), from + k) * stride) & MASK;
      s = load((number + k * step) & MASK).rearrange(spread).fma(load(p), s);
    }
    store(s, y & MASK);
  }

  /** e to the x by a polynomial of degree 6 on |r| <= ln(2) / 2. */
  private static FloatVector exp(FloatVector x) {
    FloatVector low = FloatVector.broadcast(S, -87);
    FloatVector c = x.blend(low, x.compare(VectorOperators.LT, low));
    VectorMask<Float> high = c.compare(VectorOperators.GT, 88);
    c = c.blend(FloatVector.broadcast(S, 88), high);
    FloatVector rounder = FloatVector.broadcast(S, 0x1.8p23f);
    FloatVector m = c.fma(FloatVector.broadcast(S, 1.442695f), rounder);
    FloatVector n = m.sub(rounder);
    FloatVector r =
        n.fma(
            FloatVector.broadcast(S, 1.4286068e-6f),
            n.fma(FloatVector.broadcast(S, -0.69314575f), c));
    FloatVector p = FloatVector.broadcast(S, 1 / 720f);
    p = p.fma(r, FloatVector.broadcast(S, 1 / 120f));
    p = p.fma(r, FloatVector.broadcast(S, 1 / 24f));
    p = p.fma(r, FloatVector.broadcast(S, 1 / 6f));
    p = p.fma(r, FloatVector.broadcast(S, 0.5f));
    p = p.fma(r, FloatVector.broadcast(S, 1));
    p = p.fma(r, FloatVector.broadcast(S, 1));
    IntVector k = m.reinterpretAsInts().sub(Float.floatToRawIntBits(0x1.8p23f));
    return p.mul(k.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
  }
}

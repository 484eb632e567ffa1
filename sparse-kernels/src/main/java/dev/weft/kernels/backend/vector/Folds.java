package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Mem.ALL;
import static dev.weft.kernels.backend.vector.Mem.MASK;
import static dev.weft.kernels.backend.vector.Mem.ORDER;
import static dev.weft.kernels.backend.vector.Mem.S;
import static dev.weft.kernels.backend.vector.Mem.VL;
import static dev.weft.kernels.backend.vector.Mem.load;

import dev.weft.kernels.lang.Reduction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Lanes [k, inner] at {@code x} to [inner] at {@code out}: over k in order, whole vectors of inner
 * lanes first, then one by one. An extreme of a single row takes its lanes in any order.
 */
final class Folds {
  private Folds() {}

  static void fold(Reduction op, long x, int k, int inner, long out, float[] partial) {
    if (op == Reduction.SUM && inner == 1) {
      Mem.set(out, DotRows.sum(x, k, partial));
      return;
    }
    if ((op == Reduction.MAX || op == Reduction.MIN) && inner == 1 && k >= VL) {
      Mem.set(out, op == Reduction.MAX ? largest(x & MASK, k) : smallest(x & MASK, k));
      return;
    }
    int whole = inner - inner % VL;
    if (k > 0 && whole > 0) {
      switch (op) {
        case SUM, MEAN -> sum(x & MASK, k, inner, whole, out & MASK);
        case MAX -> max(x & MASK, k, inner, whole, out & MASK);
        case MIN -> min(x & MASK, k, inner, whole, out & MASK);
        case PROD -> oneByOne(op, x, k, inner, 0, whole, out);
      }
    } else {
      whole = 0;
    }
    oneByOne(op, x, k, inner, whole, inner, out);
  }

  /** {@code n} rows of a few lanes, {@code step} bytes apart, each to one number. */
  static void few(
      Reduction op, long x, long step, int k, long out, long outStep, int n, float[] partial) {
    switch (op) {
      case SUM, MEAN -> fewSums(x, step, k, out, outStep, n, partial);
      case PROD -> fewProducts(x, step, k, out, outStep, n);
      case MAX -> fewMaxima(x, step, k, out, outStep, n);
      case MIN -> fewMinima(x, step, k, out, outStep, n);
    }
  }

  private static void fewSums(
      long x, long step, int k, long out, long outStep, int n, float[] partial) {
    for (int i = 0; i < n; i++) {
      Mem.set(out + i * outStep, DotRows.sum(x + i * step, k, partial));
    }
  }

  private static void fewProducts(long x, long step, int k, long out, long outStep, int n) {
    for (int i = 0; i < n; i++) {
      float a = 1;
      for (int j = 0; j < k; j++) {
        a *= Mem.get(x + i * step + 4L * j);
      }
      Mem.set(out + i * outStep, a);
    }
  }

  private static void fewMaxima(long x, long step, int k, long out, long outStep, int n) {
    for (int i = 0; i < n; i++) {
      float a = k == 0 ? 0 : Mem.get(x + i * step);
      for (int j = 1; j < k; j++) {
        a = Math.max(a, Mem.get(x + i * step + 4L * j));
      }
      Mem.set(out + i * outStep, a);
    }
  }

  private static void fewMinima(long x, long step, int k, long out, long outStep, int n) {
    for (int i = 0; i < n; i++) {
      float a = k == 0 ? 0 : Mem.get(x + i * step);
      for (int j = 1; j < k; j++) {
        a = Math.min(a, Mem.get(x + i * step + 4L * j));
      }
      Mem.set(out + i * outStep, a);
    }
  }

  private static void sum(long x, int k, int inner, int whole, long out) {
    for (int j = 0; j < whole; j += VL) {
      FloatVector a = FloatVector.zero(S);
      for (int i = 0; i < k; i++) {
        a = a.add(load(x + 4L * (i * inner + j)));
      }
      a.intoMemorySegment(ALL, out + 4L * j, ORDER);
    }
  }

  private static void max(long x, int k, int inner, int whole, long out) {
    for (int j = 0; j < whole; j += VL) {
      FloatVector a = load(x + 4L * j);
      for (int i = 1; i < k; i++) {
        a = a.max(load(x + 4L * (i * inner + j)));
      }
      a.intoMemorySegment(ALL, out + 4L * j, ORDER);
    }
  }

  private static void min(long x, int k, int inner, int whole, long out) {
    for (int j = 0; j < whole; j += VL) {
      FloatVector a = load(x + 4L * j);
      for (int i = 1; i < k; i++) {
        a = a.min(load(x + 4L * (i * inner + j)));
      }
      a.intoMemorySegment(ALL, out + 4L * j, ORDER);
    }
  }

  /** Of at least a vector's lanes, the last of which are seen twice: that changes no extreme. */
  private static float largest(long x, int k) {
    FloatVector a = load(x + 4L * (k - VL));
    for (int i = 0; i < k - VL; i += VL) {
      a = a.max(load(x + 4L * i));
    }
    return a.reduceLanes(VectorOperators.MAX);
  }

  private static float smallest(long x, int k) {
    FloatVector a = load(x + 4L * (k - VL));
    for (int i = 0; i < k - VL; i += VL) {
      a = a.min(load(x + 4L * i));
    }
    return a.reduceLanes(VectorOperators.MIN);
  }

  private static void oneByOne(Reduction op, long x, int k, int inner, int from, int to, long out) {
    for (int j = from; j < to; j++) {
      float a = op == Reduction.PROD ? 1 : 0;
      for (int i = 0; i < k; i++) {
        a = join(op, a, Mem.get(x + 4L * (i * inner + j)), i);
      }
      Mem.set(out + 4L * j, a);
    }
  }

  /** The reduction of {@code seen} values in {@code a}, and one more. */
  static float join(Reduction op, float a, float y, int seen) {
    return switch (op) {
      case SUM, MEAN -> a + y;
      case PROD -> a * y;
      case MAX -> seen == 0 ? y : Math.max(a, y);
      case MIN -> seen == 0 ? y : Math.min(a, y);
    };
  }
}

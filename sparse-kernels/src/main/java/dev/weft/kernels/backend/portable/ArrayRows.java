package dev.weft.kernels.backend.portable;

import dev.weft.kernels.backend.tile.FloatMath;
import dev.weft.kernels.lang.Reduction;

/** Loops over parts of rows: accumulate and reduce. */
final class ArrayRows {
  private ArrayRows() {}

  /**
   * Joins {@code width} values into the running result of {@code op}; the first of them replaces it
   * for MAX and MIN.
   */
  static void join(Reduction op, float[] sum, int s, float[] x, int at, int width, int seen) {
    switch (op) {
      case SUM, MEAN -> add(sum, s, x, at, width);
      case PROD -> multiply(sum, s, x, at, width);
      case MAX, MIN -> {
        if (seen == 0) {
          System.arraycopy(x, at, sum, s, width);
        } else if (op == Reduction.MAX) {
          max(sum, s, x, at, width);
        } else {
          min(sum, s, x, at, width);
        }
      }
    }
  }

  static void add(float[] sum, int s, float[] x, int at, int width) {
    for (int j = 0; j < width; j++) {
      sum[s + j] += x[at + j];
    }
  }

  /**
   * {@code out[0..n) = x[0..k) · w [k, n]}, products added in the order of k; x is read every
   * {@code step} elements.
   */
  static void product(
      float[] x, int at, int step, int k, float[] w, int wAt, int n, float[] out, int to) {
    java.util.Arrays.fill(out, to, to + n, 0);
    int i = 0;
    int from = at;
    for (; i + 4 <= k; i += 4, from += 4 * step) {
      float x1 = x[from + step];
      float x2 = x[from + 2 * step];
      float x3 = x[from + 3 * step];
      fourRows(x[from], x1, x2, x3, w, wAt + i * n, n, out, to);
    }
    for (; i < k; i++, from += step) {
      int row = wAt + i * n;
      for (int j = 0; j < n; j++) {
        out[to + j] = Math.fma(x[from], w[row + j], out[to + j]);
      }
    }
  }

  private static void fourRows(
      float x0, float x1, float x2, float x3, float[] w, int at, int n, float[] out, int to) {
    for (int j = 0; j < n; j++) {
      float sum = Math.fma(x0, w[at + j], out[to + j]);
      sum = Math.fma(x1, w[at + n + j], sum);
      sum = Math.fma(x2, w[at + 2 * n + j], sum);
      out[to + j] = Math.fma(x3, w[at + 3 * n + j], sum);
    }
  }

  private static void multiply(float[] sum, int s, float[] x, int at, int width) {
    for (int j = 0; j < width; j++) {
      sum[s + j] *= x[at + j];
    }
  }

  private static void max(float[] sum, int s, float[] x, int at, int width) {
    for (int j = 0; j < width; j++) {
      sum[s + j] = Math.max(sum[s + j], x[at + j]);
    }
  }

  private static void min(float[] sum, int s, float[] x, int at, int width) {
    for (int j = 0; j < width; j++) {
      sum[s + j] = Math.min(sum[s + j], x[at + j]);
    }
  }

  /** Running extremes with their edges: better values replace, the first NaN stays. */
  static void joinArg(
      Reduction op,
      float[] best,
      int[] arg,
      int s,
      float[] x,
      int at,
      int width,
      int edge,
      boolean first) {
    for (int j = 0; j < width; j++) {
      float a = best[s + j];
      float b = x[at + j];
      boolean better = op == Reduction.MAX ? b > a : b < a;
      if (first || !Float.isNaN(a) && (better || Float.isNaN(b))) {
        best[s + j] = b;
        arg[s + j] = edge;
      }
    }
  }

  /** Sum of {@code k} neighbouring lanes. */
  static float sum(float[] x, int at, int k, float[] partial) {
    if (k < FloatMath.SUM_LANES) {
      for (int j = 0; j < k; j++) {
        partial[j] = 0 + x[at + j];
      }
      java.util.Arrays.fill(partial, k, FloatMath.SUM_LANES, 0);
      return FloatMath.joinSum(partial, k);
    }
    java.util.Arrays.fill(partial, 0);
    int j = 0;
    for (; j + FloatMath.SUM_LANES <= k; j += FloatMath.SUM_LANES) {
      add(partial, 0, x, at + j, FloatMath.SUM_LANES);
    }
    add(partial, 0, x, at + j, k - j);
    return FloatMath.joinSum(partial);
  }
}

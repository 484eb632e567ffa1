package dev.weft.interpreter;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.kernels.dense.Dense.Factor;

/** Dense matrix products. */
final class Products {
  private Products() {}

  static void matmul(Table x, Table w, Factor factor, Table out) {
    int in = x.shape().dim(-1);
    int width = out.shape().dim(-1);
    int vectors = width == 0 ? 0 : out.data().length / width;
    for (int i = 0; i < vectors; i++) {
      vectorMatrix(x.data(), i * in, in, w.data(), 0, factor, out.data(), i * width, width);
    }
  }

  static void outerSum(Table x, Table y, Table out) {
    int k = out.shape().dim(0);
    int n = out.shape().dim(1);
    int leading = k == 0 ? 0 : x.width() / k;
    int rows = x.space() == Space.ONE ? y.rows() : x.rows();
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < leading; i++) {
        outer(x.data(), x.start(row) + i * k, k, y.data(), y.start(row) + i * n, n, out.data(), 0);
      }
    }
  }

  static void typedMatmul(EdgeList types, Table x, Table w, Factor factor, Table out) {
    int in = x.shape().dim(-1);
    int width = out.shape().dim(-1);
    int blocks = width == 0 ? 0 : out.width() / width;
    for (int row = 0; row < out.rows(); row++) {
      for (int b = 0; b < blocks; b++) {
        vectorMatrix(
            x.data(),
            x.start(row) + b * in,
            in,
            w.data(),
            w.start(types.coo().colOf(row)) + b * in * width,
            factor,
            out.data(),
            out.start(row) + b * width,
            width);
      }
    }
  }

  static void typedOuterSum(EdgeList types, Table x, Table y, Table out) {
    int k = x.shape().dim(-1);
    int n = y.shape().dim(-1);
    int blocks = k == 0 ? 0 : x.width() / k;
    for (int row = 0; row < x.rows(); row++) {
      for (int b = 0; b < blocks; b++) {
        outer(
            x.data(),
            x.start(row) + b * k,
            k,
            y.data(),
            y.start(row) + b * n,
            n,
            out.data(),
            out.start(types.coo().colOf(row)) + b * k * n);
      }
    }
  }

  /** out[0..n) = x[0..k) · w [k, n], or [n, k] when transposed. */
  private static void vectorMatrix(
      double[] x,
      int xAt,
      int k,
      double[] w,
      int wAt,
      Factor factor,
      double[] out,
      int outAt,
      int n) {
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int i = 0; i < k; i++) {
        sum += x[xAt + i] * w[wAt + (factor == Factor.PLAIN ? i * n + j : j * k + i)];
      }
      out[outAt + j] = sum;
    }
  }

  /** out [k, n] += xᵀ · y. */
  private static void outer(
      double[] x, int xAt, int k, double[] y, int yAt, int n, double[] out, int outAt) {
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < n; j++) {
        out[outAt + i * n + j] += x[xAt + i] * y[yAt + j];
      }
    }
  }
}

package dev.weft.kernels.backend.portable;

import dev.weft.kernels.backend.tile.FloatMath;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.UnaryOp;

/**
 * Element-wise operators over the first {@code n} floats of arrays; one loop an operator, so that
 * each compiles by itself.
 */
final class ArrayMath {
  private ArrayMath() {}

  static void map(UnaryOp op, float[] x, float[] out, int n) {
    switch (op) {
      case NEG -> neg(x, out, n);
      case ABS -> abs(x, out, n);
      case SQRT -> sqrt(x, out, n);
      case RECIPROCAL -> reciprocal(x, out, n);
      case EXP -> exp(x, out, n);
      case LOG -> log(x, out, n);
      case TANH -> tanh(x, out, n);
      case SIGMOID -> sigmoid(x, out, n);
      case SIGN, EXPM1, LOG1P, SIN, COS, ERF, FLOOR, CEIL, ROUND -> other(op, x, out, n);
    }
  }

  private static void neg(float[] x, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = -x[i];
    }
  }

  private static void abs(float[] x, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = Math.abs(x[i]);
    }
  }

  private static void sqrt(float[] x, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = (float) Math.sqrt(x[i]);
    }
  }

  private static void reciprocal(float[] x, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = 1 / x[i];
    }
  }

  private static void exp(float[] x, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = FloatMath.exp(x[i]);
    }
  }

  private static void log(float[] x, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = FloatMath.log(x[i]);
    }
  }

  private static void tanh(float[] x, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = FloatMath.tanh(x[i]);
    }
  }

  private static void sigmoid(float[] x, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = FloatMath.sigmoid(x[i]);
    }
  }

  private static void other(UnaryOp op, float[] x, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = FloatMath.apply(op, x[i]);
    }
  }

  static void zip(BinaryOp op, float[] x, float[] y, float[] out, int n) {
    switch (op) {
      case ADD -> add(x, y, out, n);
      case SUB -> sub(x, y, out, n);
      case MUL -> mul(x, y, out, n);
      case DIV -> div(x, y, out, n);
      case MAX -> max(x, y, out, n);
      case MIN -> min(x, y, out, n);
      case LT -> lt(x, y, out, n);
      case GT -> lt(y, x, out, n);
      case LE -> le(x, y, out, n);
      case GE -> le(y, x, out, n);
      case EQ, NE, POW -> other(op, x, y, out, n);
    }
  }

  private static void add(float[] x, float[] y, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = x[i] + y[i];
    }
  }

  private static void sub(float[] x, float[] y, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = x[i] - y[i];
    }
  }

  private static void mul(float[] x, float[] y, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = x[i] * y[i];
    }
  }

  private static void div(float[] x, float[] y, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = x[i] / y[i];
    }
  }

  private static void max(float[] x, float[] y, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = Math.max(x[i], y[i]);
    }
  }

  private static void min(float[] x, float[] y, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = Math.min(x[i], y[i]);
    }
  }

  private static void lt(float[] x, float[] y, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = x[i] < y[i] ? 1f : 0f;
    }
  }

  private static void le(float[] x, float[] y, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = x[i] <= y[i] ? 1f : 0f;
    }
  }

  private static void other(BinaryOp op, float[] x, float[] y, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = FloatMath.apply(op, x[i], y[i]);
    }
  }

  static void choose(float[] test, float[] x, float[] y, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = test[i] != 0 ? x[i] : y[i];
    }
  }
}

package dev.weft.kernels.backend.reference;

import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;

/**
 * The operators on doubles: their definition, for the reference backend and for whoever else
 * defines by computing.
 */
public final class ReferenceMath {
  private ReferenceMath() {}

  /** {@code op(x)}. */
  public static double apply(UnaryOp op, double x) {
    return switch (op) {
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case SIGN -> Math.signum(x);
      case EXP -> StrictMath.exp(x);
      case EXPM1 -> StrictMath.expm1(x);
      case LOG -> StrictMath.log(x);
      case LOG1P -> StrictMath.log1p(x);
      case SQRT -> Math.sqrt(x);
      case RECIPROCAL -> 1 / x;
      case SIN -> StrictMath.sin(x);
      case COS -> StrictMath.cos(x);
      case TANH -> StrictMath.tanh(x);
      case SIGMOID ->
          x >= 0 ? 1 / (1 + StrictMath.exp(-x)) : StrictMath.exp(x) / (1 + StrictMath.exp(x));
      case ERF -> erf(x);
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> Math.rint(x);
    };
  }

  /** {@code op(a, b)}; comparisons give 1 or 0. */
  public static double apply(BinaryOp op, double a, double b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case POW -> StrictMath.pow(a, b);
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case EQ -> a == b ? 1 : 0;
      case NE -> a != b ? 1 : 0;
      case LT -> a < b ? 1 : 0;
      case LE -> a <= b ? 1 : 0;
      case GT -> a > b ? 1 : 0;
      case GE -> a >= b ? 1 : 0;
    };
  }

  /** What a reduction starts from, before the first value. */
  public static double start(Reduction op) {
    return op == Reduction.PROD ? 1 : 0;
  }

  /** The reduction of {@code seen} values in {@code sum}, and one more. */
  public static double add(Reduction op, double sum, double x, long seen) {
    return switch (op) {
      case SUM, MEAN -> sum + x;
      case PROD -> sum * x;
      case MAX -> seen == 0 ? x : Math.max(sum, x);
      case MIN -> seen == 0 ? x : Math.min(sum, x);
    };
  }

  /** The result after {@code count} values. */
  public static double finish(Reduction op, double sum, long count) {
    return op == Reduction.MEAN ? sum / Math.max(count, 1) : sum;
  }

  /**
   * The error function to about 1e-15: below 3 the series of positive terms {@code 2/sqrt(pi)
   * exp(-x^2) sum 2^n x^(2n+1) / (2n+1)!!} (Abramowitz and Stegun 7.1.6), above it one minus the
   * continued fraction of erfc (7.1.14).
   */
  static double erf(double x) {
    double t = Math.abs(x);
    if (Double.isNaN(x) || t >= 6) {
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    double scale = StrictMath.exp(-t * t) / Math.sqrt(Math.PI);
    return Math.copySign(t < 3 ? 2 * scale * series(t) : 1 - scale / fraction(t), x);
  }

  private static double series(double t) {
    double term = t;
    double sum = t;
    for (int n = 1; n < 100 && term > sum * 1e-18; n++) {
      term *= 2 * t * t / (2 * n + 1);
      sum += term;
    }
    return sum;
  }

  private static double fraction(double t) {
    double tail = t;
    for (int k = 60; k > 0; k--) {
      tail = t + k / 2.0 / tail;
    }
    return tail;
  }
}

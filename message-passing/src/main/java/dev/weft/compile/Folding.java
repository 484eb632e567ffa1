package dev.weft.compile;

import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.UnaryOp;
import java.util.OptionalDouble;

/**
 * Arithmetic on literals, for the operators whose result is the same in every precision: no
 * transcendental functions.
 */
final class Folding {
  private Folding() {}

  static OptionalDouble apply(UnaryOp f, double x) {
    return switch (f) {
      case NEG -> OptionalDouble.of(-x);
      case ABS -> OptionalDouble.of(Math.abs(x));
      case SIGN -> OptionalDouble.of(Math.signum(x));
      case SQRT -> OptionalDouble.of(Math.sqrt(x));
      case RECIPROCAL -> OptionalDouble.of(1 / x);
      case FLOOR -> OptionalDouble.of(Math.floor(x));
      case CEIL -> OptionalDouble.of(Math.ceil(x));
      case ROUND -> OptionalDouble.of(Math.rint(x));
      case EXP, EXPM1, LOG, LOG1P, SIN, COS, TANH, SIGMOID, ERF -> OptionalDouble.empty();
    };
  }

  static OptionalDouble apply(BinaryOp f, double x, double y) {
    return switch (f) {
      case ADD -> OptionalDouble.of(x + y);
      case SUB -> OptionalDouble.of(x - y);
      case MUL -> OptionalDouble.of(x * y);
      case DIV -> OptionalDouble.of(x / y);
      case MAX -> OptionalDouble.of(Math.max(x, y));
      case MIN -> OptionalDouble.of(Math.min(x, y));
      case EQ -> OptionalDouble.of(x == y ? 1 : 0);
      case NE -> OptionalDouble.of(x != y ? 1 : 0);
      case LT -> OptionalDouble.of(x < y ? 1 : 0);
      case LE -> OptionalDouble.of(x <= y ? 1 : 0);
      case GT -> OptionalDouble.of(x > y ? 1 : 0);
      case GE -> OptionalDouble.of(x >= y ? 1 : 0);
      case POW -> OptionalDouble.empty();
    };
  }
}

package dev.weft.kernels.lang;

/** Element-wise functions of two arguments. Comparisons give 1 or 0; MAX and MIN propagate NaN. */
public enum BinaryOp {
  ADD,
  SUB,
  MUL,
  DIV,
  POW,
  MAX,
  MIN,
  EQ,
  NE,
  LT,
  LE,
  GT,
  GE;

  /** Whether it compares: gives 1 or 0. */
  public boolean isComparison() {
    return switch (this) {
      case EQ, NE, LT, LE, GT, GE -> true;
      case ADD, SUB, MUL, DIV, POW, MAX, MIN -> false;
    };
  }
}

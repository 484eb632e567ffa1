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
  GE
}

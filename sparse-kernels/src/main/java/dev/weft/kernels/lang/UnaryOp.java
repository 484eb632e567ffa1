package dev.weft.kernels.lang;

/**
 * Element-wise functions of one argument. Everything else (relu, gelu, softplus) is a composition.
 */
public enum UnaryOp {
  NEG,
  ABS,
  SIGN,
  EXP,
  EXPM1,
  LOG,
  LOG1P,
  SQRT,
  RECIPROCAL,
  SIN,
  COS,
  TANH,
  SIGMOID,
  ERF,
  FLOOR,
  CEIL,
  ROUND
}

package dev.weft.message;

import dev.weft.tensor.Tensor;

/** What a message makes of its two operands; row shapes broadcast by NumPy's rule. */
public enum MessageOp {
  /** lhs + rhs. */
  ADD,
  /** lhs − rhs. */
  SUB,
  /** lhs · rhs. */
  MUL,
  /** lhs / rhs. */
  DIV,
  /** Sum of products over the last axis, which keeps size 1. */
  DOT,
  /** lhs. */
  COPY_LHS,
  /** rhs. */
  COPY_RHS;

  /** The result for two operands. */
  public Tensor apply(Tensor lhs, Tensor rhs) {
    return switch (this) {
      case ADD -> lhs.plus(rhs);
      case SUB -> lhs.minus(rhs);
      case MUL -> lhs.times(rhs);
      case DIV -> lhs.dividedBy(rhs);
      case DOT -> lhs.dot(rhs);
      case COPY_LHS -> lhs;
      case COPY_RHS -> rhs;
    };
  }
}

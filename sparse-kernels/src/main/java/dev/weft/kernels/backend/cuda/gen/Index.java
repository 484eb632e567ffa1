package dev.weft.kernels.backend.cuda.gen;

import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Immediate;

/**
 * Which element of a row: a number, or a register that some scope has filled.
 *
 * @param value B32
 * @param scope the outermost scope in which it is known
 * @param base an element before it; elements of one base share the arithmetic of their addresses
 * @param ahead how far it is beyond the base
 */
record Index(Operand value, Scope scope, Operand base, int ahead) {
  /** An element on its own. */
  Index(Operand value, Scope scope) {
    this(value, scope, value, 0);
  }

  /** A number known now. */
  static Index of(int element, Scope launch) {
    return new Index(Operand.of(element), launch);
  }

  /** True for a number known now. */
  boolean isConstant() {
    return value instanceof Immediate;
  }

  /** The number known now. */
  int constant() {
    return (int) ((Immediate) value).bits();
  }
}

package dev.weft.tensor;

import dev.weft.graph.Space;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.Shape;

/**
 * The functions of single elements that a {@link Tensor} has. Row shapes broadcast by NumPy's rule;
 * rows never broadcast, except the single row of a constant.
 */
public sealed interface Elementwise permits Tensor {
  /** What the rows are. */
  Space space();

  /** Shape of one row. */
  Shape shape();

  private Tensor self() {
    return (Tensor) this;
  }

  private Tensor unary(UnaryOp f) {
    return Tensor.leaf(new Op.Unary(f, self()), space(), shape());
  }

  private Tensor binary(BinaryOp f, Tensor other) {
    return Tensor.leaf(
        new Op.Binary(f, self(), other),
        Check.join(f.name(), space(), other.space()),
        Shape.broadcast(shape(), other.shape()));
  }

  /** this + other. */
  default Tensor plus(Tensor other) {
    return binary(BinaryOp.ADD, other);
  }

  /** this + number. */
  default Tensor plus(double number) {
    return plus(Tensor.literal(number));
  }

  /** this − other. */
  default Tensor minus(Tensor other) {
    return binary(BinaryOp.SUB, other);
  }

  /** this − number. */
  default Tensor minus(double number) {
    return minus(Tensor.literal(number));
  }

  /** this · other, element by element. */
  default Tensor times(Tensor other) {
    return binary(BinaryOp.MUL, other);
  }

  /** this · number. */
  default Tensor times(double number) {
    return times(Tensor.literal(number));
  }

  /** this / other. */
  default Tensor dividedBy(Tensor other) {
    return binary(BinaryOp.DIV, other);
  }

  /** this / number. */
  default Tensor dividedBy(double number) {
    return dividedBy(Tensor.literal(number));
  }

  /** this to the power of other. */
  default Tensor pow(Tensor other) {
    return binary(BinaryOp.POW, other);
  }

  /** this to the power of number. */
  default Tensor pow(double number) {
    return pow(Tensor.literal(number));
  }

  /** The larger of the two; NaN if one is NaN. */
  default Tensor max(Tensor other) {
    return binary(BinaryOp.MAX, other);
  }

  /** The smaller of the two; NaN if one is NaN. */
  default Tensor min(Tensor other) {
    return binary(BinaryOp.MIN, other);
  }

  /** 1 where equal, else 0. No gradient, as for all comparisons. */
  default Tensor eq(Tensor other) {
    return binary(BinaryOp.EQ, other);
  }

  /** 1 where different, else 0. */
  default Tensor ne(Tensor other) {
    return binary(BinaryOp.NE, other);
  }

  /** 1 where this &lt; other, else 0. */
  default Tensor lt(Tensor other) {
    return binary(BinaryOp.LT, other);
  }

  /** 1 where this ≤ other, else 0. */
  default Tensor le(Tensor other) {
    return binary(BinaryOp.LE, other);
  }

  /** 1 where this &gt; other, else 0. */
  default Tensor gt(Tensor other) {
    return binary(BinaryOp.GT, other);
  }

  /** 1 where this &gt; number, else 0. */
  default Tensor gt(double number) {
    return gt(Tensor.literal(number));
  }

  /** 1 where this ≥ other, else 0. */
  default Tensor ge(Tensor other) {
    return binary(BinaryOp.GE, other);
  }

  /** −this. */
  default Tensor neg() {
    return unary(UnaryOp.NEG);
  }

  /** |this|. */
  default Tensor abs() {
    return unary(UnaryOp.ABS);
  }

  /** −1, 0 or 1. */
  default Tensor sign() {
    return unary(UnaryOp.SIGN);
  }

  /** e to the power of this. */
  default Tensor exp() {
    return unary(UnaryOp.EXP);
  }

  /** e^this − 1, exact near 0. */
  default Tensor expm1() {
    return unary(UnaryOp.EXPM1);
  }

  /** Natural logarithm. */
  default Tensor log() {
    return unary(UnaryOp.LOG);
  }

  /** log(1 + this), exact near 0. */
  default Tensor log1p() {
    return unary(UnaryOp.LOG1P);
  }

  /** Square root. */
  default Tensor sqrt() {
    return unary(UnaryOp.SQRT);
  }

  /** 1 / this. */
  default Tensor reciprocal() {
    return unary(UnaryOp.RECIPROCAL);
  }

  /** Sine of an angle in radians. */
  default Tensor sin() {
    return unary(UnaryOp.SIN);
  }

  /** Cosine of an angle in radians. */
  default Tensor cos() {
    return unary(UnaryOp.COS);
  }

  /** Hyperbolic tangent. */
  default Tensor tanh() {
    return unary(UnaryOp.TANH);
  }

  /** 1 / (1 + e^−this). */
  default Tensor sigmoid() {
    return unary(UnaryOp.SIGMOID);
  }

  /** The error function. */
  default Tensor erf() {
    return unary(UnaryOp.ERF);
  }

  /** The largest integer not above. */
  default Tensor floor() {
    return unary(UnaryOp.FLOOR);
  }

  /** The smallest integer not below. */
  default Tensor ceil() {
    return unary(UnaryOp.CEIL);
  }

  /** The nearest integer, ties to even. */
  default Tensor round() {
    return unary(UnaryOp.ROUND);
  }

  /** Where this is not 0, {@code yes}, else {@code no}; the branch not taken has no influence. */
  default Tensor select(Tensor yes, Tensor no) {
    Space joined = Check.join("select", space(), Check.join("select", yes.space(), no.space()));
    return Tensor.leaf(
        new Op.Select(self(), yes, no),
        joined,
        Shape.broadcast(shape(), Shape.broadcast(yes.shape(), no.shape())));
  }
}

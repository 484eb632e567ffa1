package dev.weft.message;

import dev.weft.tensor.Tensor;
import java.util.function.Function;

/**
 * DGL's built-in messages over named data, for {@link Messages#updateAll} and {@link
 * Messages#applyEdges}: {@code uMulE("h", "w")}. u stands at the source, v at the destination, e on
 * the edge. Meant to be imported statically.
 */
public final class BuiltIn {
  private BuiltIn() {}

  /** {@code op(lhs, rhs)} of named data at their targets. */
  public static Function<Message, Tensor> of(
      MessageOp op, Target lhsTarget, String lhs, Target rhsTarget, String rhs) {
    return m -> op.apply(m.at(lhsTarget, lhs), m.at(rhsTarget, rhs));
  }

  /** The source's row. */
  public static Function<Message, Tensor> copyU(String u) {
    return m -> m.src(u);
  }

  /** The destination's row. */
  public static Function<Message, Tensor> copyV(String v) {
    return m -> m.dst(v);
  }

  /** The edge's row. */
  public static Function<Message, Tensor> copyE(String e) {
    return m -> m.edge(e);
  }

  /** u + v. */
  public static Function<Message, Tensor> uAddV(String u, String v) {
    return of(MessageOp.ADD, Target.U, u, Target.V, v);
  }

  /** v + u. */
  public static Function<Message, Tensor> vAddU(String v, String u) {
    return of(MessageOp.ADD, Target.V, v, Target.U, u);
  }

  /** u + e. */
  public static Function<Message, Tensor> uAddE(String u, String e) {
    return of(MessageOp.ADD, Target.U, u, Target.E, e);
  }

  /** e + u. */
  public static Function<Message, Tensor> eAddU(String e, String u) {
    return of(MessageOp.ADD, Target.E, e, Target.U, u);
  }

  /** v + e. */
  public static Function<Message, Tensor> vAddE(String v, String e) {
    return of(MessageOp.ADD, Target.V, v, Target.E, e);
  }

  /** e + v. */
  public static Function<Message, Tensor> eAddV(String e, String v) {
    return of(MessageOp.ADD, Target.E, e, Target.V, v);
  }

  /** u − v. */
  public static Function<Message, Tensor> uSubV(String u, String v) {
    return of(MessageOp.SUB, Target.U, u, Target.V, v);
  }

  /** v − u. */
  public static Function<Message, Tensor> vSubU(String v, String u) {
    return of(MessageOp.SUB, Target.V, v, Target.U, u);
  }

  /** u − e. */
  public static Function<Message, Tensor> uSubE(String u, String e) {
    return of(MessageOp.SUB, Target.U, u, Target.E, e);
  }

  /** e − u. */
  public static Function<Message, Tensor> eSubU(String e, String u) {
    return of(MessageOp.SUB, Target.E, e, Target.U, u);
  }

  /** v − e. */
  public static Function<Message, Tensor> vSubE(String v, String e) {
    return of(MessageOp.SUB, Target.V, v, Target.E, e);
  }

  /** e − v. */
  public static Function<Message, Tensor> eSubV(String e, String v) {
    return of(MessageOp.SUB, Target.E, e, Target.V, v);
  }

  /** u · v. */
  public static Function<Message, Tensor> uMulV(String u, String v) {
    return of(MessageOp.MUL, Target.U, u, Target.V, v);
  }

  /** v · u. */
  public static Function<Message, Tensor> vMulU(String v, String u) {
    return of(MessageOp.MUL, Target.V, v, Target.U, u);
  }

  /** u · e. */
  public static Function<Message, Tensor> uMulE(String u, String e) {
    return of(MessageOp.MUL, Target.U, u, Target.E, e);
  }

  /** e · u. */
  public static Function<Message, Tensor> eMulU(String e, String u) {
    return of(MessageOp.MUL, Target.E, e, Target.U, u);
  }

  /** v · e. */
  public static Function<Message, Tensor> vMulE(String v, String e) {
    return of(MessageOp.MUL, Target.V, v, Target.E, e);
  }

  /** e · v. */
  public static Function<Message, Tensor> eMulV(String e, String v) {
    return of(MessageOp.MUL, Target.E, e, Target.V, v);
  }

  /** u / v. */
  public static Function<Message, Tensor> uDivV(String u, String v) {
    return of(MessageOp.DIV, Target.U, u, Target.V, v);
  }

  /** v / u. */
  public static Function<Message, Tensor> vDivU(String v, String u) {
    return of(MessageOp.DIV, Target.V, v, Target.U, u);
  }

  /** u / e. */
  public static Function<Message, Tensor> uDivE(String u, String e) {
    return of(MessageOp.DIV, Target.U, u, Target.E, e);
  }

  /** e / u. */
  public static Function<Message, Tensor> eDivU(String e, String u) {
    return of(MessageOp.DIV, Target.E, e, Target.U, u);
  }

  /** v / e. */
  public static Function<Message, Tensor> vDivE(String v, String e) {
    return of(MessageOp.DIV, Target.V, v, Target.E, e);
  }

  /** e / v. */
  public static Function<Message, Tensor> eDivV(String e, String v) {
    return of(MessageOp.DIV, Target.E, e, Target.V, v);
  }

  /** Dot of u and v over the last axis, which keeps size 1. */
  public static Function<Message, Tensor> uDotV(String u, String v) {
    return of(MessageOp.DOT, Target.U, u, Target.V, v);
  }

  /** Dot of v and u over the last axis, which keeps size 1. */
  public static Function<Message, Tensor> vDotU(String v, String u) {
    return of(MessageOp.DOT, Target.V, v, Target.U, u);
  }

  /** Dot of u and e over the last axis, which keeps size 1. */
  public static Function<Message, Tensor> uDotE(String u, String e) {
    return of(MessageOp.DOT, Target.U, u, Target.E, e);
  }

  /** Dot of e and u over the last axis, which keeps size 1. */
  public static Function<Message, Tensor> eDotU(String e, String u) {
    return of(MessageOp.DOT, Target.E, e, Target.U, u);
  }

  /** Dot of v and e over the last axis, which keeps size 1. */
  public static Function<Message, Tensor> vDotE(String v, String e) {
    return of(MessageOp.DOT, Target.V, v, Target.E, e);
  }

  /** Dot of e and v over the last axis, which keeps size 1. */
  public static Function<Message, Tensor> eDotV(String e, String v) {
    return of(MessageOp.DOT, Target.E, e, Target.V, v);
  }
}

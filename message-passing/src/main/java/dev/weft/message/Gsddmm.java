package dev.weft.message;

import dev.weft.tensor.Edges;
import dev.weft.tensor.Tensor;

/**
 * A value for every edge from two operands: generalised sampled dense-dense products, DGL's {@code
 * ops.u_add_v} and its like. u stands at the source, v at the destination, e on the edge. Row
 * shapes broadcast by NumPy's rule; without edges the result has no rows.
 */
public final class Gsddmm {
  private Gsddmm() {}

  /** {@code op(lhs, rhs)} for every edge, the operands taken at their targets. */
  public static Tensor of(
      Edges edges, MessageOp op, Target lhsTarget, Tensor lhs, Target rhsTarget, Tensor rhs) {
    return op.apply(lhsTarget.toEdges(edges, lhs), rhsTarget.toEdges(edges, rhs));
  }

  /** The source's row for every edge. */
  public static Tensor copyU(Edges edges, Tensor u) {
    return Target.U.toEdges(edges, u);
  }

  /** The destination's row for every edge. */
  public static Tensor copyV(Edges edges, Tensor v) {
    return Target.V.toEdges(edges, v);
  }

  /** u + v. */
  public static Tensor uAddV(Edges edges, Tensor u, Tensor v) {
    return of(edges, MessageOp.ADD, Target.U, u, Target.V, v);
  }

  /** v + u. */
  public static Tensor vAddU(Edges edges, Tensor v, Tensor u) {
    return of(edges, MessageOp.ADD, Target.V, v, Target.U, u);
  }

  /** u + e. */
  public static Tensor uAddE(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.ADD, Target.U, u, Target.E, e);
  }

  /** e + u. */
  public static Tensor eAddU(Edges edges, Tensor e, Tensor u) {
    return of(edges, MessageOp.ADD, Target.E, e, Target.U, u);
  }

  /** v + e. */
  public static Tensor vAddE(Edges edges, Tensor v, Tensor e) {
    return of(edges, MessageOp.ADD, Target.V, v, Target.E, e);
  }

  /** e + v. */
  public static Tensor eAddV(Edges edges, Tensor e, Tensor v) {
    return of(edges, MessageOp.ADD, Target.E, e, Target.V, v);
  }

  /** u − v. */
  public static Tensor uSubV(Edges edges, Tensor u, Tensor v) {
    return of(edges, MessageOp.SUB, Target.U, u, Target.V, v);
  }

  /** v − u. */
  public static Tensor vSubU(Edges edges, Tensor v, Tensor u) {
    return of(edges, MessageOp.SUB, Target.V, v, Target.U, u);
  }

  /** u − e. */
  public static Tensor uSubE(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.SUB, Target.U, u, Target.E, e);
  }

  /** e − u. */
  public static Tensor eSubU(Edges edges, Tensor e, Tensor u) {
    return of(edges, MessageOp.SUB, Target.E, e, Target.U, u);
  }

  /** v − e. */
  public static Tensor vSubE(Edges edges, Tensor v, Tensor e) {
    return of(edges, MessageOp.SUB, Target.V, v, Target.E, e);
  }

  /** e − v. */
  public static Tensor eSubV(Edges edges, Tensor e, Tensor v) {
    return of(edges, MessageOp.SUB, Target.E, e, Target.V, v);
  }

  /** u · v. */
  public static Tensor uMulV(Edges edges, Tensor u, Tensor v) {
    return of(edges, MessageOp.MUL, Target.U, u, Target.V, v);
  }

  /** v · u. */
  public static Tensor vMulU(Edges edges, Tensor v, Tensor u) {
    return of(edges, MessageOp.MUL, Target.V, v, Target.U, u);
  }

  /** u · e. */
  public static Tensor uMulE(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.MUL, Target.U, u, Target.E, e);
  }

  /** e · u. */
  public static Tensor eMulU(Edges edges, Tensor e, Tensor u) {
    return of(edges, MessageOp.MUL, Target.E, e, Target.U, u);
  }

  /** v · e. */
  public static Tensor vMulE(Edges edges, Tensor v, Tensor e) {
    return of(edges, MessageOp.MUL, Target.V, v, Target.E, e);
  }

  /** e · v. */
  public static Tensor eMulV(Edges edges, Tensor e, Tensor v) {
    return of(edges, MessageOp.MUL, Target.E, e, Target.V, v);
  }

  /** u / v. */
  public static Tensor uDivV(Edges edges, Tensor u, Tensor v) {
    return of(edges, MessageOp.DIV, Target.U, u, Target.V, v);
  }

  /** v / u. */
  public static Tensor vDivU(Edges edges, Tensor v, Tensor u) {
    return of(edges, MessageOp.DIV, Target.V, v, Target.U, u);
  }

  /** u / e. */
  public static Tensor uDivE(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.DIV, Target.U, u, Target.E, e);
  }

  /** e / u. */
  public static Tensor eDivU(Edges edges, Tensor e, Tensor u) {
    return of(edges, MessageOp.DIV, Target.E, e, Target.U, u);
  }

  /** v / e. */
  public static Tensor vDivE(Edges edges, Tensor v, Tensor e) {
    return of(edges, MessageOp.DIV, Target.V, v, Target.E, e);
  }

  /** e / v. */
  public static Tensor eDivV(Edges edges, Tensor e, Tensor v) {
    return of(edges, MessageOp.DIV, Target.E, e, Target.V, v);
  }

  /** Dot of u and v over the last axis, which keeps size 1. */
  public static Tensor uDotV(Edges edges, Tensor u, Tensor v) {
    return of(edges, MessageOp.DOT, Target.U, u, Target.V, v);
  }

  /** Dot of v and u over the last axis, which keeps size 1. */
  public static Tensor vDotU(Edges edges, Tensor v, Tensor u) {
    return of(edges, MessageOp.DOT, Target.V, v, Target.U, u);
  }

  /** Dot of u and e over the last axis, which keeps size 1. */
  public static Tensor uDotE(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.DOT, Target.U, u, Target.E, e);
  }

  /** Dot of e and u over the last axis, which keeps size 1. */
  public static Tensor eDotU(Edges edges, Tensor e, Tensor u) {
    return of(edges, MessageOp.DOT, Target.E, e, Target.U, u);
  }

  /** Dot of v and e over the last axis, which keeps size 1. */
  public static Tensor vDotE(Edges edges, Tensor v, Tensor e) {
    return of(edges, MessageOp.DOT, Target.V, v, Target.E, e);
  }

  /** Dot of e and v over the last axis, which keeps size 1. */
  public static Tensor eDotV(Edges edges, Tensor e, Tensor v) {
    return of(edges, MessageOp.DOT, Target.E, e, Target.V, v);
  }
}

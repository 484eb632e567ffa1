package dev.weft.message;

import dev.weft.kernels.lang.Reduction;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Tensor;

/**
 * Messages of sources and edges, reduced at the destinations: generalised sparse-dense products,
 * DGL's {@code ops.u_mul_e_sum} and its like. Row shapes broadcast by NumPy's rule. A destination
 * without in-edges gets 0 (1 from PROD).
 */
public final class Gspmm {
  private Gspmm() {}

  /**
   * {@code op(u, e)} for every edge, reduced over the in-edges of every destination.
   *
   * @param u rows of the sources
   * @param e rows of the edges
   */
  public static Tensor of(Edges edges, MessageOp op, Reduction how, Tensor u, Tensor e) {
    return edges.reduce(Gsddmm.of(edges, op, Target.U, u, Target.E, e), how);
  }

  /** The rows of the sources, reduced. */
  public static Tensor copyU(Edges edges, Reduction how, Tensor u) {
    return edges.reduce(Target.U.toEdges(edges, u), how);
  }

  /** The rows of the edges, reduced. */
  public static Tensor copyE(Edges edges, Reduction how, Tensor e) {
    return edges.reduce(Target.E.toEdges(edges, e), how);
  }

  /** Sum over in-edges of the source's row. */
  public static Tensor copyUSum(Edges edges, Tensor u) {
    return copyU(edges, Reduction.SUM, u);
  }

  /** Sum over in-edges of the edge's row. */
  public static Tensor copyESum(Edges edges, Tensor e) {
    return copyE(edges, Reduction.SUM, e);
  }

  /** Mean over in-edges of the source's row. */
  public static Tensor copyUMean(Edges edges, Tensor u) {
    return copyU(edges, Reduction.MEAN, u);
  }

  /** Mean over in-edges of the edge's row. */
  public static Tensor copyEMean(Edges edges, Tensor e) {
    return copyE(edges, Reduction.MEAN, e);
  }

  /** Maximum over in-edges of the source's row. */
  public static Tensor copyUMax(Edges edges, Tensor u) {
    return copyU(edges, Reduction.MAX, u);
  }

  /** Maximum over in-edges of the edge's row. */
  public static Tensor copyEMax(Edges edges, Tensor e) {
    return copyE(edges, Reduction.MAX, e);
  }

  /** Minimum over in-edges of the source's row. */
  public static Tensor copyUMin(Edges edges, Tensor u) {
    return copyU(edges, Reduction.MIN, u);
  }

  /** Minimum over in-edges of the edge's row. */
  public static Tensor copyEMin(Edges edges, Tensor e) {
    return copyE(edges, Reduction.MIN, e);
  }

  /** Sum over in-edges of u + e. */
  public static Tensor uAddESum(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.ADD, Reduction.SUM, u, e);
  }

  /** Mean over in-edges of u + e. */
  public static Tensor uAddEMean(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.ADD, Reduction.MEAN, u, e);
  }

  /** Maximum over in-edges of u + e. */
  public static Tensor uAddEMax(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.ADD, Reduction.MAX, u, e);
  }

  /** Minimum over in-edges of u + e. */
  public static Tensor uAddEMin(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.ADD, Reduction.MIN, u, e);
  }

  /** Sum over in-edges of u − e. */
  public static Tensor uSubESum(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.SUB, Reduction.SUM, u, e);
  }

  /** Mean over in-edges of u − e. */
  public static Tensor uSubEMean(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.SUB, Reduction.MEAN, u, e);
  }

  /** Maximum over in-edges of u − e. */
  public static Tensor uSubEMax(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.SUB, Reduction.MAX, u, e);
  }

  /** Minimum over in-edges of u − e. */
  public static Tensor uSubEMin(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.SUB, Reduction.MIN, u, e);
  }

  /** Sum over in-edges of u · e. */
  public static Tensor uMulESum(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.MUL, Reduction.SUM, u, e);
  }

  /** Mean over in-edges of u · e. */
  public static Tensor uMulEMean(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.MUL, Reduction.MEAN, u, e);
  }

  /** Maximum over in-edges of u · e. */
  public static Tensor uMulEMax(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.MUL, Reduction.MAX, u, e);
  }

  /** Minimum over in-edges of u · e. */
  public static Tensor uMulEMin(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.MUL, Reduction.MIN, u, e);
  }

  /** Sum over in-edges of u / e. */
  public static Tensor uDivESum(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.DIV, Reduction.SUM, u, e);
  }

  /** Mean over in-edges of u / e. */
  public static Tensor uDivEMean(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.DIV, Reduction.MEAN, u, e);
  }

  /** Maximum over in-edges of u / e. */
  public static Tensor uDivEMax(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.DIV, Reduction.MAX, u, e);
  }

  /** Minimum over in-edges of u / e. */
  public static Tensor uDivEMin(Edges edges, Tensor u, Tensor e) {
    return of(edges, MessageOp.DIV, Reduction.MIN, u, e);
  }
}

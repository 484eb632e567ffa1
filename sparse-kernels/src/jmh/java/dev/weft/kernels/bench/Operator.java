package dev.weft.kernels.bench;

import java.util.Locale;
import java.util.stream.Stream;

/**
 * What is timed. The first group has DGL's names; the second are message functions that are no pair
 * of built-ins: with {@code gspmm_copy_u}, {@code gspmm_copy_u_max}, {@code gspmm_u_mul_e_sum},
 * {@code gspmm_u_mul_e_heads}, {@code gsddmm_u_dot_v} and {@code gat} they are the ten that exist
 * written by hand, see {@link HandWritten}. Graphs are traversed by in-edges; u is the source's
 * row, v the destination's, e the edge's.
 */
public enum Operator {
  /** Sum of u, [N, F]. */
  GSPMM_COPY_U(Result.NODES),
  /** Mean of u. */
  GSPMM_COPY_U_MEAN(Result.NODES),
  /** Maximum of u, 0 without in-edges. */
  GSPMM_COPY_U_MAX(Result.NODES),
  /** Sum of u times a weight [E, 1]. */
  GSPMM_U_MUL_E_SUM(Result.NODES),
  /** Sum of u [N, H, D] times weights [E, H, 1]. */
  GSPMM_U_MUL_E_HEADS(Result.NODES),
  /** Dot product of u and v, [E, 1]. */
  GSDDMM_U_DOT_V(Result.EDGES),
  /** u + v, [E, F]. */
  GSDDMM_U_ADD_V(Result.WIDE_EDGES),
  /** Softmax of weights [E, H] over in-edges. */
  EDGE_SOFTMAX(Result.EDGE_HEADS),
  /** Softmax of leaky-relu(left[u] + right[v]) [E, H], then the weighted sum of u [N, H, D]. */
  GAT(Result.NODES),
  /** Rows [R, F] in segments, each times its segment's [F, F]. */
  SEGMENT_MM(Result.ROWS),
  /** Rows [R, F], each times the [F, F] that its type names; types are mixed. */
  GATHER_MM(Result.ROWS),
  /** Matrix product of [F, F] and [F, F]. */
  SGEMM(Result.SQUARE),
  /** In-edges of every node from a list of edges. */
  COO_TO_CSC(Result.STRUCTURE),

  /** Sum of relu(u + v). */
  RELU_ADD_SUM(Result.NODES),
  /** Sum of relu(u + e), e [E, F]. */
  RELU_EDGE_SUM(Result.NODES),
  /** Sum of u times sigmoid(u · v). */
  GATED_SUM(Result.NODES),
  /** Maximum of relu(u - v). */
  EDGE_CONV_MAX(Result.NODES);

  /** Where the result is. */
  enum Result {
    /** {@code y}: [N, F]. */
    NODES,
    /** {@code out}: [E, 1]. */
    EDGES,
    /** {@code out}: [E, H]. */
    EDGE_HEADS,
    /** {@code out}: [E, F]. */
    WIDE_EDGES,
    /** {@code c}: [R, F]. */
    ROWS,
    /** {@code c}: [F, F]. */
    SQUARE,
    /** Not numbers but a structure. */
    STRUCTURE
  }

  private final Result result;

  Operator(Result result) {
    this.result = result;
  }

  /** Where the result is. */
  Result result() {
    return result;
  }

  /** Whether it runs over a graph. */
  boolean needsGraph() {
    return this != SEGMENT_MM && this != GATHER_MM && this != SGEMM;
  }

  /** As the table writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The operator of this name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Operator of(String text) {
    return Stream.of(values())
        .filter(o -> o.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + text
                        + "' is no operator; expected one of "
                        + Stream.of(values()).map(Operator::text).toList()
                        + "."));
  }
}

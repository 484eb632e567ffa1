package dev.weft.message;

import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.tensor.Tensor;

/**
 * Operators on consecutive rows, DGL's {@code segment_reduce}, {@code segment_softmax}, {@code
 * segment_mm} and {@code gather_mm}. To use the same segments again, keep a {@link Groups}.
 */
public final class Segments {
  private Segments() {}

  /** Segments reduced to one row each; 0 (1 from PROD) for an empty segment. */
  public static Tensor reduce(Tensor x, Reduction how, int... lengths) {
    return Groups.ofLengths(lengths).reduce(x, how);
  }

  /** Softmax within each segment. */
  public static Tensor softmax(Tensor x, int... lengths) {
    return Groups.ofLengths(lengths).softmax(x);
  }

  /**
   * The rows of segment i times w[i].
   *
   * @param x rows of shape [in]
   * @param w a constant [segments, in, out], or one row [in, out] for each segment
   */
  public static Tensor matmul(Tensor x, Tensor w, int... lengths) {
    return Groups.ofLengths(lengths).matmul(x, w);
  }

  /**
   * Row i times {@code w[index[i]]}.
   *
   * @param x rows of shape [in]
   * @param w a constant [types, in, out], or one row [in, out] for each type
   */
  public static Tensor gatherMatmul(Tensor x, Tensor w, int... index) {
    long types = w.space() == Space.ONE ? w.shape().dim(0) : w.space().size();
    return Groups.ofIndex(x.space(), NodeSet.of("type", types), index).matmul(x, w);
  }
}

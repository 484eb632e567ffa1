package dev.weft.tensor;

import dev.weft.graph.Column;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.Space;
import dev.weft.graph.SparseColumn;

/**
 * What a layer takes: a dense {@link Tensor}, or a {@link SparseTensor} that offers only what keeps
 * it sparse.
 */
public sealed interface Features permits Tensor, SparseTensor {
  /** A column in place, in its own layout. */
  static Features of(Column column) {
    return switch (column) {
      case DenseColumn dense -> Tensor.of(dense);
      case SparseColumn sparse -> SparseTensor.of(sparse);
    };
  }

  /** What the rows are. */
  Space space();

  /** Size of the last axis: number of features. */
  int width();

  /** Product with a constant w [width, n]. */
  Tensor matmul(Tensor w);

  /**
   * Each element kept with probability 1 − p and divided by it; p = 0 gives the features
   * themselves.
   */
  Features dropout(double p, Seed seed);

  /** As a dense tensor, zeros stored. */
  Tensor toDense();
}

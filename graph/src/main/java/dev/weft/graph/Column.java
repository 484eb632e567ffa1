package dev.weft.graph;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;

/**
 * A feature, label or mask of every row of a space: typed, numeric, in place. This is how graph and
 * datasets hand data to tensors. Text columns are read from the graph's frame by name and have no
 * Column.
 */
public sealed interface Column permits DenseColumn, SparseColumn {
  /** Name in the frame, for messages. */
  String name();

  /** What the rows are. */
  Space space();

  /** Type of the stored elements. */
  DType dtype();

  /** Shape of one row; [] for labels and masks. */
  Shape shape();
}

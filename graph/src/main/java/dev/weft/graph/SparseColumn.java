package dev.weft.graph;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;

/**
 * A {@link Column} of mostly zero rows, such as a bag of words: a relation from rows to feature
 * columns with the non-zero values on its edges.
 *
 * @param name name in the frame
 * @param entries from the rows (sources) to the feature columns (destinations)
 * @param values the value of every entry, row shape []
 */
public record SparseColumn(String name, EdgeList entries, DenseColumn values) implements Column {
  /** Checks that there is one scalar value for each entry. */
  public SparseColumn {
    if (values.space().size() != entries.size() || values.shape().rank() != 0) {
      throw new IllegalArgumentException(
          "SparseColumn "
              + name
              + ": values have "
              + values.space().size()
              + " rows of shape "
              + values.shape()
              + "; expected "
              + entries.size()
              + " rows of shape [], one for each entry.");
    }
  }

  @Override
  public NodeSet space() {
    return entries.src();
  }

  @Override
  public DType dtype() {
    return values.dtype();
  }

  @Override
  public Shape shape() {
    return Shape.of(Math.toIntExact(entries.dst().size()));
  }
}

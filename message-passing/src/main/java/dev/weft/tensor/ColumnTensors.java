package dev.weft.tensor;

import dev.weft.graph.Column;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.SparseColumn;
import dev.weft.kernels.memory.HostStorage;
import java.util.List;

/** Columns as tensors. */
final class ColumnTensors {
  private ColumnTensors() {}

  static Tensor wrap(Column column) {
    return switch (column) {
      case DenseColumn dense -> wrap(dense);
      case SparseColumn sparse -> SparseTensor.of(sparse).toDense();
    };
  }

  private static Tensor wrap(DenseColumn column) {
    List<HostStorage> chunks = column.chunks();
    if (chunks.size() != 1) {
      throw new IllegalArgumentException(
          "Tensor.of(column "
              + column.name()
              + "): it has "
              + chunks.size()
              + " chunks; expected 1. Take a subgraph or a batch of its rows.");
    }
    return Tensor.of(Value.of(chunks.getFirst(), column), column.space(), column.shape());
  }
}

package dev.weft.graph;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Shape;
import java.util.List;

/** A dense column whose rows are in memory already. */
record StoredColumn(String name, Space space, DType dtype, Shape shape, List<HostStorage> chunks)
    implements DenseColumn {
  StoredColumn {
    chunks = List.copyOf(chunks);
    long rows = 0;
    for (HostStorage chunk : chunks) {
      if (chunk.dtype() != dtype || chunk.width() != shape.width()) {
        throw new IllegalArgumentException(
            "Column "
                + name
                + ": a chunk holds "
                + chunk.dtype()
                + " rows of width "
                + chunk.width()
                + "; expected "
                + dtype
                + shape
                + ".");
      }
      rows += chunk.rows();
    }
    Columns.checkRows(name, space, rows);
  }

  @Override
  public String toString() {
    return Columns.describe(this);
  }
}

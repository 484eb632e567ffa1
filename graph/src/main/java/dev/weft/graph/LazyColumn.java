package dev.weft.graph;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.parallel.Once;
import java.util.List;
import java.util.function.Supplier;

/**
 * A dense column whose rows are copied or unpacked when they are first read, then kept. Features of
 * a subgraph that nobody reads cost nothing.
 */
final class LazyColumn implements DenseColumn {
  private final String name;
  private final Space space;
  private final DType dtype;
  private final Shape shape;
  private final Once<List<HostStorage>> chunks;

  LazyColumn(
      String name, Space space, DType dtype, Shape shape, Supplier<List<HostStorage>> chunks) {
    this(name, space, dtype, shape, new Once<>(chunks));
  }

  private LazyColumn(
      String name, Space space, DType dtype, Shape shape, Once<List<HostStorage>> chunks) {
    this.name = name;
    this.space = space;
    this.dtype = dtype;
    this.shape = shape;
    this.chunks = chunks;
  }

  /** The same rows under another name; they are still made only once. */
  LazyColumn as(String newName, Space newSpace) {
    return new LazyColumn(newName, newSpace, dtype, shape, chunks);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Space space() {
    return space;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public List<HostStorage> chunks() {
    return chunks.get();
  }

  @Override
  public String toString() {
    return Columns.describe(this);
  }
}

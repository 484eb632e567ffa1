package dev.weft.tensor;

import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Storage;
import java.util.Objects;

/**
 * Data of a leaf tensor: rows in memory and whoever keeps that memory alive. What was computed or
 * copied owns its memory: {@link #close} frees it at once, the garbage collector some time after it
 * was dropped.
 */
public final class Value implements AutoCloseable {
  private final Storage storage;
  private final Object owner;

  private Value(Storage storage, Object owner) {
    this.storage = storage;
    this.owner = Objects.requireNonNull(owner);
  }

  /** Rows that stay valid as long as {@code owner} is reachable and not closed. */
  public static Value of(Storage storage, Object owner) {
    return new Value(storage, owner);
  }

  /** A copy of these elements, row-major, as FLOAT64. */
  public static Value copyOf(double[] elements, long rows, int width) {
    return Values.copyOf(elements, rows, width);
  }

  /** A copy of these elements, row-major, as FLOAT32. */
  public static Value copyOf(float[] elements, long rows, int width) {
    return Values.copyOf(elements, rows, width);
  }

  /** A copy of these elements, row-major, as INT32. */
  public static Value copyOf(int[] elements, long rows, int width) {
    return Values.copyOf(elements, rows, width);
  }

  /** A copy of these elements, row-major, each rounded to a type. */
  public static Value copyOf(double[] elements, long rows, int width, DType dtype) {
    return Values.copyOf(elements, rows, width, dtype);
  }

  /** All elements, row-major, as double; exact for every type but large INT64. */
  public double[] doubles() {
    return Values.toDoubles(this);
  }

  /** The rows. */
  public Storage storage() {
    return storage;
  }

  /** Keeps the memory alive: a block, a graph, an INDArray. */
  public Object owner() {
    return owner;
  }

  /**
   * Keeps the memory until {@link #unpin}, for evaluators: a value that is closed while a program
   * reads it is freed after that.
   *
   * @throws IllegalStateException when it is closed
   */
  public void pin() {
    if (owner instanceof Block block) {
      block.pin();
    }
  }

  /** Ends what {@link #pin} began. */
  public void unpin() {
    if (owner instanceof Block block) {
      block.unpin();
    }
  }

  /**
   * Frees memory that was computed or copied for this value, after the last program that reads it;
   * expressions that start from it can no longer be evaluated. Data in place (columns, arrays of
   * other libraries) and parameters stay as they are. A second call does nothing.
   */
  @Override
  public void close() {
    if (owner instanceof Block block) {
      block.close();
    }
  }
}

package dev.weft.tensor;

import dev.weft.graph.Column;
import dev.weft.kernels.memory.Allocation;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostMemory;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Storage;
import java.lang.ref.Reference;
import java.util.Objects;

/**
 * Data of a leaf tensor: rows in memory and whoever keeps that memory alive. What was computed or
 * copied owns its memory: {@link #close} frees it at once, the garbage collector some time after it
 * was dropped.
 *
 * <p>Rows lie where they were made, in this process or on a device. They are copied when they are
 * first wanted elsewhere, and the copy is kept: features go to a GPU once, and what a GPU computed
 * comes back when somebody looks at it.
 */
public final class Value implements AutoCloseable {
  /** What may happen to the rows after a program has read them. */
  private enum Content {
    FIXED,
    /** Others may write them between runs. */
    SHARED
  }

  private final Storage storage;
  private final Object owner;
  private final BackendMemory memory;
  private final Content content;
  private HostStorage fetched;

  private Value(Storage storage, Object owner, BackendMemory memory, Content content) {
    this.storage = storage;
    this.owner = Objects.requireNonNull(owner);
    this.memory = memory;
    this.content = content;
  }

  /** Rows that stay valid and the same as long as {@code owner} is reachable and not closed. */
  public static Value of(HostStorage storage, Object owner) {
    return new Value(storage, owner, HostMemory.get(), Content.FIXED);
  }

  /** The same of rows in a backend's memory. */
  public static Value of(Storage storage, Object owner, BackendMemory memory) {
    return new Value(storage, owner, memory, Content.FIXED);
  }

  /** Rows in memory that others may write: every run reads what is there by then. */
  public static Value shared(HostStorage storage, Object owner) {
    return new Value(storage, owner, HostMemory.get(), Content.SHARED);
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

  /** All elements, row-major, rounded to float; exact for the types of floats up to 32 bits. */
  public float[] floats() {
    return Values.toFloats(this);
  }

  /**
   * One element, as double.
   *
   * @throws IndexOutOfBoundsException when there is no such row or lane
   */
  public double get(long row, int lane) {
    Objects.checkIndex(row, rows());
    Objects.checkIndex(lane, width());
    double element = Values.get(storage(), row, lane);
    Reference.reachabilityFence(this);
    return element;
  }

  /**
   * The rows in this process's memory; those of a device are fetched by the first call, which waits
   * for it.
   */
  public synchronized HostStorage storage() {
    if (storage instanceof HostStorage host) {
      return host;
    }
    if (fetched == null) {
      HostStorage here = HostMemory.like(storage);
      memory.copy(storage, here);
      fetched = here;
    }
    return fetched;
  }

  /** The rows where kernels with this memory read them. */
  public Storage storage(BackendMemory wanted) {
    if (wanted == memory) {
      return storage;
    }
    if (content == Content.SHARED) {
      return wanted.current(storage());
    }
    // A column makes a value whenever a layer takes it; its rows are the same.
    return wanted.resident(owner instanceof Column ? owner : this, storage());
  }

  /** Type of the elements. */
  public DType dtype() {
    return storage.dtype();
  }

  /** Number of rows. */
  public long rows() {
    return storage.rows();
  }

  /** Elements of a row. */
  public int width() {
    return storage.width();
  }

  /** Elements from one row's start to the next. */
  public long rowStride() {
    return storage.rowStride();
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
    if (owner instanceof Allocation block) {
      block.pin();
    }
  }

  /** Ends what {@link #pin} began. */
  public void unpin() {
    if (owner instanceof Allocation block) {
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
    if (owner instanceof Allocation block) {
      block.close();
    }
  }
}

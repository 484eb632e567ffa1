package dev.weft.graph;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes and reads {@link Column}s. Factories copy arrays to native memory; {@link #over} takes
 * memory as it is. The space may be {@link Space.Rows}: a graph gives the column its own space when
 * it takes it.
 */
public final class Columns {
  private Columns() {}

  /** One float per row: row shape [], float32. */
  public static DenseColumn of(String name, Space space, float... values) {
    return of(name, space, values, Shape.SCALAR);
  }

  /**
   * Rows of the given shape, one after the other, float32.
   *
   * @throws IllegalArgumentException when {@code flat} has not rows × width values
   */
  public static DenseColumn of(String name, Space space, float[] flat, Shape shape) {
    checkLength(name, space, flat.length, shape);
    MemorySegment memory = OffHeap.allocate(4L * flat.length);
    MemorySegment.copy(flat, 0, memory, ValueLayout.JAVA_FLOAT, 0, flat.length);
    return over(name, space, DType.FLOAT32, shape, memory);
  }

  /**
   * One array per row: row shape [width], float32. Without rows the width is 0.
   *
   * @throws IllegalArgumentException when the arrays differ in length
   */
  public static DenseColumn of(String name, Space space, float[][] rows) {
    checkRows(name, space, rows.length);
    int width = rows.length == 0 ? 0 : rows[0].length;
    MemorySegment memory = OffHeap.allocate(Math.multiplyExact(4L * rows.length, width));
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != width) {
        throw new IllegalArgumentException(
            "Column "
                + name
                + ": row "
                + i
                + " has "
                + rows[i].length
                + " values; expected "
                + width
                + " as in row 0.");
      }
      MemorySegment.copy(rows[i], 0, memory, ValueLayout.JAVA_FLOAT, 4L * i * width, width);
    }
    return over(name, space, DType.FLOAT32, Shape.of(width), memory);
  }

  /** One int per row: row shape [], int32. */
  public static DenseColumn of(String name, Space space, int... values) {
    return of(name, space, values, Shape.SCALAR);
  }

  /**
   * Rows of the given shape, one after the other, int32.
   *
   * @throws IllegalArgumentException when {@code flat} has not rows × width values
   */
  public static DenseColumn of(String name, Space space, int[] flat, Shape shape) {
    checkLength(name, space, flat.length, shape);
    MemorySegment memory = OffHeap.allocate(4L * flat.length);
    MemorySegment.copy(flat, 0, memory, ValueLayout.JAVA_INT, 0, flat.length);
    return over(name, space, DType.INT32, shape, memory);
  }

  /** One long per row: row shape [], int64. */
  public static DenseColumn of(String name, Space space, long... values) {
    checkRows(name, space, values.length);
    MemorySegment memory = OffHeap.allocate(8L * values.length);
    MemorySegment.copy(values, 0, memory, ValueLayout.JAVA_LONG, 0, values.length);
    return over(name, space, DType.INT64, Shape.SCALAR, memory);
  }

  /**
   * Rows of the given shape, one after the other, float64.
   *
   * @throws IllegalArgumentException when {@code flat} has not rows × width values
   */
  public static DenseColumn of(String name, Space space, double[] flat, Shape shape) {
    checkLength(name, space, flat.length, shape);
    MemorySegment memory = OffHeap.allocate(8L * flat.length);
    MemorySegment.copy(flat, 0, memory, ValueLayout.JAVA_DOUBLE, 0, flat.length);
    return over(name, space, DType.FLOAT64, shape, memory);
  }

  /** One boolean per row: row shape [], bool as bytes of 0 or 1. */
  public static DenseColumn of(String name, Space space, boolean... values) {
    checkRows(name, space, values.length);
    MemorySegment memory = OffHeap.allocate(values.length);
    for (int i = 0; i < values.length; i++) {
      memory.set(ValueLayout.JAVA_BYTE, i, (byte) (values[i] ? 1 : 0));
    }
    return over(name, space, DType.BOOL, Shape.SCALAR, memory);
  }

  /**
   * Rows of the given shape in any type, one after the other. Integers are cut, booleans are true
   * for anything but 0, float16 and bfloat16 are rounded to the nearest.
   *
   * @throws IllegalArgumentException when {@code flat} has not rows × width values
   */
  public static DenseColumn of(String name, Space space, DType dtype, Shape shape, double[] flat) {
    checkLength(name, space, flat.length, shape);
    return over(name, space, dtype, shape, DenseRows.write(dtype, flat));
  }

  /**
   * One scalar per non-zero: entry {@code i} is at row {@code entries.rowOf(i)}, column {@code
   * entries.colOf(i)}, float32.
   *
   * @param entries rows are the nodes, columns the features
   * @throws IllegalArgumentException when sizes do not agree
   */
  public static SparseColumn sparse(String name, NodeSet nodes, Coo entries, float... values) {
    EdgeList list =
        EdgeList.of(name, nodes, NodeSet.of(name + " columns", entries.cols()), entries);
    return new SparseColumn(name, list, of(name, list, values));
  }

  /** A column whose rows are made when they are first read, then kept. */
  public static DenseColumn deferred(
      String name, Space space, DType dtype, Shape shape, Supplier<DenseColumn> rows) {
    return new LazyColumn(
        name,
        space,
        dtype,
        shape,
        () -> new StoredColumn(name, space, dtype, shape, rows.get().chunks()).chunks());
  }

  /** Ids as a column of row shape [], int32, without copying. */
  public static DenseColumn of(String name, Space space, Ids ids) {
    checkRows(name, space, ids.size());
    return over(name, space, DType.INT32, Shape.SCALAR, ids.segment());
  }

  /**
   * Rows that stand in native memory one after the other, without copying. The column keeps the
   * segment reachable.
   *
   * @throws IllegalArgumentException when the memory is too small or on the heap
   */
  public static DenseColumn over(
      String name, Space space, DType dtype, Shape shape, MemorySegment memory) {
    return new StoredColumn(
        name, space, dtype, shape, DenseRows.chunks(memory, dtype, shape.width(), space.size()));
  }

  /**
   * Rows in the given storages, in order, without copying.
   *
   * @throws IllegalArgumentException when the chunks do not hold one row of the shape for each row
   *     of the space
   */
  public static DenseColumn over(String name, Space space, Shape shape, List<HostStorage> chunks) {
    DType dtype = chunks.isEmpty() ? DType.FLOAT32 : chunks.getFirst().dtype();
    return new StoredColumn(name, space, dtype, shape, chunks);
  }

  /**
   * The same values under another name, for another space of the same size. O(1).
   *
   * @throws IllegalArgumentException when the sizes differ
   */
  public static Column as(Column column, String name, Space space) {
    if (column.name().equals(name) && column.space() == space) {
      return column;
    }
    checkRows(name, space, column.space().size());
    return switch (column) {
      case SparseColumn sparse -> SparseRows.as(sparse, name, space);
      case CategoryColumn c ->
          new CategoryColumn((DenseColumn) as(c.codes(), name, space), c.categories());
      case LazyColumn lazy -> lazy.as(name, space);
      case DenseColumn dense ->
          new StoredColumn(name, space, dense.dtype(), dense.shape(), dense.chunks());
    };
  }

  /**
   * The rows of a column at the given positions, copied when they are first read.
   *
   * @param space what the new rows are; as many as positions
   * @param positions rows of {@code column}, each in range
   */
  public static Column gather(Column column, Space space, Ids positions) {
    return switch (column) {
      case SparseColumn sparse -> SparseRows.gather(sparse, space, positions);
      case CategoryColumn c ->
          new CategoryColumn((DenseColumn) gather(c.codes(), space, positions), c.categories());
      case DenseColumn dense ->
          new LazyColumn(
              dense.name(),
              space,
              dense.dtype(),
              dense.shape(),
              () -> DenseRows.gather(dense, positions));
    };
  }

  /**
   * The rows of several columns, one column after the other, copied when they are first read.
   *
   * @throws IllegalArgumentException when types or row shapes differ
   */
  public static Column concat(List<Column> columns, Space space) {
    return Concat.of(columns, space);
  }

  /** All values in row order as floats, a sparse column with its zeros: rows × width values. */
  public static float[] floats(Column column) {
    double[] wide = doubles(column);
    float[] out = new float[wide.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) wide[i];
    }
    return out;
  }

  /** All values in row order as doubles, a sparse column with its zeros: rows × width values. */
  public static double[] doubles(Column column) {
    return switch (column) {
      case SparseColumn sparse -> SparseRows.doubles(sparse);
      case DenseColumn dense -> DenseRows.doubles(dense);
    };
  }

  /**
   * All values of an integer column in row order.
   *
   * @throws IllegalArgumentException when the type is a floating one
   * @throws ArithmeticException when a value does not fit 32 bits
   */
  public static int[] ints(DenseColumn column) {
    return DenseRows.ints(column);
  }

  /**
   * All values of a bool or integer column in row order; anything but 0 is true.
   *
   * @throws IllegalArgumentException when the type is a floating one
   */
  public static boolean[] booleans(DenseColumn column) {
    int[] values = ints(column);
    boolean[] out = new boolean[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i] != 0;
    }
    return out;
  }

  /** Name, type, row shape and space of a column in a few words. */
  public static String describe(Column column) {
    return column.name()
        + ": "
        + column.dtype()
        + column.shape()
        + (column instanceof SparseColumn ? " sparse" : "")
        + " over "
        + column.space();
  }

  static void checkRows(String name, Space space, long rows) {
    if (rows != space.size()) {
      throw new IllegalArgumentException(
          "Column "
              + name
              + ": "
              + rows
              + " rows; expected "
              + space.size()
              + ", one for each of "
              + space
              + ".");
    }
  }

  private static void checkLength(String name, Space space, long length, Shape shape) {
    long expected = Math.multiplyExact(space.size(), (long) shape.width());
    if (length != expected) {
      throw new IllegalArgumentException(
          "Column "
              + name
              + ": "
              + length
              + " values; expected "
              + expected
              + ", "
              + shape.width()
              + " for each of "
              + space
              + " (row shape "
              + shape
              + ").");
    }
  }
}

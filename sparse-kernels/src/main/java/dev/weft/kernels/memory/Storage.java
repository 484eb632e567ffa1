package dev.weft.kernels.memory;

/**
 * Rows of elements in memory: the only form in which data crosses module borders. Element {@code j}
 * of row {@code i} is at element position {@code i * rowStride + j}. Lanes between {@code width}
 * and {@code rowStride} are padding with unspecified content.
 */
public sealed interface Storage permits HostStorage, DeviceStorage {
  /** Type of the elements. */
  DType dtype();

  /** Number of rows. */
  long rows();

  /** Elements used in each row. */
  int width();

  /** Elements from one row's start to the next; at least {@code width}. */
  long rowStride();

  /** Bytes from the first row's start to the last row's end, padding included. */
  default long bytes() {
    return Math.multiplyExact(Math.multiplyExact(rows(), rowStride()), dtype().bytes());
  }

  /**
   * These rows, which lie in this process's memory.
   *
   * @throws IllegalStateException when they lie in a device's
   */
  HostStorage host();

  /** The same memory, read as other rows from the first element on. */
  Storage as(DType type, long newRows, int newWidth, long newStride);

  /**
   * Bytes from the first row's start to the last element.
   *
   * @throws IllegalArgumentException when a size is negative or rows overlap
   */
  static long span(DType dtype, long rows, int width, long rowStride) {
    if (rows < 0 || width < 0 || rowStride < width) {
      throw new IllegalArgumentException(
          "Storage: rows="
              + rows
              + ", width="
              + width
              + ", rowStride="
              + rowStride
              + "; expected rows, width >= 0 and rowStride >= width.");
    }
    long elements = rows == 0 ? 0 : Math.addExact(Math.multiplyExact(rows - 1, rowStride), width);
    return Math.multiplyExact(elements, dtype.bytes());
  }
}

package dev.weft.kernels.memory;

/**
 * Rows of elements in memory: the only form in which data crosses module borders. Element {@code j}
 * of row {@code i} is at element position {@code i * rowStride + j}. Lanes between {@code width}
 * and {@code rowStride} are padding with unspecified content.
 */
public sealed interface Storage permits HostStorage {
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
}

package dev.weft.kernels.dense;

/**
 * One float32 product on one thread, by addresses: {@code c = op(a) · op(b)} with op(a) [m, k],
 * op(b) [k, n], c [m, n]; the leading dimension is the row stride in elements. All sizes are
 * positive. The result depends on the operands only.
 */
public interface Gemm {
  /** Whether an operand is stored as it is used or transposed. */
  enum Order {
    PLAIN,
    TRANSPOSED
  }

  /** A matrix in memory: address of its first element, row stride, and how it is stored. */
  record Matrix(long address, long stride, Order order) {
    /** From a row of what is stored on. */
    Matrix from(long row) {
      return new Matrix(address + 4 * row * stride, stride, order);
    }
  }

  /** Overwrites {@code c}. */
  void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c);

  /** One line for logs and {@code explain()}. */
  String describe();
}

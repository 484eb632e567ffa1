package dev.weft.kernels.backend.tile;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.weft.kernels.memory.Native;
import dev.weft.kernels.memory.Workspace;
import dev.weft.kernels.memory.Workspaces;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The matrices that all rows of a launch are multiplied by, as {@link Lanes#matmul} wants them:
 * plain, with whole vectors of columns, and panel after panel. Others are copied once for the
 * launch. A panel of 100 rows is 25 KiB, which a first-level cache holds.
 */
public final class Matrices implements AutoCloseable {
  /** Columns of a panel. */
  public static final int PANEL = 64;

  /**
   * A matrix of the kernel.
   *
   * @param operand whose row it is
   * @param transposed whether it stands there as [n, k]
   * @param k rows
   * @param n columns
   */
  record Matrix(int operand, boolean transposed, int k, int n) {
    /** Columns with those that fill up the last vector, as in the register of the product. */
    int columns() {
      return Registers.stride(n);
    }

    long elements() {
      return (long) k * n;
    }

    private boolean isReady() {
      return !transposed && columns() == n && n <= PANEL;
    }
  }

  private final long[] addresses;
  private final List<Workspace> copies = new ArrayList<>();

  Matrices(List<Matrix> matrices, List<Source> operands) {
    addresses = new long[matrices.size()];
    for (int i = 0; i < addresses.length; i++) {
      Matrix matrix = matrices.get(i);
      long from = operands.get(matrix.operand()).address();
      addresses[i] = matrix.isReady() ? from : copy(matrix, from);
    }
  }

  /** Where a matrix stands. */
  long address(int number) {
    return addresses[number];
  }

  private long copy(Matrix matrix, long from) {
    int columns = matrix.columns();
    long bytes = Math.multiplyExact(4L * matrix.k(), columns);
    Workspace copy = Workspaces.lease(bytes);
    copies.add(copy);
    long to = copy.slice(0, bytes).address();
    for (int first = 0; first < columns; first += PANEL) {
      int width = Math.min(PANEL, columns - first);
      int used = Math.min(width, matrix.n() - first);
      for (int i = 0; i < matrix.k(); i++) {
        long row = to + 4L * (matrix.k() * first + i * width);
        if (matrix.transposed()) {
          turn(from + 4L * (first * matrix.k() + i), 4L * matrix.k(), row, used);
        } else {
          long start = from + 4L * (i * matrix.n() + first);
          MemorySegment.copy(Native.ALL, start, Native.ALL, row, 4L * used);
        }
        Native.ALL.asSlice(row + 4L * used, 4L * (width - used)).fill((byte) 0);
      }
    }
    return to;
  }

  /** A column becomes a row. */
  private static void turn(long from, long step, long to, int count) {
    for (int j = 0; j < count; j++) {
      float x = Native.ALL.get(JAVA_FLOAT_UNALIGNED, (from + j * step) & Native.MASK);
      Native.ALL.set(JAVA_FLOAT_UNALIGNED, (to + 4L * j) & Native.MASK, x);
    }
  }

  @Override
  public void close() {
    copies.forEach(Workspace::close);
  }
}

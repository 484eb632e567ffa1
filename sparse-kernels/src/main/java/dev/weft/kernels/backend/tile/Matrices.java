package dev.weft.kernels.backend.tile;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.weft.kernels.memory.Native;
import dev.weft.kernels.memory.Workspace;
import dev.weft.kernels.memory.Workspaces;
import java.util.List;

/**
 * The matrices that all rows of a launch are multiplied by, copied once for the launch as {@link
 * Lanes#matmul} wants them: plain, with whole vectors of columns, and panel after panel. A panel of
 * 100 rows is 25 KiB: as part of longer rows it met half of the sets of a first-level cache, and
 * drove itself out.
 */
public final class Matrices implements AutoCloseable {
  /** Rows of a result that {@link Lanes#outerSum} has at least. */
  static final int LEAST_ROWS = 8;

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
  }

  private final Workspace[] copies;

  Matrices(List<Matrix> matrices, List<Source> operands) {
    copies = new Workspace[matrices.size()];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = copy(matrices.get(i), operands.get(matrices.get(i).operand()));
    }
  }

  /** Where a matrix stands. */
  long address(int number) {
    return copies[number].slice(0, copies[number].bytes()).address();
  }

  private static Workspace copy(Matrix matrix, Source operand) {
    int columns = matrix.columns();
    Workspace copy = Workspaces.lease(Math.multiplyExact(4L * matrix.k(), columns));
    long to = copy.slice(0, copy.bytes()).address();
    long right = 4L * (matrix.transposed() ? matrix.k() : 1);
    long down = 4L * (matrix.transposed() ? 1 : matrix.n());
    for (int first = 0; first < columns; first += PANEL) {
      int last = Math.min(first + PANEL, columns);
      for (int i = 0; i < matrix.k(); i++) {
        long from = operand.address() + i * down;
        for (int j = first; j < last; j++, to += 4) {
          set(to, j < matrix.n() ? get(from + j * right) : 0);
        }
      }
    }
    return copy;
  }

  private static float get(long address) {
    return Native.ALL.get(JAVA_FLOAT_UNALIGNED, address & Native.MASK);
  }

  private static void set(long address, float value) {
    Native.ALL.set(JAVA_FLOAT_UNALIGNED, address & Native.MASK, value);
  }

  @Override
  public void close() {
    for (Workspace copy : copies) {
      copy.close();
    }
  }
}

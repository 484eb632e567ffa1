package dev.weft.kernels.dense;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.weft.kernels.memory.Native;

/**
 * A product in plain Java. Blocks of B are packed into an array that stays in the second-level
 * cache, four rows of A go through it at once, and the inner loop over a row of B is one that the
 * compiler turns into vector code. Every element is summed in the order of k by fma.
 */
final class JavaGemm implements Gemm {
  private static final int BLOCK_K = 256;
  private static final int BLOCK_N = 256;
  private static final int ROWS = 4;

  @Override
  public void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    int kc = Math.min(k, BLOCK_K);
    int nc = Math.min(n, BLOCK_N);
    Tile tile = new Tile(new float[ROWS * kc], new float[kc * nc], new float[ROWS][nc]);
    for (int j = 0; j < n; j += nc) {
      for (int l = 0; l < k; l += kc) {
        tile.widths(Math.min(nc, n - j), Math.min(kc, k - l));
        tile.packB(b, l, j);
        for (int i = 0; i < m; i += ROWS) {
          tile.rows(i, Math.min(ROWS, m - i), a, l);
          tile.update(c, i, Math.min(ROWS, m - i), j, l == 0);
        }
      }
    }
  }

  @Override
  public String describe() {
    return "portable Java";
  }

  /** The packed operands and the sums of four rows. */
  private static final class Tile {
    private final float[] a;
    private final float[] b;
    private final float[][] sums;
    private int n;
    private int k;

    Tile(float[] a, float[] b, float[][] sums) {
      this.a = a;
      this.b = b;
      this.sums = sums;
    }

    void widths(int n, int k) {
      this.n = n;
      this.k = k;
    }

    void packB(Matrix from, int l0, int j0) {
      for (int l = 0; l < k; l++) {
        for (int j = 0; j < n; j++) {
          b[l * n + j] = load(from, l0 + l, j0 + j);
        }
      }
    }

    void rows(int i0, int count, Matrix from, int l0) {
      for (int l = 0; l < k; l++) {
        for (int i = 0; i < ROWS; i++) {
          a[l * ROWS + i] = i < count ? load(from, i0 + i, l0 + l) : 0;
        }
      }
    }

    void update(Matrix c, int i0, int count, int j0, boolean first) {
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < n; j++) {
          sums[i][j] = first ? 0 : load(c, i0 + i, j0 + j);
        }
      }
      for (int l = 0; l < k; l++) {
        accumulate(l, sums[0], sums[1], sums[2], sums[3]);
      }
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < n; j++) {
          store(c, i0 + i, j0 + j, sums[i][j]);
        }
      }
    }

    private void accumulate(int l, float[] s0, float[] s1, float[] s2, float[] s3) {
      float a0 = a[l * ROWS];
      float a1 = a[l * ROWS + 1];
      float a2 = a[l * ROWS + 2];
      float a3 = a[l * ROWS + 3];
      int at = l * n;
      for (int j = 0; j < n; j++) {
        float value = b[at + j];
        s0[j] = Math.fma(a0, value, s0[j]);
        s1[j] = Math.fma(a1, value, s1[j]);
        s2[j] = Math.fma(a2, value, s2[j]);
        s3[j] = Math.fma(a3, value, s3[j]);
      }
    }
  }

  private static float load(Matrix matrix, long row, long col) {
    return Native.ALL.get(JAVA_FLOAT_UNALIGNED, address(matrix, row, col) & Native.MASK);
  }

  private static void store(Matrix matrix, long row, long col, float value) {
    Native.ALL.set(JAVA_FLOAT_UNALIGNED, address(matrix, row, col) & Native.MASK, value);
  }

  private static long address(Matrix matrix, long row, long col) {
    return switch (matrix.order()) {
      case PLAIN -> matrix.address() + 4 * (row * matrix.stride() + col);
      case TRANSPOSED -> matrix.address() + 4 * (col * matrix.stride() + row);
    };
  }
}

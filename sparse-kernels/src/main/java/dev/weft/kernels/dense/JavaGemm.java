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
  private static final int STEPS = 4;

  @Override
  public void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    int kc = Math.min(k, BLOCK_K);
    int nc = Math.min(n, BLOCK_N);
    Tile tile = new Tile(new float[ROWS * kc], new float[kc][nc], new float[ROWS][nc]);
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
    private final float[][] b;
    private final float[][] sums;
    private int n;
    private int k;

    Tile(float[] a, float[][] b, float[][] sums) {
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
          b[l][j] = load(from, l0 + l, j0 + j);
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
      int l = 0;
      for (; l + STEPS <= k; l += STEPS) {
        accumulate(l, 0, sums[0], sums[1]);
        accumulate(l, 2, sums[2], sums[3]);
      }
      for (; l < k; l++) {
        for (int i = 0; i < count; i++) {
          accumulate(a[l * ROWS + i], b[l], sums[i]);
        }
      }
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < n; j++) {
          store(c, i0 + i, j0 + j, sums[i][j]);
        }
      }
    }

    /** Two rows, four steps of k one after the other, so that sums are loaded and stored once. */
    private void accumulate(int l, int i, float[] s, float[] t) {
      int at = l * ROWS + i;
      float s0 = a[at];
      float t0 = a[at + 1];
      float s1 = a[at + ROWS];
      float t1 = a[at + ROWS + 1];
      float s2 = a[at + 2 * ROWS];
      float t2 = a[at + 2 * ROWS + 1];
      float s3 = a[at + 3 * ROWS];
      float t3 = a[at + 3 * ROWS + 1];
      float[] b0 = b[l];
      float[] b1 = b[l + 1];
      float[] b2 = b[l + 2];
      float[] b3 = b[l + 3];
      for (int j = 0; j < n; j++) {
        float x = Math.fma(s1, b1[j], Math.fma(s0, b0[j], s[j]));
        s[j] = Math.fma(s3, b3[j], Math.fma(s2, b2[j], x));
        float y = Math.fma(t1, b1[j], Math.fma(t0, b0[j], t[j]));
        t[j] = Math.fma(t3, b3[j], Math.fma(t2, b2[j], y));
      }
    }

    private void accumulate(float factor, float[] row, float[] s) {
      for (int j = 0; j < n; j++) {
        s[j] = Math.fma(factor, row[j], s[j]);
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

package dev.weft.kernels.dense;

import dev.weft.kernels.dense.Gemm.Matrix;
import dev.weft.kernels.dense.Gemm.Order;
import dev.weft.kernels.dense.NarrowGemm.Ahead;
import dev.weft.kernels.dense.NarrowGemm.Blocks;
import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.Memory;

/** Runs vector code for products on made-up numbers until the JIT compiler has it. */
final class GemmRehearsal {
  private static final int ROWS = 40;
  private static final int STEPS = 64;

  /** Widths of one to four vectors of 16, each a code of its own, and one that ends within. */
  private static final int[] WIDTHS = {16, 32, 48, 64, 24};

  /** How long to wait for the compiler, after which plain loops stay. */
  private static final long GIVE_UP = 15_000_000_000L;

  private final Blocks vectors;
  private final Gemm plain;

  GemmRehearsal(Blocks vectors, Gemm plain) {
    this.vectors = vectors;
    this.plain = plain;
  }

  /** Returns when vectors are faster at every width, or it takes too long. */
  boolean isFaster() {
    long begin = System.nanoTime();
    Blocks java = (m, n, k, a, b, c, _, _) -> plain.multiply(m, n, k, a, b, c);
    try (Block block = Memory.allocate(4L * 64 * (STEPS + STEPS + ROWS))) {
      long address = block.segment().address();
      for (int width : WIDTHS) {
        while (best(vectors, width, address) >= best(java, width, address)) {
          if (System.nanoTime() - begin > GIVE_UP) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static long best(Blocks blocks, int n, long address) {
    Matrix a = new Matrix(address, STEPS, Order.PLAIN);
    Matrix b = new Matrix(address + 4L * 64 * STEPS, n, Order.PLAIN);
    Matrix c = new Matrix(address + 4L * 64 * (STEPS + STEPS), n, Order.PLAIN);
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      blocks.multiply(ROWS, n, STEPS, a, b, c, i % 2 > 0, Ahead.NOTHING);
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }
}

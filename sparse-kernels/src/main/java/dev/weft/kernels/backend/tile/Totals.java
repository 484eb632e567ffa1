package dev.weft.kernels.backend.tile;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.memory.Native;

/**
 * Sums over all rows: one partial for every block of rows, joined pairwise in order, whoever
 * computed them.
 */
final class Totals {
  private final TilePlan plan;
  private final float[][] partials;
  private final int blocks;

  Totals(TilePlan plan, long rows) {
    this.plan = plan;
    blocks = (int) ((rows + TilePlan.BLOCK - 1) / TilePlan.BLOCK);
    partials = new float[plan.totals.size()][];
    for (int t = 0; t < partials.length; t++) {
      partials[t] =
          new float[Math.multiplyExact(Math.max(1, blocks), plan.width(plan.totals.get(t).reg()))];
    }
  }

  /** The bounds moved to the borders of blocks, the end excepted. */
  static int[] aligned(int[] bounds) {
    int[] moved = bounds.clone();
    for (int i = 0; i + 1 < bounds.length; i++) {
      moved[i] = bounds[i] / TilePlan.BLOCK * TilePlan.BLOCK;
    }
    return moved;
  }

  void set(int total, long block, Lanes lanes, int reg) {
    int width = plan.width(reg);
    for (int j = 0; j < width; j++) {
      partials[total][(int) block * width + j] = lanes.get(reg, j);
    }
  }

  void store(Operands operands) {
    for (int t = 0; t < partials.length; t++) {
      TilePlan.Total total = plan.totals.get(t);
      int width = plan.width(total.reg());
      for (int step = 1; step < blocks; step *= 2) {
        for (int b = 0; b + step < blocks; b += 2 * step) {
          join(total.target(), partials[t], b * width, (b + step) * width, width);
        }
      }
      long address = operands.outputs.get(total.output()).address();
      for (int j = 0; j < width; j++) {
        Native.ALL.set(JAVA_FLOAT_UNALIGNED, address + 4L * j, partials[t][j]);
      }
    }
  }

  private static void join(Target target, float[] x, int into, int from, int width) {
    for (int j = 0; j < width; j++) {
      x[into + j] =
          switch (target) {
            case TOTAL_MAX -> Math.max(x[into + j], x[from + j]);
            case TOTAL_MIN -> Math.min(x[into + j], x[from + j]);
            case TOTAL_SUM, ROW, EDGE -> x[into + j] + x[from + j];
          };
    }
  }
}

package dev.weft.kernels.backend.tile;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Native;
import dev.weft.kernels.memory.Workspace;
import dev.weft.kernels.memory.Workspaces;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums over all rows: one partial for every block of rows, joined pairwise in order, whoever
 * computed them.
 */
final class Totals implements AutoCloseable {
  private final TilePlan plan;
  private final List<Workspace> leases = new ArrayList<>();
  private final List<Source> partials = new ArrayList<>();
  private final int blocks;

  /**
   * Room for the partials of so many rows.
   *
   * @param plan the plan step by step
   */
  Totals(TilePlan plan, long rows) {
    this.plan = plan;
    blocks = Math.toIntExact((rows + TilePlan.BLOCK - 1) / TilePlan.BLOCK);
    for (TilePlan.Total total : plan.totals) {
      int stride = plan.stride(total.sum());
      long floats = Math.multiplyExact((long) Math.max(1, blocks), stride);
      Workspace lease = Workspaces.lease(Math.multiplyExact(4, floats));
      leases.add(lease);
      Source rowsOfTotal =
          new Source(DType.FLOAT32, lease.slice(0, 4 * floats).address(), stride, stride, floats);
      if (blocks == 0) {
        Native.ALL.asSlice(rowsOfTotal.address(), 4 * floats).fill((byte) 0);
      }
      partials.add(rowsOfTotal);
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

  /** A row for every block of rows. */
  Source partials(int total) {
    return partials.get(total);
  }

  void store(Operands operands) {
    for (int t = 0; t < partials.size(); t++) {
      TilePlan.Total total = plan.totals.get(t);
      Source rows = partials.get(t);
      for (int step = 1; step < blocks; step *= 2) {
        for (int b = 0; b + step < blocks; b += 2 * step) {
          join(total.target(), rows.at(b), rows.at(b + step), plan.width(total.sum()));
        }
      }
      store(total, rows.address(), operands.outputs.get(total.output()).address());
    }
  }

  /** Leaves out the padding after every row of an outer product. */
  private void store(TilePlan.Total total, long from, long to) {
    int rows = total.isOuter() ? plan.width(total.reg()) : 1;
    int width = total.isOuter() ? plan.width(total.factor()) : plan.width(total.sum());
    int stride = total.isOuter() ? plan.stride(total.factor()) : width;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < width; j++) {
        set(to + 4L * (i * width + j), get(from + 4L * (i * stride + j)));
      }
    }
  }

  private static void join(Target target, long into, long from, int width) {
    for (int j = 0; j < width; j++) {
      float x = get(into + 4L * j);
      float y = get(from + 4L * j);
      set(
          into + 4L * j,
          switch (target) {
            case TOTAL_MAX -> Math.max(x, y);
            case TOTAL_MIN -> Math.min(x, y);
            case TOTAL_SUM, ROW, EDGE -> x + y;
          });
    }
  }

  private static float get(long address) {
    return Native.ALL.get(JAVA_FLOAT_UNALIGNED, address & Native.MASK);
  }

  private static void set(long address, float value) {
    Native.ALL.set(JAVA_FLOAT_UNALIGNED, address & Native.MASK, value);
  }

  @Override
  public void close() {
    leases.forEach(Workspace::close);
  }
}

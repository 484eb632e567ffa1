package dev.weft.kernels.backend.tile;

import dev.weft.kernels.backend.tile.Span.Carry;
import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Kernel.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A kernel as lists of primitives over registers, with the size of a tile. Depends on the kernel
 * alone.
 *
 * <p>{@code row[p]} runs before pass {@code p} over the entries, the last of them after all passes;
 * {@code entry[p]} is pass {@code p} for rows whose entries fit a tile, where values of earlier
 * passes are still there; {@code hub[p]} is the same pass for one long row, which computes again
 * what it needs of them.
 */
public final class TilePlan {
  /** Rows whose totals are one partial sum; partial sums are joined pairwise. */
  static final int BLOCK = 1024;

  /** Multiplications that are as much work as a float that is read and written. */
  private static final int PRODUCTS = 8;

  /** An output with a row for each row. */
  record RowOutput(int reg, int output) {}

  /**
   * An output with one row in all: the register summed, and the accumulator.
   *
   * @param factor the register whose rows' outer products with those of {@code reg} are summed, to
   *     [width of reg, stride of factor]; -1 for none
   * @param tile a place for a tile's total; -1 where outer products are summed
   */
  record Total(int reg, int factor, int output, Target target, int sum, int tile) {
    boolean isOuter() {
      return factor >= 0;
    }

    List<Integer> reads() {
      return isOuter() ? List.of(reg, factor) : List.of(reg);
    }
  }

  final Step[] uniform;
  final Step[][] row;
  final Step[][] entry;
  final Step[][] hub;
  final List<RowOutput> rowOutputs;
  final List<Total> totals;
  final List<Matrices.Matrix> matrices;
  final long rowWork;
  final long entryWork;
  private final Registers registers;
  private final boolean choosesMatrices;

  private final int hubEntries;

  /** Whether reductions begin, or go on with what stands in the outputs. */
  final Carry carry;

  /** Whether the kernel asks for edge ids. */
  final boolean namesEdges;

  TilePlan(Draft draft, Registers registers, Optional<TilePlan> plain) {
    this.registers = registers;
    this.carry = draft.carry;
    this.namesEdges = draft.namesEdges;
    this.hubEntries = plain.map(TilePlan::hubEntries).orElse(registers.entries);
    choosesMatrices = draft.choosesMatrices;
    uniform = draft.uniform.toArray(Step[]::new);
    row = Draft.arrays(draft.row);
    entry = Draft.arrays(draft.entry);
    hub = Draft.arrays(draft.hub);
    rowOutputs = List.copyOf(draft.rowOutputs);
    totals = List.copyOf(draft.totals);
    matrices = List.copyOf(draft.matrices);
    rowWork = work(row) + outerWork();
    entryWork = work(entry);
  }

  /** Number of registers. */
  public int registers() {
    return registers.count;
  }

  /** Lanes used of a register. */
  public int width(int reg) {
    return registers.width[reg];
  }

  /** Floats from row to row of a register: the width, from 9 on rounded up to a multiple of 16. */
  public int stride(int reg) {
    return registers.stride[reg];
  }

  /** Where a register begins in scratch memory, in floats, a multiple of 16. */
  public int offset(int reg) {
    return registers.offset[reg];
  }

  /** Floats a register has room for, with some to spare for whole vectors. */
  public int capacity(int reg) {
    return ((registers.stride[reg] * registers.tileRows(reg) + 15) & -16) + 16;
  }

  /** Registers of one slot share memory. */
  public int slot(int reg) {
    return registers.slot[reg];
  }

  /** Number of slots. */
  public int slots() {
    return registers.slots();
  }

  /** Where a register lives. */
  Place place(int reg) {
    return registers.place[reg];
  }

  /** Floats of scratch memory for one thread. */
  public int scratchFloats() {
    return registers.scratch;
  }

  /** Whether types choose matrices somewhere. */
  boolean choosesMatrices() {
    return choosesMatrices;
  }

  /** Most rows in a tile. */
  public int tileRows() {
    return registers.rows;
  }

  /** Most entries in a tile. */
  public int tileEntries() {
    return registers.entries;
  }

  /** Rows with more entries are cut into pieces of so many, whose results are joined in order. */
  int hubEntries() {
    return hubEntries;
  }

  private long outerWork() {
    return totals.stream()
        .filter(Total::isOuter)
        .mapToLong(total -> width(total.sum()) / PRODUCTS)
        .sum();
  }

  private long work(Step[][] steps) {
    long floats = 0;
    for (Step[] list : steps) {
      for (Step step : list) {
        floats +=
            switch (step) {
              case Step.StoreEdges s -> stride(s.a());
              case Step.Looped loop -> Arrays.stream(loop.writes()).mapToLong(this::stride).sum();
              case Step.Matmul product ->
                  stride(product.out()) + matrices.get(product.matrix()).elements() / PRODUCTS;
              case Step.TypedMatmul typed ->
                  stride(typed.out()) + (long) typed.blocks() * typed.k() * typed.n() / PRODUCTS;
              case Step other -> stride(other.out());
            };
      }
    }
    return floats;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    append(text, "once", uniform);
    for (int p = 0; p < row.length; p++) {
      append(text, "rows", row[p]);
      if (p < entry.length) {
        append(text, "entries", entry[p]);
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String when, Step[] steps) {
    for (Step step : steps) {
      text.append(when).append(": ").append(step).append('\n');
    }
  }
}

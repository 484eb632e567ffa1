package dev.weft.kernels.backend.cuda.gen;

import dev.weft.kernels.backend.cuda.ptx.Module;
import java.util.List;

/**
 * A kernel in PTX, and how to launch it.
 *
 * @param module the code
 * @param name the entry that walks over the rows
 * @param signature its parameters
 * @param team threads that share a row that is no hub
 * @param threads threads of a block
 * @param totals for every output that is a total, its number, width and the entry that adds its
 *     partials
 */
public record Generated(
    Module module, String name, Signature signature, int team, int threads, List<Total> totals) {

  /** Threads of a block that adds partials. */
  public static final int TOTAL_THREADS = TotalEntry.THREADS;

  /**
   * A total over all rows.
   *
   * @param output number of the output
   * @param width elements
   * @param name the entry that adds the partials, one block for every element
   */
  public record Total(int output, int width, String name) {}

  /** Copies the list. */
  public Generated {
    totals = List.copyOf(totals);
  }

  /** Partial totals of so many rows, of which some are hubs. */
  public long partials(long rows, long hubs) {
    return Math.ceilDiv(rows, Totals.ROWS) + hubs;
  }

  /**
   * Blocks that give every hub a block and every row, or every partial total, threads of its own;
   * at least one.
   */
  public long blocks(long rows, long hubs) {
    long teams = totals.isEmpty() ? rows : partials(rows, 0);
    return Math.max(1, Math.max(hubs, Math.ceilDiv(teams, threads / team)));
  }
}

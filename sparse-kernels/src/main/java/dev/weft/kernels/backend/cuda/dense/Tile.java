package dev.weft.kernels.backend.cuda.dense;

import java.util.List;

/**
 * The part of a product that one block computes, and how its threads share it. An element is one
 * thread's sum over the terms of a chunk, in order.
 *
 * @param rows rows of the result
 * @param cols columns of the result
 * @param threadRows rows of one thread, a multiple of 4
 * @param threadCols columns of one thread, a multiple of 4
 * @param step terms that are brought to shared memory at a time, a multiple of 8
 */
public record Tile(int rows, int cols, int threadRows, int threadCols, int step) {
  /**
   * Large squares read the least per product; narrow ones waste little on the 7 to 64 columns of a
   * layer; the smallest gives many blocks to small results.
   */
  public static final List<Tile> ALL =
      List.of(
          new Tile(128, 128, 8, 8, 8),
          new Tile(64, 64, 8, 4, 16),
          new Tile(128, 32, 8, 4, 16),
          new Tile(128, 16, 4, 4, 16),
          new Tile(32, 32, 4, 4, 16));

  /**
   * Processors of the GPU that sizes are chosen for (H100). The GPU at hand is not asked: what is
   * summed together, and so every bit, depends on the sizes alone.
   */
  private static final int PROCESSORS = 132;

  /** Threads on a processor that hide the latency of its memory. */
  private static final int BUSY = 512;

  /** Terms below which a sum is not worth a partial result of its own. */
  private static final int LEAST_CHUNK = 256;

  /** The most partial results of a sum: they are read again to be added. */
  private static final int MOST_CHUNKS = 1024;

  /** Terms that a 32-bit number counts, with room for a step. */
  private static final long LONGEST_CHUNK = 1 << 30;

  /** Threads of a block. */
  int threads() {
    return rows * cols / (threadRows * threadCols);
  }

  long rowTiles(long m) {
    return Math.ceilDiv(m, rows);
  }

  long colTiles(long n) {
    return Math.ceilDiv(n, cols);
  }

  long tiles(long m, long n) {
    return Math.multiplyExact(rowTiles(m), colTiles(n));
  }

  /** The tile that costs least for {@code count} products of [m, n] of the same depth. */
  static Tile choose(List<Tile> tiles, long m, long n, long count) {
    Tile best = tiles.getFirst();
    for (Tile tile : tiles) {
      if (tile.cost(m, n, count) < best.cost(m, n, count)) {
        best = tile;
      }
    }
    return best;
  }

  /**
   * What one term of all sums costs: blocks run in waves, one on every processor. A block pays for
   * its products, those beyond the edge included; twice as much for a number read from shared
   * memory, by which a thread makes as many products as its part is wide; and eight times as much
   * for one brought there. From the widths of the units, not from a measurement.
   */
  private double cost(long m, long n, long count) {
    long waves = Math.ceilDiv(count * tiles(m, n), PROCESSORS);
    double products = (double) rows * cols;
    return waves * (products * (1 + 2.0 / threadRows + 2.0 / threadCols) + 8.0 * (rows + cols));
  }

  /**
   * Terms of one partial sum: all, unless that would leave the GPU idle.
   *
   * @param blocks blocks of the whole result
   * @param depth terms of all sums together
   */
  long chunk(long blocks, long depth) {
    long wanted = PROCESSORS * BUSY / threads() / Math.max(1, blocks);
    long most = Math.min(MOST_CHUNKS, depth / LEAST_CHUNK);
    long least = Math.max(1, Math.ceilDiv(depth, LONGEST_CHUNK));
    long chunks = Math.max(least, Math.min(wanted, most));
    return Math.max(1, Math.ceilDiv(Math.ceilDiv(depth, chunks), step)) * step;
  }

  @Override
  public String toString() {
    return rows + "x" + cols;
  }
}

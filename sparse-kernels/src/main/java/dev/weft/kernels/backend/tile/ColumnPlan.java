package dev.weft.kernels.backend.tile;

import dev.weft.kernels.sparse.Coverage;
import dev.weft.kernels.sparse.Csr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Into how many blocks of columns a kernel over neighbours is cut. Rows that do not fit the cache
 * are fetched from memory once for every entry; of a block that fits they are fetched once. But
 * every further block moves something for each row again, and rows that many entries share are in
 * the cache anyway.
 *
 * <p>The costs are those of a cache line on the processor of {@code docs/benchmarks.md}; what they
 * predict is compared with what was measured by {@code ColumnPlanTest}.
 */
public final class ColumnPlan {
  /** Entries below which looking costs as much as there is to gain. */
  private static final long FEW = 1 << 20;

  private static final List<Integer> COUNTS = List.of(2, 4, 8, 16);

  /** Nanoseconds for a line from the cache, how much longer one from memory takes, and in a row. */
  private static final double HIT = 2;

  private static final double MISS = 3;
  private static final double STREAM = 2.5;
  private static final double LINE = 64;

  /** Blocks have to promise this much: what a model says is not all there is. */
  private static final double GAIN = 0.9;

  /** Bytes of gathered rows that stay: other data and other processes want the cache, too. */
  private static final long CACHED = lastLevelCache() / 2;

  private ColumnPlan() {}

  /**
   * The number of blocks; 1 for none.
   *
   * @param gathered bytes that an entry gathers by its column
   * @param ofRow bytes that every block moves for a row
   */
  public static int blocks(Csr csr, long gathered, long ofRow) {
    return blocks(csr, gathered, ofRow, CACHED);
  }

  static int blocks(Csr csr, long gathered, long ofRow, long cached) {
    if (csr.size() < FEW || csr.cols() * gathered <= cached) {
      return 1;
    }
    int best = 1;
    double least = GAIN * cost(csr, gathered, ofRow, 1, cached);
    for (int count : COUNTS) {
      double cost = cost(csr, gathered, ofRow, count, cached);
      if (cost < least) {
        best = count;
        least = cost;
      }
    }
    return best;
  }

  /** Nanoseconds of one run on one thread. */
  static double cost(Csr csr, long gathered, long ofRow, int count, long cached) {
    Coverage coverage = csr.coverage();
    double missed = 1 - coverage.share((double) count * cached / gathered);
    double lines = csr.size() * Math.max(1, gathered / LINE);
    double sums = csr.rows() * Math.max(1, ofRow / LINE) * (2 * count - 1);
    return lines * (HIT + missed * MISS) + sums * STREAM;
  }

  private static long lastLevelCache() {
    try {
      String size =
          Files.readString(Path.of("/sys/devices/system/cpu/cpu0/cache/index3/size")).strip();
      return Long.parseLong(size.substring(0, size.length() - 1)) << 10;
    } catch (IOException | NumberFormatException | StringIndexOutOfBoundsException e) {
      // Another system, or a processor that says nothing.
      return 32L << 20;
    }
  }
}

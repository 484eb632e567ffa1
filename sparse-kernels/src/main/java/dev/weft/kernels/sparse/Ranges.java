package dev.weft.kernels.sparse;

import dev.weft.kernels.parallel.Workers;
import java.util.concurrent.atomic.AtomicLong;

/** Long loops in blocks of fixed length, run by all threads. */
final class Ranges {
  static final long BLOCK = 1 << 18;

  /** Work on the positions {@code from} to {@code to - 1}. */
  interface Body {
    void run(long from, long to);
  }

  /**
   * Looks for something in {@code from} to {@code to - 1}: its position, or {@code to} when it is
   * not there.
   */
  interface Search {
    long first(long from, long to);
  }

  private Ranges() {}

  static void forEach(long size, Body body) {
    int blocks = Math.toIntExact((size + BLOCK - 1) / BLOCK);
    Workers.run(blocks, b -> body.run(b * BLOCK, Math.min(size, (b + 1) * BLOCK)));
  }

  /** The lowest position at which a search succeeds; {@code size} when none does. */
  static long first(long size, Search search) {
    AtomicLong lowest = new AtomicLong(size);
    forEach(
        size,
        (from, to) -> {
          long found = from < lowest.get() ? search.first(from, to) : to;
          if (found < to) {
            lowest.accumulateAndGet(found, Math::min);
          }
        });
    return lowest.get();
  }
}

package dev.weft.kernels.backend.tile;

import dev.weft.kernels.lang.CounterRandom;
import dev.weft.kernels.lang.Instr.Counter;

/**
 * The counters of a tile's random numbers, lane after lane, split for {@link
 * CounterRandom#uniform(int, int, int)}. Gathering them in a loop of its own lets the hash run on
 * whole vectors whatever the counter is.
 */
public final class Counters {
  /** Low halves. */
  public int[] low = new int[0];

  /** What the high halves and the key add between the rounds. */
  public int[] add = new int[0];

  /**
   * Collects the counters of the tile's entries, {@code width} each.
   *
   * @return how many
   */
  public int entries(Counter counter, long key, Span span, int width) {
    int count = span.entries * width;
    if (low.length < count) {
      low = new int[count];
      add = new int[count];
    }
    int second = (int) (key >>> 32);
    switch (counter) {
      case ROW -> rows(span, width, second);
      case EDGE -> edges(span, width, second);
      case NEIGHBOR -> pairs(span, width, second, 0, 1);
      case ROW_NEIGHBOR -> pairs(span, width, second, span.domainCols, 1);
      case NEIGHBOR_ROW -> pairs(span, width, second, 1, span.domainRows);
    }
    return count;
  }

  private void rows(Span span, int width, int second) {
    for (int r = 0; r < span.rows; r++) {
      int end = span.start(r + 1);
      for (int e = span.start(r); e < end; e++) {
        put(e, (span.row + r) * width, width, second);
      }
    }
  }

  private void edges(Span span, int width, int second) {
    for (int e = 0; e < span.entries; e++) {
      put(e, span.edge(e) * width, width, second);
    }
  }

  /** Items {@code row * perRow + neighbor * perNeighbor}. */
  private void pairs(Span span, int width, int second, long perRow, long perNeighbor) {
    int e = 0;
    for (int r = 0; r < span.rows; r++) {
      int end = span.start(r + 1);
      long first = (span.row + r) * perRow;
      for (; e < end; e++) {
        put(e, (first + span.neighbor(e) * perNeighbor) * width, width, second);
      }
    }
  }

  private void put(int e, long counter, int width, int second) {
    if (width == 1) {
      low[e] = (int) counter;
      add[e] = (int) (counter >>> 32) * CounterRandom.STEP + second;
      return;
    }
    int at = e * width;
    for (int j = 0; j < width; j++) {
      long c = counter + j;
      low[at + j] = (int) c;
      add[at + j] = (int) (c >>> 32) * CounterRandom.STEP + second;
    }
  }
}

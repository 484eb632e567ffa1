package dev.weft.graph;

import dev.weft.kernels.parallel.Workers;

/**
 * Long loops in spans of fixed length, run by all threads; every position is written by one span,
 * so results do not depend on threads.
 */
final class Spans {
  private static final long LENGTH = 1 << 18;

  private Spans() {}

  /** Work on the positions {@code from} to {@code to - 1}. */
  interface Body {
    void run(long from, long to);
  }

  static void forEach(long size, Body body) {
    int spans = Math.toIntExact((size + LENGTH - 1) / LENGTH);
    Workers.run(spans, i -> body.run(i * LENGTH, Math.min(size, (i + 1) * LENGTH)));
  }
}

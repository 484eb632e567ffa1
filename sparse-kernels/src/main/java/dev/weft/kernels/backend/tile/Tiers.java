package dev.weft.kernels.backend.tile;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Which of two sets of primitives a kernel runs on: plain loops, or vector loops once they pay.
 * Both give the same bits, so this may follow the clock.
 *
 * <p>Vector code is up to a hundred times slower than plain code until C2 has compiled it, and
 * compiling it costs processor time that a short program never earns back. So a kernel starts on
 * plain loops; when it has spent {@link #PATIENCE} on them it tries vectors now and then, for a
 * bounded share of the time, and stays with them after {@link #WINS} wins in a row.
 */
final class Tiers {
  /** Nanoseconds on plain loops before vectors are tried. */
  private static final long PATIENCE = 50_000_000;

  /**
   * Runs on plain loops before vectors are tried: the first ones are interpreted and say little.
   */
  private static final int FIRST_RUNS = 24;

  /** Trials may take one part in so many of the time on plain loops. */
  private static final int SHARE = 3;

  private static final int WINS = 3;

  private final Function<TilePlan, Lanes> plain;
  private final Optional<Function<TilePlan, Lanes>> vector;
  private final AtomicLong plainNanos = new AtomicLong();
  private final AtomicInteger plainRuns = new AtomicInteger();
  private final AtomicLong trialNanos = new AtomicLong();
  private final AtomicInteger wins = new AtomicInteger();

  /**
   * Nanoseconds on plain loops for a unit of work, lately; threads may lose each other's updates.
   */
  private volatile double plainRate;

  /** One set of primitives, or two. */
  Tiers(Function<TilePlan, Lanes> plain, Optional<Function<TilePlan, Lanes>> vector) {
    this.plain = plain;
    this.vector = vector;
  }

  /** Some rows of work. */
  interface Piece {
    /** Does it on these primitives. */
    void run(Function<TilePlan, Lanes> lanes);
  }

  /** Runs a piece on the primitives that suit now. */
  void run(long work, Piece piece) {
    if (vector.isEmpty()) {
      piece.run(plain);
    } else if (wins.get() >= WINS) {
      piece.run(vector.get());
    } else if (plainRuns.get() >= FIRST_RUNS
        && plainNanos.get() - PATIENCE > SHARE * trialNanos.get()) {
      attempt(work, piece);
    } else {
      long nanos = timed(piece, plain);
      plainNanos.addAndGet(nanos);
      plainRuns.incrementAndGet();
      plainRate = plainRate == 0 ? rate(nanos, work) : 0.75 * plainRate + 0.25 * rate(nanos, work);
    }
  }

  private void attempt(long work, Piece piece) {
    long nanos = timed(piece, vector.orElseThrow());
    trialNanos.addAndGet(nanos);
    if (rate(nanos, work) < plainRate) {
      wins.incrementAndGet();
    } else {
      wins.set(0);
    }
  }

  private static long timed(Piece piece, Function<TilePlan, Lanes> lanes) {
    long start = System.nanoTime();
    piece.run(lanes);
    return System.nanoTime() - start;
  }

  private static double rate(long nanos, long work) {
    return nanos / (double) Math.max(1, work);
  }
}

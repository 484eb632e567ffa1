package dev.weft.kernels.backend.tile;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Which of two ways a kernel runs: plain loops, or vector loops once they pay. Both give the same
 * bits, so this may follow the clock.
 *
 * <p>Vector code is up to a hundred times slower than plain code until C2 has compiled it, and
 * compiling it costs processor time that a short program never earns back. So a kernel starts on
 * plain loops; when it has spent {@link #PATIENCE} on them it tries vectors now and then, for a
 * bounded share of the time, and stays with them after {@link #WINS} wins in a row.
 */
final class Tiers {
  /**
   * Nanoseconds on plain loops before vectors are tried; half of it for every kernel that has moved
   * to vectors, since all kernels share them and find them compiled.
   */
  private static final long PATIENCE = 50_000_000;

  private static final AtomicInteger MOVED = new AtomicInteger();

  /**
   * Runs on plain loops before vectors are tried: the first ones are interpreted and say little.
   */
  private static final int FIRST_RUNS = 24;

  /** Trials may take one part in so many of the time on plain loops. */
  private static final int SHARE = 2;

  /** A trial takes one part in so many of the rows: cold vectors cost a lot. */
  private static final int SLICE = 16;

  private static final int WINS = 3;

  private final Tier plain;
  private final Optional<Supplier<Tier>> vector;
  private final AtomicLong plainNanos = new AtomicLong();
  private final AtomicInteger plainRuns = new AtomicInteger();
  private final AtomicLong trialNanos = new AtomicLong();
  private final AtomicInteger wins = new AtomicInteger();

  /**
   * Nanoseconds on plain loops for a unit of work, lately; threads may lose each other's updates.
   */
  private volatile double plainRate;

  /**
   * A way to run a kernel.
   *
   * @param plan what is done for a tile
   * @param lanes makes the primitives for one thread
   */
  record Tier(TilePlan plan, Function<TilePlan, Lanes> lanes) {}

  /** One way, or two; the second is made when it is tried. */
  Tiers(Tier plain, Optional<Supplier<Tier>> vector) {
    this.plain = plain;
    this.vector = vector;
  }

  /** Rows of a launch. */
  interface Rows {
    /** Computes rows {@code from} to {@code to} this way. */
    void run(Tier tier, int from, int to);
  }

  /**
   * Runs rows on the primitives that suit now.
   *
   * @param work of all these rows
   * @param align where rows may be cut: at multiples of it
   */
  void run(long work, int from, int to, int align, Rows rows) {
    if (vector.isEmpty()) {
      rows.run(plain, from, to);
    } else if (wins.get() >= WINS) {
      rows.run(vector.get().get(), from, to);
    } else if (plainRuns.get() >= FIRST_RUNS
        && plainNanos.get() - patience() > SHARE * trialNanos.get()) {
      int cut = cut(from, to, align);
      double part = (cut - from) / (double) Math.max(1, to - from);
      attempt(part * work, from, cut, rows);
      plain((1 - part) * work, cut, to, rows);
    } else {
      plain(work, from, to, rows);
    }
  }

  private static long patience() {
    return PATIENCE >> Math.min(MOVED.get(), 30);
  }

  /** The end of the first few rows, or of all when they cannot be cut. */
  private static int cut(int from, int to, int align) {
    int rows = Math.max(1, (to - from) / SLICE);
    long cut = (from + (long) rows + align - 1) / align * align;
    return (int) Math.min(cut, to);
  }

  private void plain(double work, int from, int to, Rows rows) {
    if (from == to) {
      return;
    }
    long nanos = timed(rows, plain, from, to);
    plainNanos.addAndGet(nanos);
    plainRuns.incrementAndGet();
    double rate = nanos / Math.max(1, work);
    plainRate = plainRate == 0 ? rate : 0.75 * plainRate + 0.25 * rate;
  }

  private void attempt(double work, int from, int to, Rows rows) {
    long nanos = timed(rows, vector.orElseThrow().get(), from, to);
    trialNanos.addAndGet(nanos);
    if (nanos / Math.max(1, work) < plainRate) {
      if (wins.incrementAndGet() == WINS) {
        MOVED.incrementAndGet();
      }
    } else {
      wins.set(0);
    }
  }

  private static long timed(Rows rows, Tier tier, int from, int to) {
    long start = System.nanoTime();
    rows.run(tier, from, to);
    return System.nanoTime() - start;
  }
}

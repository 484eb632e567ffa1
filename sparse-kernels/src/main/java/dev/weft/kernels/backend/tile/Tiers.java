package dev.weft.kernels.backend.tile;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Which of two ways a kernel runs: step by step on plain loops, or in generated vector loops. Both
 * give the same bits, so this may follow the clock.
 *
 * <p>Vector code is up to a hundred times slower than plain code until the JIT compiler has it, and
 * compiling it costs processor time that a short program never earns back. So a kernel starts on
 * plain loops; when it has spent {@link #PATIENCE} on them, and the program {@link
 * #COMMON_PATIENCE}, its generated loops are rehearsed in the background, and take over once they
 * are faster ({@link Rehearsal}).
 */
final class Tiers {
  /** Nanoseconds of a kernel on plain loops before generated ones are made. */
  private static final long PATIENCE = 60_000_000;

  /**
   * The same for all kernels together: what ends soon after would only wait for the compiler. 200
   * epochs of a GCN on Cora took a second longer while loops were rehearsed beside them.
   */
  private static final long COMMON_PATIENCE = 1_500_000_000;

  private static final AtomicLong COMMON = new AtomicLong();

  /**
   * A way to run a kernel.
   *
   * @param plan what is done for a tile
   * @param lanes makes the primitives for one thread
   */
  record Tier(TilePlan plan, Function<TilePlan, Lanes> lanes) {}

  /** Prepares the second way, and gives it to {@link #promote} when it is ready. */
  interface Preparation {
    void begin(Tiers tiers);
  }

  private final Preparation preparation;
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicBoolean prepared = new AtomicBoolean();
  private volatile Tier tier;

  /** Stays with one way unless the preparation brings another. */
  Tiers(Tier first, Preparation preparation) {
    this.tier = first;
    this.preparation = preparation;
  }

  /** The way that suits now. */
  Tier current() {
    return tier;
  }

  /** Counts time that was spent the first way. */
  void spent(long time) {
    if (prepared.get()) {
      return;
    }
    boolean hot = nanos.addAndGet(time) > PATIENCE;
    boolean lasting = COMMON.addAndGet(time) > COMMON_PATIENCE;
    if (hot && lasting) {
      prepare();
    }
  }

  /** Has the second way prepared, once. */
  void prepare() {
    if (prepared.compareAndSet(false, true)) {
      preparation.begin(this);
    }
  }

  /** From now on this way. */
  void promote(Tier ready) {
    tier = ready;
  }
}

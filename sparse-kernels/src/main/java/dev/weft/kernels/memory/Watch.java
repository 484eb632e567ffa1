package dev.weft.kernels.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What happens to native memory, in all threads, from when the watch begins until it is closed; the
 * numbers stay readable. What was allocated before does not count, neither while it is held nor
 * when it is freed or collected.
 *
 * <pre>{@code
 * try (Watch watch = Memory.watch()) {
 *   step();
 *   assertTrue(watch.largestBuffer() < edges * width);
 *   assertEquals(0, watch.heldBytes());
 * }
 * }</pre>
 */
public final class Watch implements AutoCloseable {
  private final long before;
  private final AtomicLong largest = new AtomicLong();
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong peak = new AtomicLong();
  private final AtomicLong allocations = new AtomicLong();

  /** Watches what has tickets above {@code before}. */
  Watch(long before) {
    this.before = before;
  }

  /** Bytes taken since the beginning and still in use; 0 means no leak. */
  public long heldBytes() {
    return held.get();
  }

  /** The most bytes taken since the beginning that were in use at once. */
  public long peakBytes() {
    return peak.get();
  }

  /** How often memory was taken from the system. A lease that reuses a workspace takes nothing. */
  public long allocations() {
    return allocations.get();
  }

  /**
   * Bytes of the largest single buffer: a block, or a slice of a workspace. 0 when there was none.
   */
  public long largestBuffer() {
    return largest.get();
  }

  /** Starts the high-water marks anew: the peak at what is held now, the largest buffer at 0. */
  public void reset() {
    peak.set(held.get());
    largest.set(0);
  }

  @Override
  public void close() {
    Ledger.end(this);
  }

  void allocated() {
    allocations.incrementAndGet();
  }

  void used(long bytes) {
    peak.accumulateAndGet(held.addAndGet(bytes), Math::max);
  }

  void unused(long bytes, long ticket) {
    if (ticket > before) {
      held.addAndGet(-bytes);
    }
  }

  void buffer(long bytes) {
    largest.accumulateAndGet(bytes, Math::max);
  }
}

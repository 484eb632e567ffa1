package dev.weft.kernels.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What happened to native memory, in all threads, since the watch began. Closing it stops the
 * counting; the numbers stay readable.
 *
 * <pre>{@code
 * try (Watch watch = Memory.watch()) {
 *   step();
 *   assertTrue(watch.largestBuffer() < edges * width);
 * }
 * }</pre>
 */
public final class Watch implements AutoCloseable {
  private final long startBytes = Ledger.CURRENT.get();
  private final long startAllocations = Ledger.ALLOCATIONS.get();
  private final AtomicLong peak = new AtomicLong(startBytes);
  private final AtomicLong largest = new AtomicLong();

  Watch() {}

  /** The highest number of bytes in use at once, what was in use at the beginning included. */
  public long peakBytes() {
    return peak.get();
  }

  /**
   * Bytes in use now beyond those in use at the beginning; negative when more was freed than taken.
   * 0 means no leak.
   */
  public long grownBytes() {
    return Ledger.CURRENT.get() - startBytes;
  }

  /** How often memory was taken from the system. A lease that reuses a workspace takes nothing. */
  public long allocations() {
    return Ledger.ALLOCATIONS.get() - startAllocations;
  }

  /**
   * Bytes of the largest single buffer: a block, or a slice of a workspace. 0 when there was none.
   */
  public long largestBuffer() {
    return largest.get();
  }

  /** Starts the high-water marks anew: the peak at what is in use now, the largest buffer at 0. */
  public void reset() {
    peak.set(Ledger.CURRENT.get());
    largest.set(0);
  }

  @Override
  public void close() {
    Ledger.WATCHES.remove(this);
  }

  void used(long now) {
    peak.accumulateAndGet(now, Math::max);
  }

  void buffer(long bytes) {
    largest.accumulateAndGet(bytes, Math::max);
  }
}

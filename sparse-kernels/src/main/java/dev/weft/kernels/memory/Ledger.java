package dev.weft.kernels.memory;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The counts behind {@link Statistics} and {@link Watch}. */
final class Ledger {
  static final AtomicLong CURRENT = new AtomicLong();
  static final AtomicLong PEAK = new AtomicLong();
  static final AtomicLong ALLOCATIONS = new AtomicLong();
  static final AtomicLong POOLED = new AtomicLong();
  static final AtomicLong LOST = new AtomicLong();
  static final CopyOnWriteArrayList<Watch> WATCHES = new CopyOnWriteArrayList<>();

  private Ledger() {}

  /** Bytes came from the system. */
  static void taken(long bytes) {
    ALLOCATIONS.incrementAndGet();
    used(bytes);
  }

  /** Bytes went back to the system. */
  static void given(long bytes) {
    CURRENT.addAndGet(-bytes);
  }

  /** Bytes left the pool of idle workspaces. */
  static void leased(long bytes) {
    POOLED.addAndGet(-bytes);
    used(bytes);
  }

  /** Bytes went to the pool of idle workspaces. */
  static void pooled(long bytes) {
    POOLED.addAndGet(bytes);
    CURRENT.addAndGet(-bytes);
  }

  /** Bytes leave the pool of idle workspaces to be given back. */
  static void evicted(long bytes) {
    POOLED.addAndGet(-bytes);
    CURRENT.addAndGet(bytes);
  }

  /** One buffer of this size was handed out. */
  static void buffer(long bytes) {
    for (Watch watch : WATCHES) {
      watch.buffer(bytes);
    }
  }

  private static void used(long bytes) {
    long now = CURRENT.addAndGet(bytes);
    PEAK.accumulateAndGet(now, Math::max);
    for (Watch watch : WATCHES) {
      watch.used(now);
    }
  }
}

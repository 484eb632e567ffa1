package dev.weft.kernels.memory;

import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Blocks that the garbage collector may free. What is watched is the scope that all segments of a
 * block share, so a slice in use keeps its memory even when the block object is gone.
 *
 * <p>The collector does not see native bytes: when those of collected blocks have doubled since the
 * last look and pass a threshold, a collection is asked for.
 */
final class Collected extends PhantomReference<MemorySegment.Scope> {
  private static final long THRESHOLD = Long.getLong("weft.memory.threshold", 256L << 20);
  private static final ReferenceQueue<MemorySegment.Scope> QUEUE = new ReferenceQueue<>();
  private static final Set<Collected> LIVE = ConcurrentHashMap.newKeySet();
  private static final AtomicLong BYTES = new AtomicLong();
  private static final ReentrantLock COLLECTING = new ReentrantLock();
  private static volatile long bytesAfterLast;

  static {
    Thread.ofPlatform().daemon().name("weft-memory").start(Collected::drainForever);
  }

  private final Region region;

  private Collected(MemorySegment.Scope scope, Region region) {
    super(scope, QUEUE);
    this.region = region;
  }

  static Collected register(MemorySegment segment, Region region) {
    Collected reference = new Collected(segment.scope(), region);
    LIVE.add(reference);
    BYTES.addAndGet(region.bytes);
    return reference;
  }

  /** The owner closed the block; its region is released by the owner. */
  void forget() {
    if (LIVE.remove(this)) {
      clear();
      BYTES.addAndGet(-region.bytes);
    }
  }

  /**
   * Asks for a collection when {@code bytes} more would double what was live after the last one.
   */
  static void makeRoom(long bytes) {
    if (BYTES.get() + bytes > Math.max(THRESHOLD, 2 * bytesAfterLast) && COLLECTING.tryLock()) {
      try {
        collectNow();
      } finally {
        COLLECTING.unlock();
      }
    }
  }

  /** Collects garbage and frees the blocks found unreachable. */
  static void collectNow() {
    System.gc();
    drainNow();
    bytesAfterLast = BYTES.get();
  }

  // References reach the queue a moment after the collection.
  private static void drainNow() {
    try {
      int quiet = 0;
      while (quiet < 3) {
        quiet = free((Collected) QUEUE.remove(2)) ? 0 : quiet + 1;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void drainForever() {
    while (true) {
      try {
        free((Collected) QUEUE.remove());
      } catch (InterruptedException e) {
        // Nobody stops this thread; it ends with the process.
      }
    }
  }

  private static boolean free(Collected reference) {
    if (reference == null) {
      return false;
    }
    if (LIVE.remove(reference)) {
      BYTES.addAndGet(-reference.region.bytes);
      if (reference.region.release()) {
        Ledger.collected(reference.region.bytes);
      }
    }
    return true;
  }
}

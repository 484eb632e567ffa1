package dev.weft.kernels.memory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A pool of scratch blocks, so that a warm run takes nothing from the system. Sizes are rounded up
 * to classes a 32nd of a power of two apart, so that what is in use is what was planned. Up to
 * {@value #MAX_IDLE} idle blocks are kept, and, on lease and idle together, a sixteenth more bytes
 * than were ever on lease at once; the least recently used goes first. Thread-safe.
 */
public final class Workspaces {
  static final int MAX_IDLE = 64;

  /** How many times larger a block may be than what is wanted: a run soon gives it back. */
  private static final int RUN = 8;

  private static final int VALUE = 2;

  /** Blocks that may serve any run. */
  private static final long SMALL = 1L << 20;

  /** Idle blocks, the most recently used last. */
  private static final List<Block> IDLE = new ArrayList<>();

  private static long idleBytes;
  private static long leasedBytes;
  private static long mostLeased;

  private Workspaces() {}

  /**
   * A workspace of at least {@code bytes} bytes, 64-byte aligned, of unspecified content; close it
   * to return it.
   *
   * @throws IllegalArgumentException when {@code bytes} is negative
   * @throws OutOfMemoryError when the system refuses
   */
  public static Workspace lease(long bytes) {
    return lease(bytes, RUN, SMALL);
  }

  /** The same for what may be kept for long: a small value does not hold a larger block. */
  static Workspace leaseForValue(long bytes) {
    return lease(bytes, VALUE, 0);
  }

  private static Workspace lease(long bytes, int times, long small) {
    long size = sizeClass(Memory.checked(bytes));
    Block idle = takeIdle(size, Math.max(times * size, small));
    if (idle != null) {
      return new Workspace(idle, bytes, size, Ledger.leased(size));
    }
    makeRoom(size);
    Block fresh = Block.strict(Region.take(size));
    leased(size);
    return new Workspace(fresh, bytes, size, fresh.ticket());
  }

  /** Gives all idle blocks back to the system. */
  public static synchronized void trim() {
    evictDownTo(0, 0);
  }

  /**
   * Bytes that count as in use while a workspace of {@code bytes} bytes is on lease: the smallest
   * class that holds them, 32 to 63 times a power of two and at least 4 KiB.
   */
  public static long sizeClass(long bytes) {
    long floor = Math.max(bytes, 4096);
    long step = Long.highestOneBit(floor - 1) >> 5;
    return (floor + step - 1) / step * step;
  }

  // The closest fit that is not too large, so that a small run does not hold a large block; of
  // equals the one used last, which is in the cache.
  private static synchronized Block takeIdle(long size, long most) {
    int best = -1;
    for (int i = 0; i < IDLE.size(); i++) {
      long bytes = IDLE.get(i).bytes();
      if (bytes >= size && bytes <= most && (best < 0 || bytes <= IDLE.get(best).bytes())) {
        best = i;
      }
    }
    if (best < 0) {
      return null;
    }
    Block block = IDLE.remove(best);
    idleBytes -= block.bytes();
    leased(block.bytes());
    return block;
  }

  private static synchronized void leased(long bytes) {
    leasedBytes += bytes;
    mostLeased = Math.max(mostLeased, leasedBytes);
  }

  static synchronized void giveBack(Block block, long used, long ticket) {
    leasedBytes -= block.bytes();
    idleBytes += block.bytes();
    IDLE.add(block);
    Ledger.pooled(used, ticket);
    evictDownTo(MAX_IDLE, Long.MAX_VALUE);
  }

  private static synchronized void makeRoom(long size) {
    long leased = leasedBytes + size;
    long most = Math.max(mostLeased, leased);
    evictDownTo(MAX_IDLE, most + most / 16 - leased);
  }

  private static void evictDownTo(int blocks, long bytes) {
    Iterator<Block> oldest = IDLE.iterator();
    while (oldest.hasNext() && (IDLE.size() > blocks || idleBytes > bytes)) {
      Block block = oldest.next();
      oldest.remove();
      idleBytes -= block.bytes();
      Ledger.evicted(block.bytes(), block.ticket());
      block.close();
    }
  }
}

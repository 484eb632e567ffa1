package dev.weft.kernels.memory;

/**
 * The allocator of off-heap memory. Every block begins on a 64-byte border (vector loads that
 * straddle cache lines run at 0.6 of the speed of aligned ones) and lies in huge pages from 2 MiB
 * on, where the system has them.
 *
 * <p>Three kinds of owners: {@link #allocate} for what has a clear end, {@link #allocateCollected}
 * for values that a user may drop, and {@link Workspaces} for scratch that every run needs again.
 */
public final class Memory {
  /** Every block's address is a multiple of this many bytes. */
  public static final long ALIGNMENT = 64;

  private Memory() {}

  /**
   * A zeroed block that lives until it is closed. 0 bytes give an empty block.
   *
   * @throws IllegalArgumentException when {@code bytes} is negative
   * @throws OutOfMemoryError when the system refuses, also after a garbage collection
   */
  public static Block allocate(long bytes) {
    Block block = Block.strict(Region.take(checked(bytes)));
    Ledger.buffer(bytes);
    return block;
  }

  /**
   * A zeroed block that lives until it is closed, or until neither it nor any segment of it is
   * reachable. When such blocks have doubled since the last look and hold more than {@code
   * -Dweft.memory.threshold} bytes (256 MiB), a garbage collection is asked for, so that a small
   * heap does not hold a lot of native garbage. Blocks up to 4 KiB are cut from larger pieces of
   * memory and used again, so that few of them ask the system for anything.
   *
   * @throws IllegalArgumentException when {@code bytes} is negative
   * @throws OutOfMemoryError when the system refuses, also after a garbage collection
   */
  public static Block allocateCollected(long bytes) {
    Collected.makeRoom(checked(bytes));
    Block block = Block.collected(Region.takeCollected(bytes));
    Ledger.buffer(bytes);
    return block;
  }

  /**
   * A block as of {@link #allocateCollected}, but of unspecified content: for results, which are
   * written whole. All but small ones are on lease from {@link Workspaces}, so that a warm run
   * takes nothing from the system.
   *
   * @throws IllegalArgumentException when {@code bytes} is negative
   * @throws OutOfMemoryError when the system refuses, also after a garbage collection
   */
  public static Block allocateUnset(long bytes) {
    Collected.makeRoom(checked(bytes));
    Block block = Block.collected(Region.takeUnset(bytes));
    Ledger.buffer(bytes);
    return block;
  }

  /** The counts of this moment. */
  public static Statistics statistics() {
    return Ledger.statistics();
  }

  /** Begins to watch; close the watch to end it. */
  public static Watch watch() {
    return Ledger.watch();
  }

  static long checked(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(
          "Memory: bytes="
              + bytes
              + "; expected 0 or more. Did a size overflow? Multiply sizes with Math.multiplyExact.");
    }
    // Beyond 2^46 no system grants it, and rounding up could overflow.
    if (bytes > 1L << 46) {
      throw new OutOfMemoryError(
          "Memory(bytes=" + bytes + "): no system has that much memory. Check the sizes.");
    }
    return bytes;
  }
}

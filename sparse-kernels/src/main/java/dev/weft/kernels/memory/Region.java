package dev.weft.kernels.memory;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bytes taken from the system, given back once. {@code base} and {@code mapped} are what the system
 * knows them by.
 */
final class Region {
  /** In place of the mapped bytes, for what a slab has given. */
  private static final long IN_SLAB = -1;

  final long address;
  final long bytes;

  /** What the {@link Ledger} knows these bytes by; set once they are taken. */
  long ticket;

  private final long base;
  private final long mapped;
  private final Optional<Workspace> lease;
  private final AtomicBoolean released = new AtomicBoolean();

  private Region(long base, long mapped, long address, long bytes) {
    this(base, mapped, address, bytes, Optional.empty());
  }

  private Region(long base, long mapped, long address, long bytes, Optional<Workspace> lease) {
    this.base = base;
    this.mapped = mapped;
    this.lease = lease;
    this.address = address;
    this.bytes = bytes;
  }

  /** Takes {@code bytes} zero bytes from the system; an address of 0 is never returned. */
  static Region take(long bytes) {
    Region region = request(bytes);
    if (region.base == 0) {
      Workspaces.trim();
      Collected.collectNow();
      region = request(bytes);
    }
    if (region.base == 0) {
      throw refused(bytes);
    }
    region.ticket = Ledger.taken(bytes);
    return region;
  }

  private static Region request(long bytes) {
    if (bytes >= SystemMemory.HUGE_PAGE && SystemMemory.mapsPages()) {
      long huge = SystemMemory.HUGE_PAGE;
      long mapped = roundUp(Math.addExact(bytes, huge), huge);
      long base = SystemMemory.map(mapped);
      return new Region(base, mapped, roundUp(base, huge), bytes);
    }
    long base = SystemMemory.calloc(Math.addExact(bytes, Memory.ALIGNMENT));
    return new Region(base, 0, roundUp(base, Memory.ALIGNMENT), bytes);
  }

  /**
   * Zero bytes for a value that is dropped when it is no longer wanted; small ones are cut from
   * {@link Slabs}.
   */
  static Region takeCollected(long bytes) {
    if (bytes > Slabs.LARGEST) {
      return take(bytes);
    }
    long address = Slabs.take(bytes);
    Region region = new Region(address, IN_SLAB, address, bytes);
    region.ticket = Ledger.leased(bytes);
    return region;
  }

  /**
   * Bytes of unspecified content for a value that is dropped when it is no longer wanted; all but
   * small ones are on lease from {@link Workspaces}, since the system would clear them: a sixth of
   * the time of a sum over Cora's neighbours.
   */
  static Region takeUnset(long bytes) {
    if (bytes <= Slabs.LARGEST) {
      return takeCollected(bytes);
    }
    Workspace lease = Workspaces.leaseForValue(bytes);
    return new Region(0, 0, lease.address(), bytes, Optional.of(lease));
  }

  /** Gives the bytes back; a second call does nothing and returns false. */
  boolean release() {
    if (!released.compareAndSet(false, true)) {
      return false;
    }
    if (lease.isPresent()) {
      lease.get().close();
      return true;
    }
    if (mapped == IN_SLAB) {
      Slabs.giveBack(address, bytes);
      Ledger.pooled(bytes, ticket);
      return true;
    }
    if (mapped > 0) {
      SystemMemory.unmap(base, mapped);
    } else {
      SystemMemory.free(base);
    }
    Ledger.given(bytes, ticket);
    return true;
  }

  private static long roundUp(long value, long multiple) {
    return (value + multiple - 1) & -multiple;
  }

  private static OutOfMemoryError refused(long bytes) {
    return new OutOfMemoryError(
        "Memory(bytes="
            + bytes
            + "): the system refuses the allocation; native bytes in use: "
            + Memory.statistics().currentBytes()
            + ". Use smaller batches or widths, close values that are not needed, or give the process more memory.");
  }
}

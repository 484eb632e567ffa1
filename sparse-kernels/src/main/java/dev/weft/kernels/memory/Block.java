package dev.weft.kernels.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Function;

/**
 * One allocation and its owner. Reading its segment after {@link #close} throws; reading through
 * {@link Native#ALL} after it crashes the JVM. Thread-safe.
 */
public final class Block implements Allocation {
  private final Region region;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;
  private final Optional<Collected> reference;
  private int pins;
  private boolean closed;

  private Block(Region region, Function<MemorySegment, Optional<Collected>> register) {
    this.region = region;
    this.segment = MemorySegment.ofAddress(region.address).reinterpret(region.bytes, arena, null);
    this.reference = register.apply(segment);
  }

  /** A block that only {@link #close} frees. */
  static Block strict(Region region) {
    return new Block(region, segment -> Optional.empty());
  }

  /** A block that is also freed when its segments are out of reach. */
  static Block collected(Region region) {
    return new Block(region, segment -> Optional.of(Collected.register(segment, region)));
  }

  /** The bytes; 64-byte aligned. Slices of it keep a collected block from being freed. */
  public MemorySegment segment() {
    return segment;
  }

  /** Size in bytes. */
  public long bytes() {
    return region.bytes;
  }

  @Override
  public HostStorage storage(long offset, long length) {
    return new HostStorage(segment.asSlice(offset, length), DType.INT8, length, 1, 1);
  }

  /** What the {@link Ledger} knows the bytes by. */
  long ticket() {
    return region.ticket;
  }

  @Override
  public synchronized void pin() {
    if (closed) {
      throw new IllegalStateException(
          "Block(bytes=" + region.bytes + "): it is closed; expected memory that is still wanted.");
    }
    pins++;
  }

  @Override
  public synchronized void unpin() {
    pins--;
    if (closed && pins == 0) {
      free();
    }
  }

  /**
   * Frees the memory, or lets the last {@link #unpin} do it; a second call does nothing. Costs
   * about 20 µs, since no thread may be left inside the segment.
   */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      if (pins == 0) {
        free();
      }
    }
  }

  private void free() {
    arena.close();
    reference.ifPresent(Collected::forget);
    region.release();
  }
}

package dev.weft.kernels.memory;

import java.lang.ref.Cleaner;
import java.util.function.LongConsumer;

/**
 * One allocation in a device's memory. It is given back when it is closed and no longer pinned, or
 * some time after neither it nor a {@link DeviceStorage} in it is reachable. Thread-safe.
 */
public final class DeviceBlock implements Allocation {
  private static final Cleaner CLEANER = Cleaner.create();

  private final long address;
  private final long bytes;
  private final Cleaner.Cleanable release;
  private int pins;
  private boolean closed;

  /**
   * Takes over an allocation.
   *
   * @param address where it begins, as the device knows it
   * @param bytes its size
   * @param free gives an address back to the device; called once, by any thread
   */
  public DeviceBlock(long address, long bytes, LongConsumer free) {
    this.address = address;
    this.bytes = bytes;
    this.release = CLEANER.register(this, () -> free.accept(address));
  }

  /**
   * Where it begins, as the device knows it.
   *
   * @throws IllegalStateException when it was given back
   */
  public synchronized long address() {
    if (closed && pins == 0) {
      throw closed();
    }
    return address;
  }

  /** Size in bytes. */
  public long bytes() {
    return bytes;
  }

  @Override
  public Storage storage(long offset, long length) {
    if (offset < 0 || length < 0 || offset > bytes - length) {
      throw new IndexOutOfBoundsException(
          "DeviceBlock(bytes="
              + bytes
              + "): storage(offset="
              + offset
              + ", length="
              + length
              + ") is out of range. Allocate what the plan needs.");
    }
    address();
    return new DeviceStorage(this, offset, DType.INT8, length, 1, 1);
  }

  @Override
  public synchronized void pin() {
    if (closed) {
      throw closed();
    }
    pins++;
  }

  @Override
  public synchronized void unpin() {
    pins--;
    if (closed && pins == 0) {
      release.clean();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (pins == 0) {
      release.clean();
    }
  }

  private IllegalStateException closed() {
    return new IllegalStateException(
        "DeviceBlock(bytes=" + bytes + "): it is closed; expected memory that is still wanted.");
  }
}

package dev.weft.kernels.memory;

/**
 * A {@link Storage} in a device's memory, which it keeps from being freed by the garbage collector.
 * Nothing in this process can read it; {@link BackendMemory#copy} brings it here.
 *
 * @param block the allocation that it lies in
 * @param offset bytes from the allocation's start to the first row
 * @param dtype type of the elements
 * @param rows number of rows
 * @param width elements used in each row
 * @param rowStride elements from one row's start to the next
 */
public record DeviceStorage(
    DeviceBlock block, long offset, DType dtype, long rows, int width, long rowStride)
    implements Storage {
  /** Checks that the block holds all rows. */
  public DeviceStorage {
    long needed = Storage.span(dtype, rows, width, rowStride);
    if (offset < 0 || needed > block.bytes() - offset) {
      throw new IllegalArgumentException(
          "DeviceStorage: the block has "
              + block.bytes()
              + " bytes; "
              + needed
              + " are needed from byte "
              + offset
              + " on.");
    }
  }

  /**
   * Address of the first element, as the device knows it.
   *
   * @throws IllegalStateException when the block was given back
   */
  public long address() {
    return block.address() + offset;
  }

  @Override
  public HostStorage host() {
    throw new IllegalStateException(
        "DeviceStorage(rows="
            + rows
            + ", width="
            + width
            + "): it lies in a device's memory; expected rows of this process. Copy them here first.");
  }

  @Override
  public DeviceStorage as(DType type, long newRows, int newWidth, long newStride) {
    return new DeviceStorage(block, offset, type, newRows, newWidth, newStride);
  }
}

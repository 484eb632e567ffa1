package dev.weft.kernels.memory;

import java.lang.foreign.MemorySegment;

/**
 * A {@link Storage} in this process's memory. Does not own the segment: whoever made it keeps it
 * alive while a kernel runs.
 *
 * @param segment native memory; the first row starts at its beginning
 * @param dtype type of the elements
 * @param rows number of rows
 * @param width elements used in each row
 * @param rowStride elements from one row's start to the next
 */
public record HostStorage(MemorySegment segment, DType dtype, long rows, int width, long rowStride)
    implements Storage {
  /** Checks that the segment is native and holds all rows. */
  public HostStorage {
    long needed = Storage.span(dtype, rows, width, rowStride);
    if (segment.byteSize() < needed) {
      throw new IllegalArgumentException(
          "HostStorage: the segment holds "
              + segment.byteSize()
              + " bytes; "
              + needed
              + " are needed.");
    }
    if (!segment.isNative()) {
      throw new IllegalArgumentException(
          "HostStorage: the segment is on the heap; kernels need native memory.");
    }
  }

  /** Address of the first element of {@code row}. Not checked. */
  public long address(long row) {
    return segment.address() + row * rowStride * dtype.bytes();
  }

  @Override
  public HostStorage host() {
    return this;
  }

  @Override
  public HostStorage as(DType type, long newRows, int newWidth, long newStride) {
    return new HostStorage(segment, type, newRows, newWidth, newStride);
  }
}

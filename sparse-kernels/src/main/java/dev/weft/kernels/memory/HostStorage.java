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
    if (rows < 0 || width < 0 || rowStride < width) {
      throw new IllegalArgumentException(
          "HostStorage: rows="
              + rows
              + ", width="
              + width
              + ", rowStride="
              + rowStride
              + "; expected rows, width >= 0 and rowStride >= width.");
    }
    long elements = rows == 0 ? 0 : Math.addExact(Math.multiplyExact(rows - 1, rowStride), width);
    long needed = Math.multiplyExact(elements, dtype.bytes());
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
}

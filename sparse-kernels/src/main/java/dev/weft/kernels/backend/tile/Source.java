package dev.weft.kernels.backend.tile;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Storage;

/**
 * An operand or output as an address, for inner loops.
 *
 * @param dtype type of the elements
 * @param address first element
 * @param width elements used of a row
 * @param rowStride elements from row to row
 * @param elements elements that memory holds from {@code address} on
 */
public record Source(DType dtype, long address, int width, long rowStride, long elements) {
  static Source of(Storage storage) {
    HostStorage s = (HostStorage) storage;
    return new Source(
        s.dtype(),
        s.segment().address(),
        s.width(),
        s.rowStride(),
        s.segment().byteSize() / s.dtype().bytes());
  }

  /** Bytes from row to row. */
  public long strideBytes() {
    return rowStride * dtype.bytes();
  }

  /** Address of a row. */
  public long at(long row) {
    return address + row * strideBytes();
  }

  /**
   * True when {@code count} rows from {@code row} are floats laid out at {@code stride}, padding of
   * the last included.
   */
  public boolean holds(long row, long count, int stride) {
    return dtype.bytes() == 4 && rowStride == stride && (row + count) * stride <= elements;
  }

  /** True when rows follow each other without padding, here and at {@code stride}. */
  public boolean isDense(int stride) {
    return rowStride == width && stride == width;
  }

  /** True when every row may be read in whole blocks of 16 floats. */
  public boolean readableInBlocks(long rows) {
    int padded = (width + 15) & -16;
    return padded <= rowStride && (rows - 1) * rowStride + padded <= elements;
  }

  /** True when both use some byte. */
  boolean overlaps(Source other) {
    return address < other.end() && other.address < end();
  }

  private long end() {
    return address + elements * dtype.bytes();
  }
}

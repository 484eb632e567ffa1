package dev.weft.kernels.memory;

import java.lang.foreign.MemorySegment;

/** This process's own memory: nothing is ever copied for a kernel. */
public final class HostMemory implements BackendMemory {
  private static final HostMemory INSTANCE = new HostMemory();

  private HostMemory() {}

  /** The one there is. */
  public static HostMemory get() {
    return INSTANCE;
  }

  @Override
  public Workspace lease(long bytes) {
    return Workspaces.lease(bytes);
  }

  @Override
  public Block allocate(long bytes) {
    return Memory.allocateUnset(bytes);
  }

  @Override
  public HostStorage resident(Object owner, HostStorage rows) {
    return rows;
  }

  @Override
  public HostStorage current(HostStorage rows) {
    return rows;
  }

  @Override
  public void copy(Storage from, Storage to) {
    copy((HostStorage) from, (HostStorage) to);
  }

  /** Room of unspecified content for rows like these, freed when it is out of reach. */
  public static HostStorage like(Storage rows) {
    return Memory.allocateUnset(rows.bytes())
        .storage(0, rows.bytes())
        .as(rows.dtype(), rows.rows(), rows.width(), rows.rowStride());
  }

  @Override
  public void await() {
    // What is asked for here has happened when the call returns.
  }

  @Override
  public long peakBytes() {
    return Memory.statistics().peakBytes();
  }

  /** Copies rows of the same type, number and width, whatever their strides. */
  public static void copy(HostStorage from, HostStorage to) {
    long rowBytes = (long) from.width() * from.dtype().bytes();
    if (from.rowStride() == from.width() && to.rowStride() == to.width()) {
      MemorySegment.copy(from.segment(), 0, to.segment(), 0, from.rows() * rowBytes);
      return;
    }
    for (long row = 0; row < from.rows(); row++) {
      MemorySegment.copy(
          from.segment(),
          row * from.rowStride() * from.dtype().bytes(),
          to.segment(),
          row * to.rowStride() * to.dtype().bytes(),
          rowBytes);
    }
  }
}

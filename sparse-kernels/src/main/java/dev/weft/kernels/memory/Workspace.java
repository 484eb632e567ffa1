package dev.weft.kernels.memory;

import java.lang.foreign.MemorySegment;

/**
 * Scratch memory on lease: it goes back to the pool when closed. Its content is what the last user
 * left. One lease belongs to one run; nothing that outlives the run may point into it.
 */
public final class Workspace implements Lease {
  private final Block block;
  private final long bytes;
  private final long used;
  private final long ticket;
  private boolean closed;

  /**
   * A lease.
   *
   * @param bytes as asked for
   * @param used what counts as in use; a block may be larger
   * @param ticket of the use
   */
  Workspace(Block block, long bytes, long used, long ticket) {
    this.block = block;
    this.bytes = bytes;
    this.used = used;
    this.ticket = ticket;
  }

  /** Size in bytes, as asked for. */
  public long bytes() {
    return bytes;
  }

  /** Where it begins; for an owner that closes it. */
  long address() {
    return block.segment().address();
  }

  @Override
  public HostStorage storage(long offset, long length) {
    return new HostStorage(slice(offset, length), DType.INT8, length, 1, 1);
  }

  /**
   * The buffer at {@code offset}. It counts as one buffer in {@link Watch#largestBuffer}.
   *
   * @throws IndexOutOfBoundsException when it does not lie within the workspace
   * @throws IllegalStateException after close
   */
  public MemorySegment slice(long offset, long length) {
    if (isClosed()) {
      throw new IllegalStateException(
          "Workspace(bytes=" + bytes + "): it is closed. Lease one for every run.");
    }
    if (offset < 0 || length < 0 || offset > bytes - length) {
      throw new IndexOutOfBoundsException(
          "Workspace(bytes="
              + bytes
              + "): slice(offset="
              + offset
              + ", length="
              + length
              + ") is out of range. Lease what the plan needs.");
    }
    Ledger.buffer(length);
    return block.segment().asSlice(offset, length);
  }

  @Override
  public void close() {
    if (markClosed()) {
      Workspaces.giveBack(block, used, ticket);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized boolean markClosed() {
    boolean first = !closed;
    closed = true;
    return first;
  }
}

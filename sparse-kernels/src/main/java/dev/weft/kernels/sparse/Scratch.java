package dev.weft.kernels.sparse;

import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Workspace;
import dev.weft.kernels.memory.Workspaces;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory of unspecified content that a build needs until it is done. Small pieces come from the
 * pool, which saves the system's zeroing of fresh pages, a tenth of the time to build a graph;
 * large ones go back to the system, so that a huge graph leaves no idle memory behind.
 */
final class Scratch implements AutoCloseable {
  private static final long POOLED = 64L << 20;

  private final List<Runnable> owners = new ArrayList<>();

  MemorySegment bytes(long count) {
    if (count > POOLED) {
      Block block = Memory.allocate(count);
      owners.add(block::close);
      return block.segment();
    }
    Workspace workspace = Workspaces.lease(count);
    owners.add(workspace::close);
    return workspace.slice(0, count);
  }

  MemorySegment ints(long count) {
    return bytes(Math.multiplyExact(count, 4L));
  }

  MemorySegment longs(long count) {
    return bytes(Math.multiplyExact(count, 8L));
  }

  IdArray ids(long count, DType dtype) {
    return new IdArray(dtype == DType.INT64 ? longs(count) : ints(count), dtype);
  }

  @Override
  public void close() {
    owners.forEach(Runnable::run);
  }
}

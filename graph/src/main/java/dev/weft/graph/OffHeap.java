package dev.weft.graph;

import dev.weft.kernels.memory.Memory;
import java.lang.foreign.MemorySegment;

/** Native memory that goes when nothing refers to it any more. */
final class OffHeap {
  private OffHeap() {}

  /** Zeroed memory, aligned for vector loads. */
  static MemorySegment allocate(long bytes) {
    return Memory.allocateCollected(bytes).segment();
  }
}

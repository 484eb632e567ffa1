package dev.weft.graph;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Native memory that goes when nothing refers to it any more. */
final class OffHeap {
  private OffHeap() {}

  /** Zeroed, 64-byte aligned memory. */
  static MemorySegment allocate(long bytes) {
    return Arena.ofAuto().allocate(bytes, 64);
  }
}

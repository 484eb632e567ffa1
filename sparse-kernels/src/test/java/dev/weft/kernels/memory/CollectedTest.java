package dev.weft.kernels.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.junit.jupiter.api.Test;

class CollectedTest {
  private static final long MIB = 1L << 20;

  @Test
  void aDroppedBlockComesBackThroughTheCollector() {
    long before = Memory.statistics().collectedBytes();
    drop(12345);
    for (int i = 0; i < 100 && Memory.statistics().collectedBytes() < before + 12345; i++) {
      Collected.collectNow();
    }
    assertTrue(Memory.statistics().collectedBytes() >= before + 12345);
  }

  @Test
  void aSliceKeepsItsBlockAlive() {
    MemorySegment slice = sliceOfADroppedBlock();
    for (int i = 0; i < 5; i++) {
      Collected.collectNow();
    }
    assertEquals(77, slice.get(JAVA_INT, 0));
    Reference.reachabilityFence(slice);
  }

  @Test
  void closingEarlyIsNotCountedAsCollected() {
    Collected.collectNow();
    try (Watch watch = Memory.watch()) {
      Block block = Memory.allocateCollected(4321);
      long before = Memory.statistics().collectedBytes();
      block.close();
      block.close();
      Collected.collectNow();
      assertEquals(before, Memory.statistics().collectedBytes());
      assertEquals(0, watch.heldBytes());
    }
  }

  @Test
  void droppedBlocksDoNotPileUp() {
    try (Watch watch = Memory.watch()) {
      for (int i = 0; i < 200; i++) {
        drop(32 * MIB);
      }
      // 6,400 MiB were dropped; the threshold is 256 MiB, and doubling may pass it once.
      assertTrue(watch.peakBytes() < 1024 * MIB, () -> "peak " + watch.peakBytes());
    }
  }

  private static void drop(long bytes) {
    assertEquals(bytes, Memory.allocateCollected(bytes).bytes());
  }

  private static MemorySegment sliceOfADroppedBlock() {
    MemorySegment segment = Memory.allocateCollected(4 * MIB).segment();
    segment.set(JAVA_INT, 64, 77);
    return segment.asSlice(64, 4);
  }
}

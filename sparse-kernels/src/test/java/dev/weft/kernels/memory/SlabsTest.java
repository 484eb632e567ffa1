package dev.weft.kernels.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlabsTest {
  @Test
  void aSmallBlockIsUsedAgainAndZeroed() {
    Memory.allocateCollected(300).close();
    try (Watch watch = Memory.watch()) {
      for (int i = 0; i < 5; i++) {
        Block block = Memory.allocateCollected(300);
        assertEquals(0, block.segment().get(JAVA_BYTE, 299));
        assertEquals(0, block.segment().address() % Memory.ALIGNMENT);
        block.segment().fill((byte) 1);
        assertEquals(300, watch.heldBytes());
        block.close();
      }
      assertEquals(0, watch.allocations());
      assertEquals(0, watch.heldBytes());
    }
  }

  @Test
  void blocksAtTheSameTimeDoNotOverlap() {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Block block = Memory.allocateCollected(1 + 37L * i % 4096);
      block.segment().fill((byte) i);
      blocks.add(block);
    }
    for (int i = 0; i < 200; i++) {
      for (byte element : blocks.get(i).segment().toArray(JAVA_BYTE)) {
        assertEquals((byte) i, element);
      }
      blocks.get(i).close();
    }
  }

  @Test
  void manySmallBlocksTakeFewSlabs() {
    try (Watch watch = Memory.watch()) {
      List<Block> blocks = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        blocks.add(Memory.allocateCollected(4));
      }
      assertTrue(watch.allocations() <= 2, () -> watch.allocations() + " slabs for 128,000 bytes");
      assertEquals(8000, watch.heldBytes());
      blocks.forEach(Block::close);
    }
  }
}

package dev.weft.kernels.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {
  private static final long HUGE = 2L << 20;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 63, 64, 65, 4097, HUGE - 1, HUGE, HUGE + 1, 3 * HUGE})
  void blocksAreAlignedZeroedAndWritableToTheLastByte(long bytes) {
    try (Block block = Memory.allocate(bytes)) {
      MemorySegment segment = block.segment();
      assertEquals(bytes, segment.byteSize());
      assertEquals(0, segment.address() % Memory.ALIGNMENT);
      assertTrue(segment.address() > 0);
      for (long i = 0; i < bytes; i += 61) {
        assertEquals(0, segment.get(JAVA_BYTE, i));
      }
      segment.fill((byte) 7);
      assertTrue(bytes == 0 || segment.get(JAVA_BYTE, bytes - 1) == 7);
    }
  }

  @Test
  void largeBlocksBeginOnAHugePageWhereThereAreSome() {
    try (Block block = Memory.allocate(5 * HUGE)) {
      long border = SystemMemory.mapsPages() ? HUGE : Memory.ALIGNMENT;
      assertEquals(0, block.segment().address() % border);
    }
  }

  @Test
  void closingGivesTheBytesBackOnce() {
    try (Watch watch = Memory.watch()) {
      Block small = Memory.allocate(1000);
      Block large = Memory.allocate(3 * HUGE);
      assertEquals(1000 + 3 * HUGE, watch.heldBytes());
      small.close();
      small.close();
      large.close();
      large.close();
      assertEquals(0, watch.heldBytes());
      assertEquals(1000 + 3 * HUGE, watch.peakBytes());
      assertEquals(3 * HUGE, watch.largestBuffer());
      assertEquals(2, watch.allocations());
    }
  }

  @Test
  void readingAClosedBlockThrows() {
    Block block = Memory.allocate(100);
    MemorySegment slice = block.segment().asSlice(10, 10);
    block.close();
    assertThrows(IllegalStateException.class, () -> slice.get(JAVA_BYTE, 0));
  }

  @Test
  void aNegativeSizeIsRefusedWithItsCure() {
    var e = assertThrows(IllegalArgumentException.class, () -> Memory.allocate(-5));
    assertEquals(
        "Memory: bytes=-5; expected 0 or more. Did a size overflow? Multiply sizes with"
            + " Math.multiplyExact.",
        e.getMessage());
  }

  @Test
  void aSizeBeyondEveryAddressSpaceIsRefused() {
    var e = assertThrows(OutOfMemoryError.class, () -> Memory.allocate(Long.MAX_VALUE));
    assertTrue(e.getMessage().startsWith("Memory(bytes=9223372036854775807): "), e.getMessage());
  }

  @Test
  void whatTheSystemRefusesIsAnErrorThatNamesTheSizeAndCountsNothing() throws IOException {
    Path overcommit = Path.of("/proc/sys/vm/overcommit_memory");
    assumeFalse(Files.exists(overcommit) && Files.readString(overcommit).startsWith("1"));
    try (Watch watch = Memory.watch()) {
      var e = assertThrows(OutOfMemoryError.class, () -> Memory.allocate(1L << 46));
      assertTrue(
          e.getMessage().startsWith("Memory(bytes=70368744177664): the system refuses"),
          e.getMessage());
      assertEquals(0, watch.heldBytes());
    }
  }

  @Test
  void aWatchForgetsItsHighWaterMarksOnReset() {
    try (Watch watch = Memory.watch()) {
      Memory.allocate(5000).close();
      watch.reset();
      assertEquals(0, watch.largestBuffer());
      Memory.allocate(300).close();
      assertEquals(300, watch.largestBuffer());
    }
  }

  @Test
  void aWatchIgnoresWhatWasThereBefore() {
    Block earlier = Memory.allocate(1000);
    try (Watch watch = Memory.watch();
        Block own = Memory.allocate(300)) {
      earlier.close();
      assertEquals(own.bytes(), watch.heldBytes());
      assertEquals(300, watch.peakBytes());
    }
  }

  @Test
  void aClosedWatchCountsNoMore() {
    Watch watch = Memory.watch();
    watch.close();
    Memory.allocate(5000).close();
    assertEquals(0, watch.largestBuffer());
  }
}

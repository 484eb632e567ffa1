package dev.weft.kernels.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkspacesTest {
  @BeforeEach
  @AfterEach
  void empty() {
    Workspaces.trim();
  }

  @Test
  void aWarmLeaseTakesNothingFromTheSystem() {
    Workspaces.lease(100_000).close();
    try (Watch watch = Memory.watch()) {
      for (int i = 0; i < 10; i++) {
        Workspaces.lease(100_000 - i).close();
      }
      assertEquals(0, watch.allocations());
      assertEquals(0, watch.heldBytes());
    }
  }

  @Test
  void leasesAtTheSameTimeDoNotOverlap() {
    try (Workspace a = Workspaces.lease(1000);
        Workspace b = Workspaces.lease(1000)) {
      a.slice(0, 1000).fill((byte) 1);
      b.slice(0, 1000).fill((byte) 2);
      assertEquals(0x01010101, a.slice(996, 4).get(JAVA_INT, 0));
      assertNotEquals(a.slice(0, 1).address(), b.slice(0, 1).address());
    }
  }

  @Test
  void aWatchCountsALeaseFromItsBeginningToItsEnd() {
    Workspace earlier = Workspaces.lease(8192);
    try (Watch watch = Memory.watch()) {
      earlier.close();
      Workspace own = Workspaces.lease(8192);
      assertEquals(8192, watch.heldBytes());
      own.close();
      Workspaces.trim();
      assertEquals(0, watch.heldBytes());
      assertEquals(8192, watch.peakBytes());
      assertEquals(0, watch.allocations());
    }
  }

  @Test
  void trimmingWhatWasTakenUnderAWatchLeavesNothingHeld() {
    try (Watch watch = Memory.watch()) {
      long current = Memory.statistics().currentBytes();
      Workspaces.lease(8192).close();
      Workspaces.trim();
      assertEquals(0, watch.heldBytes());
      assertTrue(Memory.statistics().currentBytes() <= current);
    }
  }

  @Test
  void onlySlicesCountAsBuffers() {
    try (Watch watch = Memory.watch();
        Workspace workspace = Workspaces.lease(1 << 20)) {
      assertEquals(0, watch.largestBuffer());
      workspace.slice(0, 640);
      workspace.slice(640, 128);
      assertEquals(640, watch.largestBuffer());
    }
  }

  @Test
  void anEmptyLeaseIsFine() {
    try (Workspace workspace = Workspaces.lease(0)) {
      assertEquals(0, workspace.slice(0, 0).byteSize());
    }
  }

  @Test
  void aSliceOutsideThrows() {
    try (Workspace workspace = Workspaces.lease(100)) {
      assertThrows(IndexOutOfBoundsException.class, () -> workspace.slice(90, 11));
      assertThrows(IndexOutOfBoundsException.class, () -> workspace.slice(-1, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> workspace.slice(1, Long.MAX_VALUE));
    }
  }

  @Test
  void onlyWhatIsAskedForOfALargerBlockIsInUse() {
    Workspaces.lease(2 << 20).close();
    try (Watch watch = Memory.watch();
        Workspace smaller = Workspaces.lease(5 << 18)) {
      assertEquals(0, watch.allocations());
      assertEquals(5 << 18, watch.peakBytes());
      assertEquals(5 << 18, smaller.bytes());
    }
  }

  @Test
  void aReturnedWorkspaceMayNotBeSliced() {
    long before = Memory.statistics().pooledBytes();
    Workspace workspace = Workspaces.lease(100);
    workspace.close();
    workspace.close();
    assertThrows(IllegalStateException.class, () -> workspace.slice(0, 1));
    assertEquals(before + 4096, Memory.statistics().pooledBytes());
  }

  @Test
  void idleBlocksAreBounded() {
    long before = Memory.statistics().pooledBytes();
    List<Workspace> leases = new ArrayList<>();
    for (int i = 0; i < 3 * Workspaces.MAX_IDLE; i++) {
      leases.add(Workspaces.lease(5000));
    }
    leases.forEach(Workspace::close);
    assertEquals(
        before + Workspaces.MAX_IDLE * Workspaces.sizeClass(5000),
        Memory.statistics().pooledBytes());
    Workspaces.trim();
    assertEquals(before, Memory.statistics().pooledBytes());
  }

  @Test
  void whatIsHeldFollowsWhatWasOnLeaseAtOnce() {
    // More than other tests had on lease in this process.
    long large = Memory.statistics().peakBytes() + (64L << 20);
    long before = Memory.statistics().currentBytes() + Memory.statistics().pooledBytes();
    Workspaces.lease(large).close();
    Workspaces.lease(large / 10).close();
    long more = large + large / 2;
    Workspaces.lease(more).close();
    Statistics now = Memory.statistics();
    long held = now.currentBytes() + now.pooledBytes() - before;
    assertTrue(held <= more + more / 7, () -> held + " bytes are held after " + more);
    assertTrue(held >= more, () -> held + " bytes are held after " + more);
  }

  @Test
  void aRunTakesALargerBlockAndAValueDoesNot() {
    Workspaces.lease(8 << 20).close();
    try (Watch watch = Memory.watch()) {
      Workspaces.lease(2 << 20).close();
      assertEquals(0, watch.allocations());
      Workspaces.leaseForValue(2 << 20).close();
      assertEquals(1, watch.allocations());
    }
  }

  @Test
  void aClassHoldsWhatWasAskedForAndWastesAtMostA32nd() {
    long seed = 3;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 10_000; i++) {
      long bytes = random.nextLong(1L << random.nextInt(13, 46)) + 4096;
      long size = Workspaces.sizeClass(bytes);
      assertTrue(
          size >= bytes && size <= bytes + bytes / 32 + 64,
          () -> "seed=" + seed + " bytes=" + bytes + " class=" + size);
      assertEquals(size, Workspaces.sizeClass(size), () -> "seed=" + seed);
    }
  }

  @Test
  void manyThreadsMayLeaseAtOnce() throws Exception {
    try (Watch watch = Memory.watch();
        ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int mark = t;
        runs.add(pool.submit(() -> leaseAndCheck(mark)));
      }
      for (Future<?> run : runs) {
        run.get();
      }
      assertEquals(0, watch.heldBytes());
    }
  }

  private static void leaseAndCheck(int mark) {
    for (int i = 0; i < 500; i++) {
      try (Workspace workspace = Workspaces.lease(4096 + i)) {
        var ints = workspace.slice(0, 4096);
        for (int j = 0; j < 1024; j++) {
          ints.setAtIndex(JAVA_INT, j, mark);
        }
        for (int j = 0; j < 1024; j++) {
          assertEquals(mark, ints.getAtIndex(JAVA_INT, j));
        }
      }
    }
  }
}

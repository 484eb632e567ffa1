package dev.weft.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.backend.cuda.CudaBackend;
import dev.weft.kernels.backend.cuda.sim.SimulatedDevice;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.Allocation;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.DeviceStorage;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Lease;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.memory.Storage;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows on a device, and their way there and back. */
class CudaMemoryTest {
  private final SimulatedDevice device = new SimulatedDevice(3);
  private final CudaBackend backend = new CudaBackend(device);
  private final BackendMemory memory = backend.memory();

  /** Three rows of two, [10 i, 10 i + 1], with a stride. */
  private static HostStorage rows(int stride) {
    HostStorage s = blank(stride);
    for (int i = 0; i < 3; i++) {
      s.segment().setAtIndex(ValueLayout.JAVA_FLOAT, (long) i * stride, 10f * i);
      s.segment().setAtIndex(ValueLayout.JAVA_FLOAT, (long) i * stride + 1, 10f * i + 1);
    }
    return s;
  }

  private static HostStorage blank(int stride) {
    return new HostStorage(
        Memory.allocateCollected(4L * 3 * stride).segment(), DType.FLOAT32, 3, 2, stride);
  }

  private static float[] numbers(HostStorage s) {
    float[] out = new float[6];
    for (int i = 0; i < 6; i++) {
      out[i] = s.segment().getAtIndex(ValueLayout.JAVA_FLOAT, i / 2 * s.rowStride() + i % 2);
    }
    return out;
  }

  @Test
  void rowsComeBackAsTheyWentWhateverTheirStrides() {
    for (int stride : new int[] {2, 3, 16}) {
      Storage there = memory.current(rows(5));
      try (Allocation room = memory.allocate(4L * 3 * stride)) {
        Storage moved = room.storage(0, 0).as(DType.FLOAT32, 3, 2, stride);
        memory.copy(there, moved);
        HostStorage back = blank(7);
        memory.copy(moved, back);
        assertArrayEquals(new float[] {0, 1, 10, 11, 20, 21}, numbers(back));
      }
    }
  }

  @Test
  void rowsOfAnOwnerAreSentOnce() {
    HostStorage rows = rows(2);
    Object owner = new Object();
    Storage first = memory.resident(owner, rows);
    long moved = device.moved();
    assertSame(first, memory.resident(owner, rows));
    assertEquals(moved, device.moved());
    assertNotEquals(first, memory.resident(new Object(), rows), "another owner's may change");
    assertNotEquals(first, memory.current(rows));
    Reference.reachabilityFence(owner);
  }

  @Test
  void whatNobodyWantsIsFreed() throws InterruptedException {
    memory.resident(new Object(), rows(2));
    HostStorage mine = rows(2);
    for (int tries = 0; tries < 500 && (tries == 0 || device.allocations() > 1); tries++) {
      System.gc();
      Thread.sleep(5);
      // Copies whose owner is gone are forgotten when others are asked for.
      memory.resident(this, mine);
    }
    assertEquals(1, device.allocations(), "the rows of this test alone");
  }

  @Test
  void thePeakStaysWhenMemoryIsGivenBack() {
    memory.allocate(1000).close();
    memory.allocate(300).close();
    assertEquals(1000, memory.peakBytes());
  }

  @Test
  void aPinKeepsClosedMemory() {
    Allocation block = memory.allocate(8);
    DeviceStorage two = (DeviceStorage) block.storage(0, 8).as(DType.FLOAT32, 2, 1, 1);
    block.pin();
    block.close();
    assertTrue(two.address() != 0);
    assertThrows(IllegalStateException.class, block::pin);
    block.unpin();
    assertEquals(0, device.allocations());
    assertThrows(IllegalStateException.class, two::address);
    block.close();
  }

  @Test
  void rowsBeyondTheirMemoryAreRefused() {
    try (Lease lease = memory.lease(8)) {
      assertThrows(IndexOutOfBoundsException.class, () -> lease.storage(4, 5));
      Storage bytes = lease.storage(4, 4);
      assertThrows(IllegalArgumentException.class, () -> bytes.as(DType.FLOAT32, 2, 1, 1));
      assertThrows(IllegalStateException.class, bytes::host);
    }
  }

  @Test
  void aLaunchOverRowsElsewhereSaysSo() {
    Kernel copy =
        new Kernel(
            Kernel.Domain.ROWS,
            List.of(new Kernel.Operand(DType.FLOAT32, 2)),
            List.of(new Instr.Load(0, Instr.At.ROW, Shape.of(2))),
            List.of(new Kernel.Output(0, Kernel.Target.ROW)));
    Launch launch =
        new Launch(
            3,
            Optional.empty(),
            List.of(memory.current(rows(2))),
            List.of(blank(2)),
            new double[0],
            new long[0]);
    CompiledKernel compiled = backend.compile(copy);
    String says =
        assertThrows(IllegalArgumentException.class, () -> compiled.run(launch)).getMessage();
    assertTrue(says.contains("expected the device's"), says);
  }
}

package dev.weft.kernels.backend.tile;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.backend.Launch;
import dev.weft.kernels.backend.tile.Tiers.Tier;
import dev.weft.kernels.backend.vector.VectorBackend;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Csr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  private static final int NODES = 50;
  private static final int EDGES = 400;
  private static final int WIDTH = 24;

  /** The sum of the exponentials of the neighbours' rows. */
  private static Kernel kernel() {
    return new Kernel(
        Kernel.Domain.NEIGHBORS,
        List.of(new Kernel.Operand(DType.FLOAT32, WIDTH)),
        List.of(
            new Instr.Load(0, Instr.At.NEIGHBOR, Shape.of(WIDTH)),
            new Instr.Unary(UnaryOp.EXP, 0),
            new Instr.Reduce(Reduction.SUM, 1)),
        List.of(new Kernel.Output(2, Kernel.Target.ROW)));
  }

  private static float[] run(TileKernel kernel) {
    Random random = new Random(7);
    int[] row = random.ints(EDGES, 0, NODES).toArray();
    int[] col = random.ints(EDGES, 0, NODES).toArray();
    Csr csr = Coo.of(NODES, NODES, row, col).toCsr();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment x = arena.allocate(4L * NODES * WIDTH, 64);
      MemorySegment y = arena.allocate(4L * NODES * WIDTH, 64);
      for (int i = 0; i < NODES * WIDTH; i++) {
        x.setAtIndex(JAVA_FLOAT, i, (float) random.nextGaussian());
      }
      kernel.run(
          new Launch(
              NODES,
              Optional.of(csr),
              List.of(new HostStorage(x, DType.FLOAT32, NODES, WIDTH, WIDTH)),
              List.of(new HostStorage(y, DType.FLOAT32, NODES, WIDTH, WIDTH)),
              new double[0],
              new long[0]));
      return y.toArray(JAVA_FLOAT);
    }
  }

  @Test
  void loopsTakeOverOnceTheyAreRehearsedAndChangeNoBit() {
    TileKernel kernel = ((BlockedKernel) new VectorBackend().compile(kernel())).plain();
    float[] before = run(kernel);
    Tier plain = kernel.tiers().current();
    kernel.tiers().prepare();
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (kernel.tiers().current() == plain && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    Tier fused = kernel.tiers().current();
    assertNotSame(plain, fused, "the loops did not take over within a minute");
    assertTrue(
        Arrays.stream(fused.plan().entry)
            .flatMap(Arrays::stream)
            .anyMatch(step -> step instanceof Step.Looped));
    assertArrayEquals(before, run(kernel));
  }
}

package dev.weft.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.kernels.backend.KernelRuns.Problem;
import dev.weft.kernels.backend.KernelRuns.Stride;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Counter;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Csr;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TotalsTest {
  private static final List<String> FLOATS = List.of("portable", "vector");

  @Test
  void totalsOverRowsAgree() {
    for (int width : new int[] {1, 3, 8, 16, 47, 130}) {
      for (long rows : new long[] {0, 1, 1023, 1024, 1025, 5000}) {
        Bodies b = new Bodies(Domain.ROWS);
        int x = b.load(At.ROW, width);
        b.out(x, Target.TOTAL_SUM)
            .out(x, Target.TOTAL_MAX)
            .out(x, Target.TOTAL_MIN)
            .out(b.add(new Instr.Literal(0.5)), Target.TOTAL_SUM);
        Random random = new Random(rows);
        Agreement.check(
            "rows " + rows,
            KernelRuns.problem(
                b.kernel(), rows, Optional.empty(), random::nextGaussian, Stride.PADDED),
            60);
      }
    }
  }

  /**
   * One plus a million tiny numbers, each below half a unit of the sum: added one by one they would
   * vanish.
   */
  @Test
  void aLongSumKeepsWhatOneByOneWouldLose() {
    Bodies b = new Bodies(Domain.ROWS);
    b.out(b.load(At.ROW), Target.TOTAL_SUM);
    int[] next = {0};
    Problem problem =
        KernelRuns.problem(
            b.kernel(), 1_000_000, Optional.empty(), () -> next[0]++ == 0 ? 1 : 1e-8, Stride.TIGHT);
    for (String backend : FLOATS) {
      assertEquals(
          1.01, KernelRuns.run(KernelRuns.named(backend), problem).getFirst()[0], 2e-5, backend);
    }
  }

  @Test
  void foldsOverAnyAxesAgree() {
    int[][] shapes = {{5}, {16}, {40}, {257}, {3, 4}, {4, 16}, {16, 3}, {2, 3, 4}, {0, 3}, {3, 0}};
    Random random = new Random(9);
    for (int[] shape : shapes) {
      for (Reduction op : Reduction.values()) {
        for (List<Integer> axes :
            List.of(
                List.of(0),
                List.of(-1),
                List.<Integer>of(),
                shape.length > 1 ? List.of(0, shape.length - 1) : List.of(0))) {
          Bodies b = new Bodies(Domain.ROWS);
          b.out(b.add(new Instr.Fold(op, b.load(At.ROW, shape), axes)), Target.ROW);
          Problem problem =
              KernelRuns.problem(
                  b.kernel(),
                  21,
                  Optional.empty(),
                  () -> 0.5 + random.nextInt(64) / 64.0,
                  Stride.PADDED);
          Agreement.check(op + " over " + axes, problem, 300);
        }
      }
    }
  }

  @Test
  void randomNumbersAreTheSameOnEveryBackendAcrossThe32BitBorder() {
    // Rows times columns passes 2^32 between the first and the last row.
    Csr wide =
        Csr.of(
            2_000_000_000L,
            new long[] {0, 2, 4, 5},
            new int[] {5, 1_999_999_999, 294_967_290, 294_967_295, 7},
            new int[] {1, 4, 0, 3, 2});
    for (Counter counter : Counter.values()) {
      for (int width : new int[] {1, 5, 16, 40}) {
        Bodies b = new Bodies(Domain.NEIGHBORS);
        b.out(b.add(new Instr.Random(0, counter, Shape.of(width))), Target.EDGE);
        Problem problem =
            new Problem(
                b.kernel(),
                3,
                Optional.of(wide),
                List.of(),
                new double[0],
                new long[] {12345},
                Stride.PADDED);
        Agreement.check(counter + " width " + width, problem, 0);
      }
    }
  }

  @Test
  void anOutputMayBeAnOperandOfTheSameRows() {
    for (String backend : FLOATS) {
      for (int width : new int[] {1, 5, 16}) {
        Bodies b = new Bodies(Domain.ROWS);
        int x = b.load(At.ROW, width);
        int y = b.add(new Instr.Binary(BinaryOp.ADD, x, x));
        int z =
            b.add(new Instr.Binary(BinaryOp.SUB, y, b.add(new Instr.Binary(BinaryOp.MUL, x, x))));
        b.out(y, Target.ROW).out(z, Target.ROW);
        try (Arena arena = Arena.ofConfined()) {
          HostStorage in =
              new HostStorage(
                  arena.allocate(4L * 100 * width, 64), DType.FLOAT32, 100, width, width);
          HostStorage out =
              new HostStorage(
                  arena.allocate(4L * 100 * width, 64), DType.FLOAT32, 100, width, width);
          in.segment().copyFrom(arena.allocateFrom(ValueLayout.JAVA_FLOAT, filled(100 * width, 3)));
          KernelRuns.named(backend)
              .compile(b.kernel())
              .run(
                  new Launch(
                      100,
                      Optional.empty(),
                      List.of(in),
                      List.of(in, out),
                      new double[0],
                      new long[0]));
          assertArrayEquals(
              filled(100 * width, 6), in.segment().toArray(ValueLayout.JAVA_FLOAT), backend);
          assertArrayEquals(
              filled(100 * width, -3), out.segment().toArray(ValueLayout.JAVA_FLOAT), backend);
        }
      }
    }
  }

  private static float[] filled(int n, float value) {
    float[] out = new float[n];
    java.util.Arrays.fill(out, value);
    return out;
  }
}

package dev.weft.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.backend.KernelRuns.Problem;
import dev.weft.kernels.backend.KernelRuns.Stride;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.UnaryOp;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementwiseTest {
  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    0.5f,
    -0.5f,
    1.5f,
    2.5f,
    -2.5f,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    1e-40f,
    -1e-40f,
    88.7f,
    88.8f,
    -87.4f,
    -103.9f,
    -104.1f,
    0x1p23f,
    -0x1p23f,
    8388607.5f,
    16777215f,
    47999f,
    48001f,
    1e10f,
    -1f / 3,
    0.92f,
    0.625f,
    -0.9999999f
  };

  @ParameterizedTest
  @EnumSource(UnaryOp.class)
  void functionsAreWithinThreeUnitsOverAllFloats(UnaryOp op) {
    float[] values = new float[20_011 + SPECIAL.length];
    System.arraycopy(SPECIAL, 0, values, 0, SPECIAL.length);
    for (int i = SPECIAL.length; i < values.length; i++) {
      values[i] = Float.intBitsToFloat((i - SPECIAL.length) * 214_631);
    }
    Bodies b = new Bodies(Domain.ROWS);
    b.out(b.add(new Instr.Unary(op, b.load(At.ROW, 1))), Target.ROW);
    int[] next = {0};
    Problem problem =
        KernelRuns.problem(
            b.kernel(), values.length, Optional.empty(), () -> values[next[0]++], Stride.TIGHT);
    double[] expected = KernelRuns.run(Backends.named("reference"), problem).getFirst();
    double[] actual = KernelRuns.run(Backends.named("portable"), problem).getFirst();
    double[] vector = KernelRuns.run(KernelRuns.named("vector"), problem).getFirst();
    for (int i = 0; i < values.length; i++) {
      float rounded = (float) expected[i];
      boolean close =
          Float.compare(rounded, (float) actual[i]) == 0
              || rounded == 0 && actual[i] == 0
              || Math.abs(expected[i] - actual[i]) <= 3 * Math.ulp(rounded)
                  && !Float.isInfinite(rounded);
      assertTrue(close, op + "(" + values[i] + ") = " + actual[i] + ", expected " + expected[i]);
      assertTrue(
          Double.compare(actual[i], vector[i]) == 0,
          op + "(" + values[i] + "): vector gives " + vector[i] + ", portable " + actual[i]);
    }
  }

  @ParameterizedTest
  @EnumSource(BinaryOp.class)
  void everyWayOfBroadcastingAgrees(BinaryOp op) {
    List<List<int[]>> shapes =
        List.of(
            List.of(new int[] {7}, new int[] {7}),
            List.of(new int[] {}, new int[] {7}),
            List.of(new int[] {257}, new int[] {1}),
            List.of(new int[] {33}, new int[] {33}),
            List.of(new int[] {4, 16}, new int[] {4, 1}),
            List.of(new int[] {3, 1}, new int[] {3, 5}),
            List.of(new int[] {3, 1}, new int[] {1, 17}),
            List.of(new int[] {2, 9}, new int[] {9}),
            List.of(new int[] {8}, new int[] {}),
            List.of(new int[] {1}, new int[] {1}),
            List.of(new int[] {2, 32}, new int[] {2, 1}),
            List.of(new int[] {0}, new int[] {1}));
    Random random = new Random(op.ordinal());
    for (List<int[]> pair : shapes) {
      for (At left : List.of(At.ROW, At.UNIFORM)) {
        for (At right : List.of(At.ROW, At.UNIFORM)) {
          for (Stride stride : Stride.values()) {
            Bodies b = new Bodies(Domain.ROWS);
            b.out(
                b.add(new Instr.Binary(op, b.load(left, pair.get(0)), b.load(right, pair.get(1)))),
                Target.ROW);
            Problem problem =
                KernelRuns.problem(b.kernel(), 45, Optional.empty(), () -> number(random), stride);
            // One rounding; the quotient of doubles rounds twice, which stays within one unit.
            Agreement.check(op + " " + left + " " + right, problem, 0);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = BinaryOp.class,
      names = {"MAX", "MIN"})
  void extremesWithANumberOfTheTextAgree(BinaryOp op) {
    Random random = new Random(1);
    for (double bound : new double[] {0, -0.0, 1, -2, Double.NaN, Double.POSITIVE_INFINITY}) {
      for (int width : new int[] {1, 7, 16, 33}) {
        Bodies b = new Bodies(Domain.ROWS);
        int x = b.load(At.ROW, width);
        int literal = b.add(new Instr.Literal(bound));
        b.out(b.add(new Instr.Binary(op, x, literal)), Target.ROW);
        b.out(b.add(new Instr.Binary(op, literal, x)), Target.ROW);
        Problem problem =
            KernelRuns.problem(
                b.kernel(), 99, Optional.empty(), () -> number(random), Stride.PADDED);
        Agreement.check(op + " " + bound + ", width " + width, problem, 0);
      }
    }
  }

  private static double number(Random random) {
    return random.nextInt(4) == 0 ? SPECIAL[random.nextInt(SPECIAL.length)] : random.nextInt(9) - 4;
  }

  @ParameterizedTest
  @EnumSource(Stride.class)
  void theBranchNotTakenHasNoInfluence(Stride stride) {
    Random random = new Random(3);
    for (int width : new int[] {1, 5, 8, 16, 47}) {
      Bodies b = new Bodies(Domain.ROWS);
      int c = b.load(At.ROW, width);
      int x = b.load(At.ROW, width);
      int y = b.load(At.ROW, 1);
      b.out(b.add(new Instr.Select(c, x, y)), Target.ROW);
      Kernel kernel = b.kernel();
      Agreement.check(
          "select",
          KernelRuns.problem(kernel, 39, Optional.empty(), () -> number(random), stride),
          0);
    }
  }
}

package dev.weft.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.backend.CornerCsrs.Case;
import dev.weft.kernels.backend.KernelRuns.Problem;
import dev.weft.kernels.backend.KernelRuns.Stride;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Outputs in the memory of an operand that is read by row give the bits that others give. */
class InPlaceTest {
  static Stream<Case> cases() {
    return CornerCsrs.all().stream();
  }

  /** Rows that are replaced are summed, multiplied and copied as well. */
  private static Kernel replacing(int width) {
    Bodies b = new Bodies(Domain.NEIGHBORS);
    int own = b.load(At.ROW, width);
    int other = b.load(At.ROW, width);
    int sum = b.add(new Instr.Reduce(Reduction.SUM, b.load(At.NEIGHBOR, width)));
    int all = b.add(new Instr.Binary(BinaryOp.ADD, own, sum));
    return b.out(all, Target.ROW)
        .out(b.add(new Instr.Binary(BinaryOp.MUL, all, other)), Target.ROW)
        .out(own, Target.TOTAL_SUM)
        .out(other, Target.TOTAL_MAX)
        .out(b.outer(own, sum), Target.TOTAL_SUM)
        .out(own, Target.ROW)
        .kernel();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theBitsAreThoseOfOtherMemory(Case c) {
    for (int width : new int[] {1, 5, 16, 17, 64}) {
      for (Stride stride : Stride.values()) {
        Kernel kernel = replacing(width);
        Random random = new Random(width);
        Problem problem =
            KernelRuns.problem(
                kernel, c.csr().rows(), Optional.of(c.csr()), random::nextGaussian, stride);
        for (Backend backend : List.of(KernelRuns.named("portable"), KernelRuns.named("vector"))) {
          assertTrue(backend.writesInPlace());
          List<double[]> apart = KernelRuns.run(backend, problem);
          List<double[]> inPlace =
              KernelRuns.run(backend, backend.compile(kernel), problem, Map.of(0, 0, 1, 1));
          for (int o = 0; o < apart.size(); o++) {
            // An operand has a row even where the domain has none.
            double[] written = Arrays.copyOf(inPlace.get(o), apart.get(o).length);
            assertArrayEquals(apart.get(o), written, c + ", " + backend.name() + ", output " + o);
          }
        }
      }
    }
  }

  @Test
  void aKernelKnowsWhereItReads() {
    Kernel kernel = replacing(3);
    assertTrue(kernel.readsByRow(0) && kernel.readsByRow(1) && !kernel.readsByRow(2));
    assertTrue(!kernel.namesEdges());
    Bodies b = new Bodies(Domain.NEIGHBORS);
    int weight = b.load(DType.FLOAT32, At.EDGE, 1);
    Kernel weighted = b.out(b.add(new Instr.Reduce(Reduction.MAX, weight)), Target.ROW).kernel();
    assertTrue(weighted.namesEdges());
  }
}

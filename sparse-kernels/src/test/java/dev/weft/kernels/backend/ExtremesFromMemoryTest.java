package dev.weft.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.weft.kernels.backend.KernelRuns.Problem;
import dev.weft.kernels.backend.KernelRuns.Stride;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.sparse.Csr;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extremes of more rows than a second-level cache holds, which are read ahead. */
class ExtremesFromMemoryTest {
  private static final Csr CSR = CornerCsrs.random(1_500, 12_000, 6, 5);

  @ParameterizedTest
  @ValueSource(ints = {47, 48, 50, 64, 127, 300})
  void extremesAreThoseOfTheReference(int width) {
    Bodies b = new Bodies(Domain.NEIGHBORS);
    int x = b.load(At.NEIGHBOR, width);
    for (Reduction op : List.of(Reduction.MAX, Reduction.MIN)) {
      b.out(b.add(new Instr.Reduce(op, x)), Target.ROW);
    }
    check(b.kernel(), width);
  }

  @ParameterizedTest
  @ValueSource(ints = {47, 48, 50, 64, 127, 300})
  void theEdgesTheyCameFromAreThoseOfTheReference(int width) {
    for (Reduction op : List.of(Reduction.MAX, Reduction.MIN)) {
      Bodies b = new Bodies(Domain.NEIGHBORS);
      b.out(b.add(new Instr.ArgReduce(op, b.load(At.NEIGHBOR, width))), Target.ROW);
      check(b.kernel(), width);
    }
  }

  /** Extremes are chosen, not computed: numbers are equal to the last bit. */
  private static void check(Kernel kernel, int width) {
    Random random = new Random(width);
    for (Stride stride : Stride.values()) {
      Problem problem =
          KernelRuns.problem(
              kernel,
              CSR.rows(),
              Optional.of(CSR),
              () -> random.nextInt(50) == 0 ? Double.NaN : random.nextFloat() - 0.5f,
              stride);
      List<double[]> expected = KernelRuns.run(KernelRuns.named("reference"), problem);
      List<double[]> got = KernelRuns.run(KernelRuns.named("vector"), problem);
      for (int o = 0; o < expected.size(); o++) {
        assertArrayEquals(expected.get(o), got.get(o), stride + ", output " + o);
      }
    }
  }
}

package dev.weft.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weft.kernels.backend.CornerCsrs.Case;
import dev.weft.kernels.backend.KernelRuns.Problem;
import dev.weft.kernels.backend.KernelRuns.Stride;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Domain;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomKernelTest {
  private static final Backend REFERENCE = Backends.named("reference");
  private static final Backend PORTABLE = Backends.named("portable");
  private static final Backend VECTOR = KernelRuns.named("vector");

  static LongStream seeds() {
    return LongStream.range(0, 400);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void kernelsOverNeighborsAgreeWithTheReference(long seed) {
    List<Case> cases = CornerCsrs.all();
    Case c = cases.get((int) (seed % cases.size()));
    Kernel kernel = RandomKernels.kernel(Domain.NEIGHBORS, seed);
    check(
        seed,
        KernelRuns.problem(
            kernel,
            c.csr().rows(),
            Optional.of(c.csr()),
            numbers(seed)::nextQuarter,
            stride(seed)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void kernelsOverRowsAgreeWithTheReference(long seed) {
    Kernel kernel = RandomKernels.kernel(Domain.ROWS, seed);
    long rows = List.of(0L, 1L, 7L, 1024L, 2500L).get((int) (seed % 5));
    check(
        seed,
        KernelRuns.problem(
            kernel, rows, Optional.empty(), numbers(seed)::nextQuarter, stride(seed)));
  }

  /** Multiples of 1/4: exact in every type, so that comparisons have one answer. */
  private record Numbers(Random random) {
    double nextQuarter() {
      return (random.nextInt(17) - 8) / 4.0;
    }
  }

  private static Numbers numbers(long seed) {
    return new Numbers(new Random(seed + 1));
  }

  private static Stride stride(long seed) {
    return Stride.values()[(int) (seed / 3 % 3)];
  }

  private static void check(long seed, Problem problem) {
    List<double[]> expected = KernelRuns.run(REFERENCE, problem);
    List<double[]> portable = KernelRuns.run(PORTABLE, problem);
    List<double[]> vector = KernelRuns.run(VECTOR, problem);
    for (int o = 0; o < expected.size(); o++) {
      close(seed, problem, o, expected.get(o), portable.get(o));
      for (int i = 0; i < expected.get(o).length; i++) {
        assertEquals(
            portable.get(o)[i],
            vector.get(o)[i],
            () -> "seed " + seed + ": portable and vector differ\n" + problem.kernel());
      }
    }
  }

  private static void close(long seed, Problem problem, int o, double[] expected, double[] actual) {
    double scale = 1;
    for (double x : expected) {
      scale = Math.max(scale, Math.abs(x));
    }
    for (int i = 0; i < expected.length; i++) {
      // A few dozen roundings of 2^-24, sums of up to 3,000 terms nested once or twice.
      if (!(Math.abs(expected[i] - actual[i]) <= 2e-4 * scale)) {
        fail(
            "seed "
                + seed
                + ", output "
                + o
                + ", element "
                + i
                + ": "
                + actual[i]
                + " for "
                + expected[i]
                + " with "
                + problem.stride()
                + "\n"
                + problem.kernel());
      }
    }
  }
}

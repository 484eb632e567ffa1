package dev.weft.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.weft.kernels.backend.KernelRuns.Problem;
import dev.weft.kernels.backend.KernelRuns.Stride;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.parallel.Workers;
import dev.weft.kernels.sparse.Csr;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random kernels, large enough for several pieces of work, on one, two and three threads. */
class SameBitsTest {
  /** Some 20,000 entries in 4,000 rows: several chunks of 8,192 entries, and blocks of rows. */
  private static final Csr CSR = CornerCsrs.random(4_000, 300, 5, 7);

  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void threadsChangeNoBitOfAKernelOverNeighbors(long seed) {
    Kernel kernel = RandomKernels.kernel(Domain.NEIGHBORS, seed);
    check(
        seed,
        KernelRuns.problem(
            kernel, CSR.rows(), Optional.of(CSR), new Random(seed)::nextGaussian, Stride.PADDED));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void threadsChangeNoBitOfAKernelOverRows(long seed) {
    Kernel kernel = RandomKernels.kernel(Domain.ROWS, seed);
    check(
        seed,
        KernelRuns.problem(
            kernel, 20_000, Optional.empty(), new Random(seed)::nextGaussian, Stride.PADDED));
  }

  private static void check(long seed, Problem problem) {
    int before = Workers.threads();
    try {
      List<double[]> alone = run(1, KernelRuns.named("portable"), problem);
      same(seed, alone, 3, KernelRuns.named("portable"), problem);
      same(seed, alone, 1, KernelRuns.named("vector"), problem);
      same(seed, alone, 3, KernelRuns.named("vector"), problem);
      same(seed, alone, 2, Backends.named("vector"), problem);
    } finally {
      Workers.setThreads(before);
    }
  }

  private static List<double[]> run(int threads, Backend backend, Problem problem) {
    Workers.setThreads(threads);
    return KernelRuns.run(backend, problem);
  }

  private static void same(
      long seed, List<double[]> expected, int threads, Backend backend, Problem problem) {
    List<double[]> got = run(threads, backend, problem);
    for (int o = 0; o < expected.size(); o++) {
      assertArrayEquals(
          expected.get(o),
          got.get(o),
          "seed " + seed + ", " + backend.name() + ", " + threads + " threads, output " + o);
    }
  }
}

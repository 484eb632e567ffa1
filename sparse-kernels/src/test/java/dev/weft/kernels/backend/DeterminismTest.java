package dev.weft.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.weft.kernels.backend.KernelRuns.Problem;
import dev.weft.kernels.backend.KernelRuns.Stride;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Counter;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.parallel.Workers;
import dev.weft.kernels.sparse.Csr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeterminismTest {
  /**
   * Dropped attention with totals: several passes, transcendental functions, random numbers, sums
   * over everything.
   */
  private static Kernel kernel(int heads, int features) {
    Bodies b = new Bodies(Domain.NEIGHBORS);
    int score =
        b.add(
            new Instr.Unary(
                UnaryOp.TANH,
                b.add(
                    new Instr.Binary(
                        BinaryOp.ADD, b.load(At.NEIGHBOR, heads, 1), b.load(At.EDGE, heads, 1)))));
    int weight =
        b.add(
            new Instr.Unary(
                UnaryOp.EXP,
                b.add(
                    new Instr.Binary(
                        BinaryOp.SUB, score, b.add(new Instr.Reduce(Reduction.MAX, score))))));
    int alpha =
        b.add(
            new Instr.Binary(BinaryOp.DIV, weight, b.add(new Instr.Reduce(Reduction.SUM, weight))));
    int kept =
        b.add(
            new Instr.Binary(
                BinaryOp.GT,
                b.add(new Instr.Random(0, Counter.EDGE, Shape.of(heads, 1))),
                b.add(new Instr.Literal(0.4))));
    int product =
        b.add(
            new Instr.Binary(
                BinaryOp.MUL,
                b.add(new Instr.Binary(BinaryOp.MUL, alpha, kept)),
                b.load(At.NEIGHBOR, heads, features)));
    int sum = b.add(new Instr.Reduce(Reduction.SUM, product));
    b.out(sum, Target.ROW)
        .out(alpha, Target.EDGE)
        .out(b.add(new Instr.Unary(UnaryOp.SIN, sum)), Target.TOTAL_SUM)
        .out(sum, Target.TOTAL_MAX);
    return b.kernel();
  }

  private static Problem problem(Csr csr, long seed) {
    Random random = new Random(seed);
    return KernelRuns.problem(
        kernel(8, 8), csr.rows(), Optional.of(csr), random::nextGaussian, Stride.PADDED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"portable", "vector"})
  void theNumberOfThreadsChangesNoBit(String backend) {
    Problem problem = problem(CornerCsrs.random(20_000, 500, 6, 1), 1);
    int before = Workers.threads();
    try {
      List<List<double[]>> results = new ArrayList<>();
      for (int threads = 1; threads <= 3; threads++) {
        Workers.setThreads(threads);
        results.add(KernelRuns.run(KernelRuns.named(backend), problem));
      }
      for (int o = 0; o < 4; o++) {
        assertArrayEquals(
            results.get(0).get(o), results.get(1).get(o), backend + ": two threads, output " + o);
        assertArrayEquals(
            results.get(0).get(o), results.get(2).get(o), backend + ": three threads, output " + o);
      }
    } finally {
      Workers.setThreads(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"portable", "vector"})
  void aColdAndAWarmJvmGiveTheSameBits(String backend) {
    Problem large = problem(CornerCsrs.random(300, 100, 5, 2), 2);
    Problem small = problem(CornerCsrs.random(6, 10, 3, 3), 3);
    Backend b = KernelRuns.named(backend);
    List<double[]> cold = KernelRuns.run(b, large);
    CompiledKernel compiled = b.compile(small.kernel());
    for (int i = 0; i < 20_000; i++) {
      KernelRuns.run(b, compiled, small);
    }
    List<double[]> warm = KernelRuns.run(b, large);
    for (int o = 0; o < cold.size(); o++) {
      assertArrayEquals(cold.get(o), warm.get(o), backend + ", output " + o);
    }
  }

  @Test
  void movingFromPlainLoopsToVectorsChangesNoBit() {
    Problem problem = problem(CornerCsrs.random(300, 100, 5, 4), 4);
    CompiledKernel tiered = Backends.named("vector").compile(problem.kernel());
    List<double[]> expected = KernelRuns.run(KernelRuns.named("vector"), problem);
    for (int i = 0; i < 2_000; i++) {
      List<double[]> now = KernelRuns.run(Backends.named("vector"), tiered, problem);
      for (int o = 0; o < expected.size(); o++) {
        assertArrayEquals(expected.get(o), now.get(o), "run " + i + ", output " + o);
      }
    }
  }
}

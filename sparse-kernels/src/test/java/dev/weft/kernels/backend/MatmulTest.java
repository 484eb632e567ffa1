package dev.weft.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.backend.CornerCsrs.Case;
import dev.weft.kernels.backend.KernelRuns.Problem;
import dev.weft.kernels.backend.KernelRuns.Stride;
import dev.weft.kernels.backend.cuda.CudaBackend;
import dev.weft.kernels.backend.cuda.sim.SimulatedDevice;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Csr;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows times one matrix, and sums of outer products, within a kernel. */
class MatmulTest {
  /** k and n: narrow, odd, whole vectors, one panel of columns and several. */
  private static final int[][] SIZES = {
    {1, 1}, {3, 2}, {5, 8}, {16, 16}, {17, 33}, {40, 47}, {64, 64}, {9, 65}, {33, 130}, {257, 9}
  };

  static Stream<Case> cases() {
    return CornerCsrs.all().stream();
  }

  static Stream<Case> simulatedCases() {
    return SimulatedCudaTest.cases().stream();
  }

  private static Problem filled(Kernel kernel, long rows, Optional<Csr> csr, long seed) {
    Random random = new Random(seed);
    Stride stride = Stride.values()[(int) (seed % 3)];
    return KernelRuns.problem(kernel, rows, csr, () -> 2 * random.nextDouble() - 1, stride);
  }

  /** Messages and sums through matrices, a row's own too, and everything again. */
  private static Kernel layers(int k, int n) {
    Bodies b = new Bodies(Domain.NEIGHBORS);
    int message = b.matmul(b.load(At.NEIGHBOR, k), true, n);
    int sum = b.add(new Instr.Reduce(Reduction.SUM, b.load(At.NEIGHBOR, k)));
    int mean = b.add(new Instr.Reduce(Reduction.MEAN, message));
    int own = b.matmul(b.load(At.ROW, k), false, n);
    int all = b.add(new Instr.Binary(BinaryOp.ADD, own, b.matmul(sum, true, n)));
    int hidden = b.add(new Instr.Unary(UnaryOp.TANH, all));
    int last = b.matmul(hidden, false, 3);
    return b.out(mean, Target.ROW)
        .out(hidden, Target.ROW)
        .out(last, Target.ROW)
        .out(last, Target.TOTAL_SUM)
        .kernel();
  }

  private static double terms(Csr csr, int k, int n) {
    long longest = 0;
    for (long r = 0; r < csr.rows(); r++) {
      longest = Math.max(longest, csr.degree(r));
    }
    return 4.0 * (k + n + longest + csr.rows() + 2);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void layersAgree(Case c) {
    long seed = 0;
    for (int[] size : SIZES) {
      Kernel kernel = layers(size[0], size[1]);
      Problem problem = filled(kernel, c.csr().rows(), Optional.of(c.csr()), seed++);
      Agreement.check("seed " + seed, problem, terms(c.csr(), size[0], size[1]));
    }
  }

  @ParameterizedTest
  @MethodSource("simulatedCases")
  void layersAgreeOnTheGpu(Case c) {
    long seed = 0;
    for (int[] size : new int[][] {{1, 1}, {3, 16}, {17, 33}, {33, 5}}) {
      Kernel kernel = layers(size[0], size[1]);
      Problem problem = filled(kernel, c.csr().rows(), Optional.of(c.csr()), seed++);
      Agreement.checkSimulated("seed " + seed, problem, terms(c.csr(), size[0], size[1]));
    }
  }

  @Test
  void rowsAgree() {
    long seed = 0;
    for (int rows : new int[] {0, 1, 7, 8, 3000}) {
      for (int[] size : SIZES) {
        Bodies b = new Bodies(Domain.ROWS);
        int product = b.matmul(b.load(At.ROW, size[0]), seed % 2 == 0, size[1]);
        Kernel kernel = b.out(product, Target.ROW).kernel();
        Problem problem = filled(kernel, rows, Optional.empty(), seed++);
        Agreement.check(rows + " rows, seed " + seed, problem, 4.0 * (size[0] + 1));
      }
    }
  }

  /** The products of a column and a row, summed: narrow ones element by element. */
  @Test
  void outerSumsAgree() {
    long seed = 0;
    for (int rows : new int[] {0, 1, 130, 1024, 3000}) {
      for (int[] size : SIZES) {
        Bodies b = new Bodies(Domain.ROWS);
        int x = b.add(new Instr.Unary(UnaryOp.TANH, b.load(At.ROW, size[0])));
        int y = b.load(At.ROW, size[1]);
        b.out(b.outer(x, y), Target.TOTAL_SUM).out(b.outer(y, x), Target.TOTAL_SUM);
        Problem problem = filled(b.out(x, Target.ROW).kernel(), rows, Optional.empty(), seed++);
        Agreement.check(rows + " rows, seed " + seed, problem, 4.0 * (rows + 2));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outerSumsOfSumsAgree(Case c) {
    Bodies b = new Bodies(Domain.NEIGHBORS);
    int sum = b.add(new Instr.Reduce(Reduction.SUM, b.load(At.NEIGHBOR, 20)));
    int own = b.matmul(b.load(At.ROW, 5), true, 70);
    b.out(b.outer(sum, own), Target.TOTAL_SUM).out(sum, Target.TOTAL_MAX);
    Problem problem = filled(b.kernel(), c.csr().rows(), Optional.of(c.csr()), 1);
    Agreement.check("sums", problem, terms(c.csr(), 20, 70));
  }

  @Test
  void aRowMeetsTheMatrix() {
    Bodies b = new Bodies(Domain.ROWS);
    int x = b.load(At.ROW, 2);
    b.out(b.matmul(x, false, 3), Target.ROW).out(b.matmul(x, true, 3), Target.ROW);
    double[] matrix = {1, 10, 100, 1000, 10000, 100000};
    Problem problem =
        new Problem(
            b.kernel(),
            2,
            Optional.empty(),
            List.of(new double[] {1, 2, 3, 4}, matrix, matrix),
            new double[0],
            new long[0],
            Stride.TIGHT);
    List<Backend> backends =
        List.of(
            KernelRuns.named("reference"),
            KernelRuns.named("portable"),
            KernelRuns.named("vector"),
            new CudaBackend(new SimulatedDevice(3)));
    for (Backend backend : backends) {
      List<double[]> results = KernelRuns.run(backend, problem);
      assertArrayEquals(
          new double[] {2001, 20010, 200100, 4003, 40030, 400300}, results.get(0), backend::name);
      assertArrayEquals(
          new double[] {21, 2100, 210000, 43, 4300, 430000}, results.get(1), backend::name);
    }
  }

  @Test
  void productsOverNothingAreZero() {
    Bodies b = new Bodies(Domain.ROWS);
    Kernel kernel = b.out(b.matmul(b.load(At.ROW, 0), true, 20), Target.ROW).kernel();
    Problem problem = filled(kernel, 5, Optional.empty(), 0);
    Agreement.check("no columns", problem, 1);
    assertArrayEquals(new double[100], KernelRuns.run(KernelRuns.named("vector"), problem).get(0));
  }

  @Test
  void aMatrixOfOtherSizesIsRefused() {
    Bodies b = new Bodies(Domain.ROWS);
    int x = b.load(At.ROW, 4);
    b.load(At.UNIFORM, 11);
    b.add(new Instr.Matmul(x, 1, false, Shape.of(3)));
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, b::kernel);
    assertTrue(e.getMessage().contains("operand 1 has 11 a row"), e.getMessage());
  }

  @Test
  void aMatrixOfHalvesIsRefusedByLoops() {
    Bodies b = new Bodies(Domain.ROWS);
    Kernel kernel = b.out(b.matmul(DType.FLOAT16, b.load(At.ROW, 4), true, 3), Target.ROW).kernel();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> KernelRuns.named("vector").compile(kernel));
    assertTrue(e.getMessage().contains("FLOAT16; expected FLOAT32"), e.getMessage());
  }
}

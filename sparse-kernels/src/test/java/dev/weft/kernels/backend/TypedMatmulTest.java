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
import dev.weft.kernels.lang.Kernel.Operand;
import dev.weft.kernels.lang.Kernel.Output;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Csr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TypedMatmulTest {
  /**
   * Blocks, k, n: narrow, odd, whole vectors, with rests, and large enough to be sorted by type.
   */
  private static final int[][] SIZES = {
    {1, 1, 1},
    {1, 3, 2},
    {1, 5, 8},
    {1, 16, 16},
    {2, 3, 3},
    {4, 2, 7},
    {1, 17, 33},
    {3, 32, 32},
    {1, 40, 47},
    {1, 64, 64},
    {1, 257, 5}
  };

  /** Those of a GPU: teams of 1 to 32 lanes, sums in one piece and in a loop with a rest. */
  private static final int[][] SIMULATED_SIZES = {
    {1, 1, 1},
    {1, 3, 16},
    {1, 16, 3},
    {1, 17, 33},
    {1, 33, 17},
    {2, 3, 3},
    {2, 16, 17},
    {3, 17, 1},
    {4, 1, 33}
  };

  static Stream<Case> cases() {
    return CornerCsrs.all().stream();
  }

  static Stream<Case> simulatedCases() {
    return SimulatedCudaTest.cases().stream();
  }

  /** Sums of products as long as k, and over the entries of the longest row. */
  private static double terms(Csr csr, int k) {
    long longest = 0;
    for (long r = 0; r < csr.rows(); r++) {
      longest = Math.max(longest, csr.degree(r));
    }
    return 4.0 * (k + longest + 2);
  }

  private static double[] numbers(long count, Random random) {
    return random.doubles(count, -1, 1).map(x -> (float) x).toArray();
  }

  private static double[] types(long count, int types, Random random) {
    return random.ints(count, 0, types).mapToDouble(t -> t).toArray();
  }

  private static long rowsAt(At at, Csr csr) {
    return switch (at) {
      case UNIFORM -> 1;
      case ROW -> csr.rows();
      case NEIGHBOR -> csr.cols();
      case EDGE -> csr.size();
    };
  }

  /** Rows of a place through the matrix of a type, weighted and summed; and stored by edge. */
  private static Problem messages(Csr csr, At from, At typed, int[] size, int types, long seed) {
    Shape in = Shape.of(size[0], size[1]);
    Shape out = Shape.of(size[0], size[2]);
    List<Operand> operands =
        List.of(
            new Operand(DType.FLOAT32, in.width()),
            new Operand(DType.FLOAT32, in.width() * size[2]),
            new Operand(DType.INT32, 1),
            new Operand(DType.FLOAT32, 1));
    List<Instr> body =
        List.of(
            new Instr.Load(0, from, in),
            new Instr.TypedMatmul(0, 1, 2, typed, out),
            new Instr.Load(3, At.EDGE, Shape.of(1)),
            new Instr.Binary(BinaryOp.MUL, 1, 2),
            new Instr.Reduce(Reduction.SUM, 3));
    Kernel kernel =
        new Kernel(
            Domain.NEIGHBORS,
            operands,
            body,
            List.of(new Output(4, Target.ROW), new Output(1, Target.EDGE)));
    Random random = new Random(seed);
    List<double[]> inputs = new ArrayList<>();
    inputs.add(numbers(rowsAt(from, csr) * in.width(), random));
    inputs.add(numbers((long) types * in.width() * size[2], random));
    inputs.add(types(rowsAt(typed, csr), types, random));
    inputs.add(numbers(csr.size(), random));
    Stride stride = Stride.values()[(int) (seed % 3)];
    return new Problem(
        kernel, csr.rows(), Optional.of(csr), inputs, new double[0], new long[0], stride);
  }

  private static Problem rows(int rows, int[] size, int types, long seed) {
    Shape in = Shape.of(size[0], size[1]);
    Kernel kernel =
        new Kernel(
            Domain.ROWS,
            List.of(
                new Operand(DType.FLOAT32, in.width()),
                new Operand(DType.FLOAT32, in.width() * size[2]),
                new Operand(DType.INT32, 1)),
            List.of(
                new Instr.Load(0, At.ROW, in),
                new Instr.TypedMatmul(0, 1, 2, At.ROW, Shape.of(size[0], size[2]))),
            List.of(new Output(1, Target.ROW)));
    Random random = new Random(seed);
    return new Problem(
        kernel,
        rows,
        Optional.empty(),
        List.of(
            numbers((long) rows * in.width(), random),
            numbers((long) types * in.width() * size[2], random),
            types(rows, types, random)),
        new double[0],
        new long[0],
        Stride.values()[(int) (seed % 3)]);
  }

  @Test
  void everyRowMeetsTheMatrixOfItsType() {
    Kernel kernel = rows(1, new int[] {1, 2, 1}, 1, 0).kernel();
    Problem problem =
        new Problem(
            kernel,
            3,
            Optional.empty(),
            List.of(
                new double[] {1, 2, 3, 4, 5, 6},
                new double[] {1, 10, 100, 1000},
                new double[] {1, 0, 1}),
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
      // [1 2]·[100 1000], [3 4]·[1 10], [5 6]·[100 1000]
      assertArrayEquals(
          new double[] {2100, 43, 6500},
          KernelRuns.run(backend, problem).getFirst(),
          backend::name);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void messagesThroughMatricesAgree(Case c) {
    long seed = 0;
    for (int[] size : SIZES) {
      for (At from : List.of(At.NEIGHBOR, At.ROW, At.EDGE)) {
        for (At typed : List.of(At.EDGE, At.NEIGHBOR)) {
          int types = 1 + (int) (seed % 7) * 13;
          Problem problem = messages(c.csr(), from, typed, size, types, seed++);
          Agreement.check(
              from + " by " + typed + ", seed " + seed, problem, terms(c.csr(), size[1]));
        }
      }
    }
  }

  @Test
  void rowsThroughMatricesAgree() {
    long seed = 0;
    for (int rows : new int[] {0, 1, 3, 1100}) {
      for (int[] size : SIZES) {
        Problem problem = rows(rows, size, 1 + (int) (seed % 4) * 20, seed++);
        Agreement.check(rows + " rows, seed " + seed, problem, 4.0 * (size[1] + 1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("simulatedCases")
  void messagesThroughMatricesAgreeOnTheGpu(Case c) {
    long seed = 0;
    for (int[] size : SIMULATED_SIZES) {
      for (At from : List.of(At.NEIGHBOR, At.ROW, At.EDGE)) {
        for (At typed : List.of(At.EDGE, At.NEIGHBOR)) {
          int types = 1 + (int) (seed % 7) * 3;
          Problem problem = messages(c.csr(), from, typed, size, types, seed++);
          Agreement.checkSimulated(
              from + " by " + typed + ", seed " + seed, problem, terms(c.csr(), size[1]));
        }
      }
    }
  }

  @Test
  void rowsThroughMatricesAgreeOnTheGpu() {
    long seed = 0;
    for (int rows : new int[] {0, 1, 70}) {
      for (int[] size : SIMULATED_SIZES) {
        Problem problem = rows(rows, size, 1 + (int) (seed % 4) * 5, seed++);
        Agreement.checkSimulated(rows + " rows, seed " + seed, problem, 4.0 * (size[1] + 1));
      }
    }
  }

  /** Products of computed values, of sums and of each other, and what may be computed from them. */
  private static Map<String, Kernel> formulas() {
    Map<String, Kernel> formulas = new LinkedHashMap<>();
    Bodies b = new Bodies(Domain.NEIGHBORS);
    int low = b.typed(tanh(b, b.load(At.NEIGHBOR, 1, 17)), At.EDGE, 1, 3);
    int high = b.typed(low, At.EDGE, 1, 33);
    formulas.put("low rank", b.out(sum(b, high), Target.ROW).out(high, Target.EDGE).kernel());

    b = new Bodies(Domain.NEIGHBORS);
    int x = sum(b, b.load(At.NEIGHBOR, 2, 5));
    int y = b.add(new Instr.Binary(BinaryOp.ADD, b.typed(x, At.ROW, 2, 7), b.load(At.ROW, 2, 1)));
    int z = b.typed(tanh(b, y), At.ROW, 2, 3);
    b.out(y, Target.ROW).out(z, Target.ROW).out(z, Target.TOTAL_SUM);
    formulas.put("after a sum", b.kernel());

    b = new Bodies(Domain.NEIGHBORS);
    int own = b.typed(tanh(b, b.load(At.ROW, 1, 9)), At.EDGE, 1, 6);
    int lanes = b.add(new Instr.Reshape(b.add(new Instr.Lane(6)), Shape.of(1, 6)));
    int all = b.typed(tanh(b, lanes), At.NEIGHBOR, 1, 6);
    b.out(sum(b, b.add(new Instr.Binary(BinaryOp.MUL, own, all))), Target.ROW);
    formulas.put("of rows and of constants", b.kernel());

    b = new Bodies(Domain.NEIGHBORS);
    int key = b.typed(b.load(At.NEIGHBOR, 3, 5), At.EDGE, 3, 4);
    int match = b.add(new Instr.Binary(BinaryOp.MUL, key, b.load(At.ROW, 3, 4)));
    int score = b.add(new Instr.Fold(Reduction.SUM, match, List.of(1)));
    int top = b.add(new Instr.Reduce(Reduction.MAX, score));
    int e = b.add(new Instr.Unary(UnaryOp.EXP, b.add(new Instr.Binary(BinaryOp.SUB, score, top))));
    int share = b.add(new Instr.Binary(BinaryOp.DIV, e, sum(b, e)));
    int message = b.typed(b.load(At.NEIGHBOR, 3, 5), At.EDGE, 3, 11);
    b.out(sum(b, b.add(new Instr.Binary(BinaryOp.MUL, share, message))), Target.ROW);
    formulas.put("attention", b.out(share, Target.EDGE).kernel());

    b = new Bodies(Domain.NEIGHBORS);
    int means = b.add(new Instr.Fold(Reduction.MEAN, b.load(At.EDGE, 4, 5), List.of(1)));
    int turned = b.add(new Instr.View(means, 3, Shape.of(1, 4), List.of(0, -1)));
    int joined = b.add(new Instr.Concat(List.of(turned, b.load(At.NEIGHBOR, 1, 2)), 1));
    int ofTurned = b.typed(turned, At.EDGE, 1, 6);
    int ofJoined = b.typed(joined, At.EDGE, 1, 6);
    b.out(b.add(new Instr.Binary(BinaryOp.SUB, ofTurned, ofJoined)), Target.EDGE);
    formulas.put("of folds and of parts", b.kernel());

    b = new Bodies(Domain.NEIGHBORS);
    int wide = b.typed(tanh(b, b.load(At.NEIGHBOR, 1, 3)), At.EDGE, 1, 1100);
    formulas.put("wider than the registers", b.out(sum(b, wide), Target.ROW).kernel());
    return formulas;
  }

  private static int tanh(Bodies b, int a) {
    return b.add(new Instr.Unary(UnaryOp.TANH, a));
  }

  private static int sum(Bodies b, int a) {
    return b.add(new Instr.Reduce(Reduction.SUM, a));
  }

  @ParameterizedTest
  @MethodSource("simulatedCases")
  void productsWithinFormulasAgree(Case c) {
    for (Map.Entry<String, Kernel> formula : formulas().entrySet()) {
      Random random = new Random(formula.getKey().hashCode());
      Problem problem =
          KernelRuns.problem(
              formula.getValue(),
              c.csr().rows(),
              Optional.of(c.csr()),
              () -> random.nextDouble() - 0.5,
              Stride.ODD);
      // Two products, of 17 and 3 terms, or a total over at most 60 rows, beside a sum over
      // entries.
      double terms = terms(c.csr(), 17 + 3 + 60);
      Agreement.check(formula.getKey(), problem, terms);
      Agreement.checkSimulated(formula.getKey(), problem, terms);
    }
  }

  @Test
  void productsOverNothingAreZero() {
    Problem problem = rows(5, new int[] {1, 0, 3}, 2, 0);
    Agreement.check("no columns", problem, 1);
    Agreement.checkSimulated("no columns", problem, 1);
    Agreement.checkSimulated("no results", rows(5, new int[] {1, 3, 0}, 2, 0), 1);
    assertArrayEquals(new double[15], KernelRuns.run(KernelRuns.named("vector"), problem).get(0));
  }

  @Test
  void typesOfRowsDoNotChooseForEntries() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                messages(
                    Csr.of(1, new long[] {0, 1}, new int[] {0}),
                    At.NEIGHBOR,
                    At.ROW,
                    new int[] {1, 2, 2},
                    1,
                    0));
    assertTrue(e.getMessage().contains("types read at ROW choose matrices for values per ENTRY"));
  }
}

package dev.weft.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.backend.CornerCsrs.Case;
import dev.weft.kernels.backend.KernelRuns.Problem;
import dev.weft.kernels.backend.KernelRuns.Stride;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Operand;
import dev.weft.kernels.lang.Kernel.Output;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Csr;
import java.util.ArrayList;
import java.util.List;
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

  static Stream<Case> cases() {
    return CornerCsrs.all().stream();
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
    for (String backend : List.of("reference", "portable", "vector")) {
      // [1 2]·[100 1000], [3 4]·[1 10], [5 6]·[100 1000]
      assertArrayEquals(
          new double[] {2100, 43, 6500}, KernelRuns.run(KernelRuns.named(backend), problem).get(0));
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

  @Test
  void productsOverNothingAreZero() {
    Problem problem = rows(5, new int[] {1, 0, 3}, 2, 0);
    Agreement.check("no columns", problem, 1);
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

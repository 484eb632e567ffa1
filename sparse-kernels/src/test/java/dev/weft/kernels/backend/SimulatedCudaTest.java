package dev.weft.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weft.kernels.backend.CornerCsrs.Case;
import dev.weft.kernels.backend.KernelRuns.Problem;
import dev.weft.kernels.backend.KernelRuns.Stride;
import dev.weft.kernels.backend.cuda.CudaBackend;
import dev.weft.kernels.backend.cuda.sim.SimulatedDevice;
import dev.weft.kernels.backend.tile.FloatMath;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Counter;
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
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated PTX, interpreted, against the reference. */
class SimulatedCudaTest {
  private static final Backend REFERENCE = Backends.named("reference");
  private static final Backend CUDA = new CudaBackend(new SimulatedDevice(3));

  /** Rows of 5 entries are hubs already: fewer than some blocks have teams. */
  private static final Backend HUBS = new CudaBackend(new SimulatedDevice(3), 4);

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  /** The corner cases that a simulated thread can walk through in reasonable time. */
  static List<Case> cases() {
    return List.of(
        CornerCsrs.all().get(0),
        CornerCsrs.all().get(1),
        CornerCsrs.all().get(2),
        CornerCsrs.all().get(3),
        CornerCsrs.all().get(4),
        CornerCsrs.all().get(5),
        CornerCsrs.all().get(6),
        new Case("a small hub", CornerCsrs.hub(70, 11)),
        new Case("small rows", CornerCsrs.random(60, 20, 3, 5)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomKernelsOverNeighborsAgreeWithTheReference(long seed) {
    List<Case> cases = cases();
    check(CUDA, seed, overNeighbors(seed, cases.get((int) (seed % cases.size()))));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomKernelsOverHubsAgreeWithTheReference(long seed) {
    check(HUBS, seed, overNeighbors(seed, cases().get(7 + (int) (seed % 2))));
  }

  private static Problem overNeighbors(long seed, Case c) {
    return KernelRuns.problem(
        RandomKernels.kernel(Domain.NEIGHBORS, seed),
        c.csr().rows(),
        Optional.of(c.csr()),
        numbers(seed),
        Stride.values()[(int) (seed % 3)]);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomKernelsOverRowsAgreeWithTheReference(long seed) {
    check(
        CUDA,
        seed,
        KernelRuns.problem(
            RandomKernels.kernel(Domain.ROWS, seed),
            List.of(0L, 1L, 7L, 40L).get((int) (seed % 4)),
            Optional.empty(),
            numbers(seed),
            Stride.values()[(int) (seed % 3)]));
  }

  /**
   * Elements that depend on no sum: the same operations in the same order. Powers differ: their
   * double arithmetic is the GPU's own.
   */
  @Test
  void functionsOfOneElementHaveTheBitsOfTheCpu() {
    float[] values = new float[4000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(i * 1_073_741);
    }
    for (UnaryOp op : UnaryOp.values()) {
      Bodies b = new Bodies(Domain.ROWS);
      b.out(b.add(new Instr.Unary(op, b.load(At.ROW, 1))), Target.ROW);
      int[] next = {0};
      Problem problem =
          KernelRuns.problem(
              b.kernel(), values.length, Optional.empty(), () -> values[next[0]++], Stride.TIGHT);
      double[] reference = KernelRuns.run(REFERENCE, problem).getFirst();
      double[] expected = KernelRuns.run(Backends.named("portable"), problem).getFirst();
      double[] actual = KernelRuns.run(CUDA, problem).getFirst();
      for (int i = 0; i < values.length; i++) {
        boolean large = Math.abs(values[i]) > FloatMath.TRIG_LIMIT;
        boolean same = Double.compare(expected[i], actual[i]) == 0;
        boolean close = Math.abs(reference[i] - actual[i]) <= 3 * Math.ulp((float) reference[i]);
        String what = op + "(" + values[i] + ") = " + actual[i] + ", expected " + expected[i];
        assertTrue(same || large && close, what);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(BinaryOp.class)
  void operatorsOnSpecialNumbersFollowTheCpu(BinaryOp op) {
    float[] special = {
      0f,
      -0f,
      1f,
      -1f,
      0.5f,
      -2f,
      3f,
      2.5f,
      -2.5f,
      1e30f,
      -1e-30f,
      16777217f,
      Float.MIN_VALUE,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY
    };
    Bodies b = new Bodies(Domain.ROWS);
    b.out(b.add(new Instr.Binary(op, b.load(At.ROW, 1), b.load(At.ROW, 1))), Target.ROW);
    int n = special.length;
    int[] next = {0};
    Problem problem =
        KernelRuns.problem(
            b.kernel(),
            (long) n * n,
            Optional.empty(),
            () -> {
              int i = next[0]++;
              return i < n * n ? special[i / n] : special[i % n];
            },
            Stride.TIGHT);
    double[] expected = KernelRuns.run(Backends.named("portable"), problem).getFirst();
    double[] actual = KernelRuns.run(CUDA, problem).getFirst();
    for (int i = 0; i < n * n; i++) {
      boolean same = Double.compare(expected[i], actual[i]) == 0;
      boolean close =
          op == BinaryOp.POW && Math.abs(expected[i] - actual[i]) <= Math.ulp((float) expected[i]);
      assertTrue(
          same || close,
          special[i / n]
              + " "
              + op
              + " "
              + special[i % n]
              + " = "
              + actual[i]
              + ", expected "
              + expected[i]);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sumsAddEntriesInTheirOrder(Case c) {
    Bodies b = new Bodies(Domain.NEIGHBORS);
    int width = 8;
    b.out(b.add(new Instr.Reduce(Reduction.SUM, b.load(At.EDGE, width))), Target.ROW);
    Random random = new Random(8);
    Problem problem =
        KernelRuns.problem(
            b.kernel(), c.csr().rows(), Optional.of(c.csr()), random::nextGaussian, Stride.TIGHT);
    double[] expected = new double[width * (int) c.csr().rows()];
    for (int i = 0; i < expected.length; i++) {
      int row = i / width;
      float sum = 0;
      for (long e = c.csr().start(row); e < c.csr().start(row + 1); e++) {
        long edge = c.csr().edge(e);
        sum += (float) problem.inputs().getFirst()[(int) edge * width + i % width];
      }
      expected[i] = sum;
    }
    assertArrayEquals(expected, KernelRuns.run(CUDA, problem).getFirst());
  }

  @Test
  void randomNumbersAreThoseOfTheCpu() {
    for (Counter counter : Counter.values()) {
      Bodies b = new Bodies(Domain.NEIGHBORS);
      b.out(b.add(new Instr.Random(0, counter, Shape.of(5))), Target.EDGE);
      Csr csr = CornerCsrs.random(20, 9, 3, 2);
      Problem problem =
          KernelRuns.problem(b.kernel(), csr.rows(), Optional.of(csr), () -> 0, Stride.TIGHT);
      assertArrayEquals(
          KernelRuns.run(Backends.named("portable"), problem).getFirst(),
          KernelRuns.run(CUDA, problem).getFirst(),
          counter::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void typedProductsHaveTheBitsOfTheCpu(Case c) {
    Bodies b = new Bodies(Domain.NEIGHBORS);
    int x = b.load(At.NEIGHBOR, 2, 17);
    int low = b.typed(x, At.EDGE, 2, 3);
    b.out(low, Target.EDGE).out(b.typed(low, At.EDGE, 2, 33), Target.EDGE);
    Random random = new Random(6);
    Problem problem =
        KernelRuns.problem(
            b.kernel(), c.csr().rows(), Optional.of(c.csr()), random::nextGaussian, Stride.ODD);
    List<double[]> expected = KernelRuns.run(Backends.named("portable"), problem);
    List<double[]> actual = KernelRuns.run(CUDA, problem);
    assertArrayEquals(expected.get(0), actual.get(0));
    assertArrayEquals(expected.get(1), actual.get(1));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void matricesOfEveryElementTypeAreRead(DType dtype) {
    Bodies b = new Bodies(Domain.ROWS);
    b.out(b.typed(dtype, b.load(At.ROW, 7), At.ROW, 5), Target.ROW);
    check(CUDA, 7, KernelRuns.problem(b.kernel(), 40, Optional.empty(), numbers(7), Stride.PADDED));
  }

  @Test
  void twoGridsGiveTheSameBits() {
    Bodies b = new Bodies(Domain.ROWS);
    int x = b.load(At.ROW, 3);
    b.out(x, Target.TOTAL_SUM).out(b.add(new Instr.Fold(Reduction.SUM, x, List.of(0))), Target.ROW);
    Random random = new Random(4);
    Problem problem =
        KernelRuns.problem(b.kernel(), 1000, Optional.empty(), random::nextGaussian, Stride.PADDED);
    List<double[]> few = KernelRuns.run(CUDA, problem);
    List<double[]> many = KernelRuns.run(new CudaBackend(new SimulatedDevice(1000)), problem);
    assertArrayEquals(few.get(0), many.get(0));
    assertArrayEquals(few.get(1), many.get(1));
  }

  /**
   * Widths of one thread and of several elements a thread; equal numbers in every part of a hub.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 33})
  void equalMaximaOfAHubGoToTheFirstEdge(int width) {
    Bodies b = new Bodies(Domain.NEIGHBORS);
    int x = b.load(At.EDGE, width);
    b.out(b.add(new Instr.ArgReduce(Reduction.MAX, x)), Target.ROW);
    b.out(b.add(new Instr.ArgReduce(Reduction.MIN, x)), Target.ROW);
    Csr csr = CornerCsrs.hub(70, 11);
    Random random = new Random(width);
    double[] few = {0, 1, Double.NaN};
    for (int kinds = 1; kinds <= few.length; kinds++) {
      int of = kinds;
      Problem problem =
          KernelRuns.problem(
              b.kernel(), csr.rows(), Optional.of(csr), () -> few[random.nextInt(of)], Stride.ODD);
      List<double[]> expected = KernelRuns.run(REFERENCE, problem);
      List<double[]> actual = KernelRuns.run(HUBS, problem);
      assertArrayEquals(expected.get(0), actual.get(0));
      assertArrayEquals(expected.get(1), actual.get(1));
    }
  }

  /** Softmax over a hub, its weighted sum and a total: three passes and a merge after each. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 64})
  void hubsGiveTheSameBitsOnTwoGrids(int width) {
    Bodies b = new Bodies(Domain.NEIGHBORS);
    int x = b.load(At.NEIGHBOR, width);
    int max = b.add(new Instr.Reduce(Reduction.MAX, x));
    int exp = b.add(new Instr.Unary(UnaryOp.EXP, b.add(new Instr.Binary(BinaryOp.SUB, x, max))));
    int sum = b.add(new Instr.Reduce(Reduction.SUM, exp));
    int share = b.add(new Instr.Binary(BinaryOp.DIV, exp, sum));
    int mean =
        b.add(new Instr.Reduce(Reduction.MEAN, b.add(new Instr.Binary(BinaryOp.MUL, share, x))));
    b.out(share, Target.EDGE).out(mean, Target.ROW).out(mean, Target.TOTAL_SUM);
    Csr csr = CornerCsrs.random(90, 20, 4, 5);
    Random random = new Random(4);
    Problem problem =
        KernelRuns.problem(
            b.kernel(), csr.rows(), Optional.of(csr), random::nextGaussian, Stride.PADDED);
    check(HUBS, width, problem);
    List<double[]> few = KernelRuns.run(HUBS, problem);
    List<double[]> many = KernelRuns.run(new CudaBackend(new SimulatedDevice(100), 4), problem);
    for (int o = 0; o < few.size(); o++) {
      assertArrayEquals(few.get(o), many.get(o));
    }
  }

  /** More sums than a thread keeps in registers: a walk and a merge for every piece of the row. */
  @Test
  void wideRowsOfAHubAreMergedPieceByPiece() {
    Bodies b = new Bodies(Domain.NEIGHBORS);
    int x = b.load(At.NEIGHBOR, 1100);
    int mean = b.add(new Instr.Reduce(Reduction.MEAN, x));
    b.out(b.add(new Instr.Fold(Reduction.MAX, mean, List.of(0))), Target.ROW);
    b.out(b.add(new Instr.ArgReduce(Reduction.MIN, x)), Target.ROW).out(mean, Target.TOTAL_MAX);
    Csr csr = CornerCsrs.hub(20, 3);
    check(
        HUBS,
        3,
        KernelRuns.problem(b.kernel(), csr.rows(), Optional.of(csr), numbers(3), Stride.TIGHT));
  }

  @Test
  void aRowThatNeedsMoreScratchThanABlockHasIsRefused() {
    Bodies b = new Bodies(Domain.ROWS);
    int x = b.load(At.ROW, 20_000, 2);
    b.out(b.add(new Instr.Fold(Reduction.SUM, x, List.of(1))), Target.ROW);
    Kernel kernel = b.kernel();
    String message =
        assertThrows(UnsupportedOperationException.class, () -> CUDA.compile(kernel)).getMessage();
    assertTrue(
        message.startsWith(
            "Kernel on cuda: it needs 80000 bytes of scratch for a row; a block has 49152."),
        message);
  }

  /** Multiples of 1/4: exact in every type, so that comparisons have one answer. */
  private static java.util.function.DoubleSupplier numbers(long seed) {
    Random random = new Random(seed + 1);
    return () -> (random.nextInt(17) - 8) / 4.0;
  }

  private static void check(Backend cuda, long seed, Problem problem) {
    Kernel kernel = problem.kernel();
    List<double[]> expected = KernelRuns.run(REFERENCE, problem);
    List<double[]> actual;
    try {
      actual = KernelRuns.run(cuda, problem);
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + "\n" + kernel, e);
    }
    for (int o = 0; o < expected.size(); o++) {
      double scale = 1;
      for (double x : expected.get(o)) {
        scale = Math.max(scale, Math.abs(x));
      }
      for (int i = 0; i < expected.get(o).length; i++) {
        // A few dozen roundings of 2^-24, sums of up to 70 terms nested once or twice.
        if (!(Math.abs(expected.get(o)[i] - actual.get(o)[i]) <= 2e-5 * scale)) {
          fail(
              "seed "
                  + seed
                  + ", output "
                  + o
                  + ", element "
                  + i
                  + ": "
                  + actual.get(o)[i]
                  + " for "
                  + expected.get(o)[i]
                  + "\n"
                  + kernel);
        }
      }
    }
  }
}

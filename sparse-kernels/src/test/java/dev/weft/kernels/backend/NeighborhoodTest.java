package dev.weft.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.weft.kernels.backend.CornerCsrs.Case;
import dev.weft.kernels.backend.KernelRuns.Problem;
import dev.weft.kernels.backend.KernelRuns.Stride;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
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

class NeighborhoodTest {
  private static final int[] WIDTHS = {1, 2, 5, 8, 9, 16, 17, 33, 48, 64, 100, 128, 257};

  /** Sums of up to 3,000 terms, twice nested in attention. */
  private static final double TERMS = 8000;

  static Stream<Case> cases() {
    return CornerCsrs.all().stream();
  }

  private static void check(String what, Bodies b, Case c, long seed) {
    Random random = new Random(seed);
    Problem problem =
        KernelRuns.problem(
            b.kernel(),
            c.csr().rows(),
            Optional.of(c.csr()),
            () -> random.nextFloat() - 0.3f,
            Stride.values()[(int) (seed % 3)]);
    Agreement.check(what + ", seed " + seed, problem, TERMS);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void reductionsOfLoadedRowsAgree(Case c) {
    for (int width : WIDTHS) {
      for (At at : List.of(At.NEIGHBOR, At.EDGE, At.ROW)) {
        Bodies b = new Bodies(Domain.NEIGHBORS);
        int x = b.load(at, width);
        for (Reduction op : List.of(Reduction.SUM, Reduction.MEAN, Reduction.MAX, Reduction.MIN)) {
          b.out(b.add(new Instr.Reduce(op, x)), Target.ROW);
        }
        check("width " + width + " at " + at, b, c, width);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void reductionsOfComputedRowsAgree(Case c) {
    for (int width : WIDTHS) {
      Bodies b = new Bodies(Domain.NEIGHBORS);
      int x = b.add(new Instr.Unary(UnaryOp.NEG, b.load(At.NEIGHBOR, width)));
      for (Reduction op : List.of(Reduction.SUM, Reduction.MEAN, Reduction.MAX, Reduction.MIN)) {
        b.out(b.add(new Instr.Reduce(op, x)), Target.ROW);
      }
      check("width " + width, b, c, width);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void productsOverEntriesAgree(Case c) {
    for (int width : new int[] {1, 9, 16}) {
      Bodies b = new Bodies(Domain.NEIGHBORS);
      int near =
          b.add(
              new Instr.Unary(
                  UnaryOp.COS,
                  b.add(
                      new Instr.Binary(
                          BinaryOp.MUL, b.load(At.EDGE, width), b.load(At.UNIFORM, 1)))));
      b.out(b.add(new Instr.Reduce(Reduction.PROD, near)), Target.ROW);
      check("width " + width, b, c, width);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weightedSumsAgree(Case c) {
    int[][][] shapes = {
      {{64}, {1}},
      {{47}, {}},
      {{1}, {1}},
      {{8}, {1}},
      {{4, 16}, {4, 1}},
      {{2, 8}, {2, 1}},
      {{8, 8}, {8, 1}},
      {{16, 2}, {16, 1}},
      {{3, 5}, {3, 1}},
      {{64}, {64}},
      {{19}, {19}},
      {{2, 48}, {2, 1}},
      {{1030}, {1}},
      {{1030}, {1030}}
    };
    for (int s = 0; s < shapes.length; s++) {
      for (At at : List.of(At.EDGE, At.NEIGHBOR, At.ROW)) {
        Bodies b = new Bodies(Domain.NEIGHBORS);
        int x = b.load(At.NEIGHBOR, shapes[s][0]);
        int w = b.load(at, shapes[s][1]);
        b.out(
            b.add(new Instr.Reduce(Reduction.SUM, b.add(new Instr.Binary(BinaryOp.MUL, x, w)))),
            Target.ROW);
        b.out(
            b.add(new Instr.Reduce(Reduction.MEAN, b.add(new Instr.Binary(BinaryOp.MUL, w, x)))),
            Target.ROW);
        check("shapes " + s + " weight at " + at, b, c, s);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void dotProductsAgree(Case c) {
    int[][] shapes = {
      {1}, {3}, {8}, {15}, {16}, {17}, {47}, {64}, {8, 8}, {2, 16}, {4, 21}, {3, 64}, {700},
      {2, 601}
    };
    for (int s = 0; s < shapes.length; s++) {
      for (At at : List.of(At.ROW, At.EDGE, At.UNIFORM)) {
        Bodies b = new Bodies(Domain.NEIGHBORS);
        int product =
            b.add(
                new Instr.Binary(
                    BinaryOp.MUL, b.load(At.NEIGHBOR, shapes[s]), b.load(at, shapes[s])));
        b.out(b.add(new Instr.Fold(Reduction.SUM, product, List.of(-1))), Target.EDGE);
        check("shape " + s + " with " + at, b, c, s);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void attentionAgrees(Case c) {
    for (int[] shape : new int[][] {{1, 16}, {8, 8}, {4, 32}, {3, 7}}) {
      Bodies b = new Bodies(Domain.NEIGHBORS);
      int heads = shape[0];
      int score =
          b.add(
              new Instr.Binary(
                  BinaryOp.ADD, b.load(At.NEIGHBOR, heads, 1), b.load(At.ROW, heads, 1)));
      int top = b.add(new Instr.Reduce(Reduction.MAX, score));
      int weight =
          b.add(new Instr.Unary(UnaryOp.EXP, b.add(new Instr.Binary(BinaryOp.SUB, score, top))));
      int norm = b.add(new Instr.Reduce(Reduction.SUM, weight));
      int alpha = b.add(new Instr.Binary(BinaryOp.DIV, weight, norm));
      int sum =
          b.add(
              new Instr.Reduce(
                  Reduction.SUM,
                  b.add(new Instr.Binary(BinaryOp.MUL, alpha, b.load(At.NEIGHBOR, shape)))));
      b.out(alpha, Target.EDGE)
          .out(sum, Target.ROW)
          .out(norm, Target.ROW)
          .out(sum, Target.TOTAL_SUM);
      check("heads " + heads, b, c, heads);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void extremesKeepNaNAndInfinitiesAndHavePositiveZeros(Case c) {
    double[] few = {
      -1, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -0.0, 0.0, -0.0, 2
    };
    for (int width : new int[] {1, 2, 3, 8, 16, 33, 64, 130}) {
      for (int values : new int[] {1, 4, few.length}) {
        Bodies b = new Bodies(Domain.NEIGHBORS);
        int load = b.load(At.NEIGHBOR, width);
        int neg = b.add(new Instr.Unary(UnaryOp.NEG, load));
        for (Reduction op : List.of(Reduction.MAX, Reduction.MIN)) {
          b.out(b.add(new Instr.Reduce(op, load)), Target.ROW);
          b.out(b.add(new Instr.Reduce(op, neg)), Target.ROW);
          b.out(b.add(new Instr.Fold(op, neg, List.of(-1))), Target.EDGE);
        }
        Random random = new Random(width);
        Problem problem =
            KernelRuns.problem(
                b.kernel(),
                c.csr().rows(),
                Optional.of(c.csr()),
                () -> few[few.length - 1 - random.nextInt(values)],
                Stride.values()[width % 3]);
        Agreement.check("width " + width, problem, 0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void argumentsOfExtremesAgreeOnTiesAndNaN(Case c) {
    double[] few = {1, 2, Double.NaN, 2, Double.NEGATIVE_INFINITY, -0.0, 0.0, 1, 1, 2};
    for (int width : new int[] {1, 3, 8, 16, 33, 64}) {
      for (boolean direct : new boolean[] {true, false}) {
        Bodies b = new Bodies(Domain.NEIGHBORS);
        int load = b.load(At.NEIGHBOR, width);
        int x = direct ? load : b.add(new Instr.Unary(UnaryOp.ABS, load));
        b.out(b.add(new Instr.ArgReduce(Reduction.MAX, x)), Target.ROW);
        b.out(b.add(new Instr.ArgReduce(Reduction.MIN, x)), Target.ROW);
        b.out(b.add(new Instr.Reduce(Reduction.MIN, x)), Target.ROW);
        Random random = new Random(width);
        Problem problem =
            KernelRuns.problem(
                b.kernel(),
                c.csr().rows(),
                Optional.of(c.csr()),
                () -> few[random.nextInt(few.length)],
                Stride.values()[width % 3]);
        Agreement.check("width " + width, problem, 0);
      }
    }
  }

  @Test
  void ofEqualsTheLowestEdgeWinsAndOfNothingNone() {
    Csr csr =
        Csr.of(3, new long[] {0, 3, 3, 5}, new int[] {0, 1, 2, 2, 2}, new int[] {1, 3, 4, 0, 2});
    for (String backend : List.of("reference", "portable", "vector")) {
      Bodies b = new Bodies(Domain.NEIGHBORS);
      int x = b.load(At.NEIGHBOR);
      b.out(b.add(new Instr.ArgReduce(Reduction.MAX, x)), Target.ROW)
          .out(b.add(new Instr.Reduce(Reduction.MAX, x)), Target.ROW);
      Problem problem =
          new Problem(
              b.kernel(),
              3,
              Optional.of(csr),
              List.of(new double[] {Double.NEGATIVE_INFINITY, 5, 5}),
              new double[0],
              new long[0],
              Stride.TIGHT);
      List<double[]> out = KernelRuns.run(KernelRuns.named(backend), problem);
      assertArrayEquals(new double[] {3, -1, 0}, out.get(0), backend);
      assertArrayEquals(new double[] {5, 0, 5}, out.get(1), backend);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyStoredTypeIsConvertedOnLoad(Case c) {
    for (DType dtype : DType.values()) {
      for (At at : At.values()) {
        for (int width : new int[] {1, 6, 20}) {
          Bodies b = new Bodies(Domain.NEIGHBORS);
          int x = b.load(dtype, at, width);
          b.out(b.add(new Instr.Reduce(Reduction.SUM, x)), Target.ROW).out(x, Target.EDGE);
          check(dtype + " at " + at, b, c, width);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theEdgeThatAnIdNamesIsMarked(Case c) {
    for (At at : At.values()) {
      for (int width : new int[] {1, 4, 16}) {
        Bodies b = new Bodies(Domain.NEIGHBORS);
        b.load(DType.INT32, at, width);
        b.out(b.add(new Instr.IsEdge(0, at, Shape.of(width))), Target.EDGE);
        Random random = new Random(width);
        Problem problem =
            KernelRuns.problem(
                b.kernel(),
                c.csr().rows(),
                Optional.of(c.csr()),
                () -> random.nextInt(8) / 16.0,
                Stride.ODD);
        Agreement.check("at " + at, problem, 0);
      }
    }
  }
}

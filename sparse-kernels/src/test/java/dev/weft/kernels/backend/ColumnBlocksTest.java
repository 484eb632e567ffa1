package dev.weft.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.backend.CornerCsrs.Case;
import dev.weft.kernels.backend.KernelRuns.Problem;
import dev.weft.kernels.backend.KernelRuns.Stride;
import dev.weft.kernels.backend.portable.PortableBackend;
import dev.weft.kernels.backend.tile.BlockedKernel;
import dev.weft.kernels.backend.vector.VectorBackend;
import dev.weft.kernels.backend.vector.VectorBackend.Start;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.sparse.ColumnBlocks;
import dev.weft.kernels.sparse.Csr;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kernels over one block of columns after the other. */
class ColumnBlocksTest {
  private static final Backend REFERENCE = Backends.named("reference");

  static Stream<Case> cases() {
    return CornerCsrs.all().stream();
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void blocksHaveEveryEntryOnceInOrder(Case c) {
    Csr csr = c.csr();
    for (int count : new int[] {1, 2, 3, 16}) {
      ColumnBlocks blocks = csr.columnBlocks(count);
      assertEquals(count, blocks.blocks().size());
      for (long r = 0; r < csr.rows(); r++) {
        long row = r;
        assertEquals(
            csr.degree(r),
            blocks.blocks().stream().mapToLong(b -> b.degree(row)).sum(),
            "entries of row " + r);
        long[] edges =
            LongStream.range(csr.start(r), csr.start(r + 1)).map(csr::edge).sorted().toArray();
        long[] found =
            blocks.blocks().stream()
                .flatMapToLong(b -> LongStream.range(b.start(row), b.start(row + 1)).map(b::edge))
                .sorted()
                .toArray();
        assertArrayEquals(edges, found);
      }
      int before = -1;
      for (Csr block : blocks.blocks()) {
        int largest = before;
        for (long p = 0; p < block.size(); p++) {
          assertTrue(block.column(p) > before, "columns of blocks follow each other");
          largest = Math.max(largest, block.column(p));
        }
        for (long r = 0; r < block.rows(); r++) {
          for (long p = block.start(r) + 1; p < block.start(r + 1); p++) {
            assertTrue(block.edge(p) > block.edge(p - 1), "edges of a row keep their order");
          }
        }
        before = largest;
      }
    }
  }

  @Test
  void countsOutOfRangeAreRefused() {
    Csr csr = CornerCsrs.random(10, 10, 3, 1);
    assertThrows(IllegalArgumentException.class, () -> csr.columnBlocks(0));
    assertThrows(IllegalArgumentException.class, () -> csr.columnBlocks(65));
  }

  private static Problem problem(Kernel kernel, Case c, int seed, int stride) {
    Random random = new Random(seed);
    return KernelRuns.problem(
        kernel,
        c.csr().rows(),
        Optional.of(c.csr()),
        () -> random.nextFloat() - 0.3f,
        Stride.values()[stride % 3]);
  }

  /** Sum and mean, with what comes before and after, over a number of blocks. */
  private static Kernel reductions(int width) {
    Bodies b = new Bodies(Domain.NEIGHBORS);
    int x = b.load(At.NEIGHBOR, width);
    int message = b.add(new Instr.Binary(BinaryOp.MUL, x, b.load(At.EDGE, 1)));
    int own = b.load(At.ROW, width);
    int degree = b.add(new Instr.Degree());
    for (Reduction op : List.of(Reduction.SUM, Reduction.MEAN)) {
      int reduced = b.add(new Instr.Reduce(op, message));
      b.out(reduced, Target.ROW);
      int scaled = b.add(new Instr.Binary(BinaryOp.MUL, reduced, degree));
      b.out(b.add(new Instr.Binary(BinaryOp.ADD, scaled, own)), Target.ROW);
    }
    b.out(b.add(new Instr.Reduce(Reduction.SUM, own)), Target.TOTAL_SUM);
    return b.kernel();
  }

  /**
   * One reduction of gathered rows that is the output, of which nothing is left to do at the end.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void singleReductionsAgreeWithTheReference(Case c) {
    for (Reduction op : List.of(Reduction.SUM, Reduction.MEAN)) {
      for (int width : new int[] {9, 16, 100, 300}) {
        Bodies b = new Bodies(Domain.NEIGHBORS);
        b.out(b.add(new Instr.Reduce(op, b.load(At.NEIGHBOR, width))), Target.ROW);
        Problem problem = problem(b.kernel(), c, width, width);
        check(op + " of width " + width, problem, 3);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void reductionsAgreeWithTheReference(Case c) {
    for (int width : new int[] {9, 16, 33, 100}) {
      for (int count : new int[] {2, 3, 16}) {
        Problem problem = problem(reductions(width), c, width, count);
        assertTrue(
            new PortableBackend((csr, gathered, reduced) -> count).compile(problem.kernel())
                instanceof BlockedKernel);
        check("width " + width + ", " + count + " blocks", problem, count);
      }
    }
  }

  /** Dot products and whole rows of edges; where the row's degree counts, nothing may be cut. */
  @ParameterizedTest
  @MethodSource("cases")
  void valuesOfEdgesAgreeWithTheReference(Case c) {
    for (int width : new int[] {1, 8, 16, 100}) {
      for (boolean byDegree : new boolean[] {false, true}) {
        Bodies b = new Bodies(Domain.NEIGHBORS);
        int x = b.load(At.NEIGHBOR, width);
        int product = b.add(new Instr.Binary(BinaryOp.MUL, x, b.load(At.ROW, width)));
        int weight = byDegree ? b.add(new Instr.Degree()) : b.load(At.EDGE, 1);
        b.out(b.add(new Instr.Fold(Reduction.SUM, product, List.of(0))), Target.EDGE);
        b.out(b.add(new Instr.Binary(BinaryOp.ADD, x, weight)), Target.EDGE);
        Problem problem = problem(b.kernel(), c, width, width);
        check("width " + width, problem, 3);
      }
    }
  }

  @Test
  void anOutputInAnOperandsPlaceIsWrittenAfterAllReads() {
    Bodies b = new Bodies(Domain.NEIGHBORS);
    int sum = b.add(new Instr.Reduce(Reduction.SUM, b.load(At.NEIGHBOR, 16)));
    b.out(b.add(new Instr.Binary(BinaryOp.ADD, sum, b.load(At.ROW, 16))), Target.ROW);
    Csr csr = CornerCsrs.random(40, 40, 5, 3);
    float[] expected = inPlace(b.kernel(), csr, 1);
    assertArrayEquals(expected, inPlace(b.kernel(), csr, 3), 1e-3f);
  }

  /** Rows of other numbers added to the second operand, which is the output. */
  private static float[] inPlace(Kernel kernel, Csr csr, int count) {
    HostStorage x = blank();
    HostStorage y = blank();
    for (int i = 0; i < 640; i++) {
      x.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, i % 7);
      y.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, i % 11);
    }
    new VectorBackend(Start.AT_ONCE, (c, gathered, reduced) -> count)
        .compile(kernel)
        .run(
            new Launch(
                40, Optional.of(csr), List.of(x, y), List.of(y), new double[0], new long[0]));
    return y.segment().toArray(ValueLayout.JAVA_FLOAT);
  }

  private static HostStorage blank() {
    return new HostStorage(Memory.allocateCollected(4 * 640).segment(), DType.FLOAT32, 40, 16, 16);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomKernelsAgreeWithTheReference(long seed) {
    List<Case> cases = CornerCsrs.all();
    Case c = cases.get((int) (seed % cases.size()));
    Random random = new Random(seed);
    Problem problem =
        KernelRuns.problem(
            RandomKernels.kernel(Domain.NEIGHBORS, seed),
            c.csr().rows(),
            Optional.of(c.csr()),
            () -> (random.nextInt(17) - 8) / 4.0,
            Stride.values()[(int) (seed % 3)]);
    check("seed " + seed, problem, 2 + (int) (seed % 4));
  }

  /** Within the roundings of sums of 3,000 terms, and the same bits of both backends. */
  private static void check(String what, Problem problem, int count) {
    BlockedKernel.Plan plan = (csr, gathered, reduced) -> count;
    List<double[]> expected = KernelRuns.run(REFERENCE, problem);
    List<double[]> portable = KernelRuns.run(new PortableBackend(plan), problem);
    List<double[]> vector = KernelRuns.run(new VectorBackend(Start.AT_ONCE, plan), problem);
    for (int o = 0; o < expected.size(); o++) {
      double scale = 1;
      for (double x : expected.get(o)) {
        scale = Double.isFinite(x) ? Math.max(scale, Math.abs(x)) : scale;
      }
      assertArrayEquals(expected.get(o), portable.get(o), 4e-4 * scale, what + problem.kernel());
      assertArrayEquals(portable.get(o), vector.get(o), what + problem.kernel());
    }
  }
}

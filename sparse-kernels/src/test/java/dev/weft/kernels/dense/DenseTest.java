package dev.weft.kernels.dense;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.backend.vector.VectorBackend;
import dev.weft.kernels.backend.vector.VectorBackend.Start;
import dev.weft.kernels.dense.Dense.Factor;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Watch;
import dev.weft.kernels.parallel.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DenseTest {
  private final int threads = Workers.threads();

  static Stream<Dense> implementations() {
    return Stream.of(CpuDense.get(), CpuDense.portable(), new VectorBackend(Start.AT_ONCE).dense());
  }

  static Stream<Dense> withTheReference() {
    return Stream.concat(implementations(), Stream.of(Backends.named("reference").dense()));
  }

  @AfterEach
  void restore() {
    Workers.setThreads(threads);
  }

  @ParameterizedTest
  @MethodSource("withTheReference")
  void transposeSwapsRowsAndColumns(Dense dense) {
    int[][] sizes = {{0, 3}, {3, 0}, {1, 5}, {16, 16}, {33, 17}, {100, 47}};
    for (int[] size : sizes) {
      Matrix a = Matrix.random(new SplittableRandom(1), size[0], size[1], size[1] + 3);
      Matrix c = Matrix.empty(size[1], size[0], size[0] + 1);
      dense.transpose(a.storage(), c.storage());
      for (int i = 0; i < size[0]; i++) {
        for (int j = 0; j < size[1]; j++) {
          assertEquals(a.at(i, j), c.at(j, i));
        }
      }
    }
    Matrix a = Matrix.empty(2, 3, 3);
    Matrix wrong = Matrix.empty(2, 3, 3);
    assertThrows(
        IllegalArgumentException.class, () -> dense.transpose(a.storage(), wrong.storage()));
  }

  @ParameterizedTest
  @MethodSource("withTheReference")
  void matmulAgreesWithItsDefinition(Dense dense) {
    int[][] sizes = {
      {0, 3, 2},
      {3, 0, 2},
      {3, 2, 0},
      {1, 1, 1},
      {1, 5, 1},
      {5, 7, 3},
      {33, 17, 47},
      {123, 20, 33},
      {257, 100, 128},
      {130, 130, 8},
      {300, 300, 300},
      {20, 600, 520},
      {9000, 3, 5}
    };
    for (int[] size : sizes) {
      for (int padding : new int[] {0, 3}) {
        for (Factor factor : Factor.values()) {
          checkMatmul(dense, size[0], size[1], size[2], factor, padding);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("withTheReference")
  void randomMatmulsAgreeWithTheirDefinition(Dense dense) {
    for (int seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Factor factor = random.nextBoolean() ? Factor.PLAIN : Factor.TRANSPOSED;
      checkMatmul(
          dense,
          random.nextInt(70),
          random.nextInt(70),
          random.nextInt(70),
          factor,
          random.nextInt(5));
    }
  }

  @ParameterizedTest
  @MethodSource("withTheReference")
  void outerSumAgreesWithItsDefinition(Dense dense) {
    int[][] sizes = {
      {0, 3, 2},
      {3, 0, 2},
      {3, 2, 0},
      {1, 1, 1},
      {100, 7, 3},
      {1025, 33, 17},
      {300, 130, 100},
      {129, 8, 8},
      {9000, 5, 3},
      {20000, 2, 1}
    };
    for (int[] size : sizes) {
      for (int padding : new int[] {0, 3}) {
        checkOuterSum(dense, new long[] {0, size[0]}, size[1], size[2], padding);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("withTheReference")
  void segmentsAreMultipliedEachByItsOwnMatrix(Dense dense) {
    long[][] cuts = {{0}, {0, 0}, {0, 0, 5, 5, 6, 20}, {0, 5000, 5001, 5001, 14000}};
    for (long[] offsets : cuts) {
      for (Factor factor : Factor.values()) {
        checkSegments(dense, offsets, 5, 3, factor, 0);
        checkSegments(dense, offsets, 7, 4, factor, 2);
      }
    }
    checkSegments(dense, new long[] {0, 4}, 0, 3, Factor.PLAIN, 1);
    checkSegments(dense, new long[] {0, 4}, 3, 0, Factor.PLAIN, 1);
  }

  @ParameterizedTest
  @MethodSource("withTheReference")
  void segmentsAreSummedEachIntoItsOwnMatrix(Dense dense) {
    for (long[] offsets :
        new long[][] {{0, 0}, {0, 0, 5, 5, 6, 20}, {0, 5000, 5001, 5001, 14000}}) {
      checkSegmentOuterSum(dense, offsets, 5, 3, 2);
      checkSegmentOuterSum(dense, offsets, 4, 4, 0);
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void theNumberOfThreadsChangesNoBit(Dense dense) {
    SplittableRandom random = new SplittableRandom(11);
    Matrix a = Matrix.random(random, 20_011, 67, 80);
    Matrix b = Matrix.random(random, 67, 33, 33);
    Matrix g = Matrix.random(random, 20_011, 33, 48);
    Matrix turned = Matrix.random(random, 33, 67, 67);
    Matrix many = Matrix.random(random, 3, 67 * 33, 67 * 33);
    long[] offsets = {0, 100, 15_000, 20_011};
    sameBits(20_011, 33, c -> dense.matmul(a.storage(), b.storage(), Factor.PLAIN, c));
    sameBits(20_011, 33, c -> dense.matmul(a.storage(), turned.storage(), Factor.TRANSPOSED, c));
    sameBits(67, 33, c -> dense.outerSum(a.storage(), g.storage(), c));
    sameBits(
        20_011,
        33,
        c -> dense.segmentMatmul(a.storage(), offsets, many.storage(), Factor.PLAIN, c));
    sameBits(3, 67 * 33, c -> dense.segmentOuterSum(a.storage(), offsets, g.storage(), c));
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void callersAtTheSameTimeGetTheBitsOfOne(Dense dense) throws Exception {
    SplittableRandom random = new SplittableRandom(13);
    Matrix a = Matrix.random(random, 5000, 31, 32);
    Matrix g = Matrix.random(random, 5000, 17, 17);
    int[] alone = outerBits(dense, a, g);
    try (ExecutorService callers = Executors.newFixedThreadPool(80)) {
      List<Future<int[]>> results = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        results.add(callers.submit(() -> outerBits(dense, a, g)));
      }
      for (Future<int[]> result : results) {
        assertArrayEquals(alone, result.get());
      }
    }
  }

  private static int[] outerBits(Dense dense, Matrix a, Matrix g) {
    Matrix c = Matrix.empty(a.width(), g.width(), g.width());
    dense.outerSum(a.storage(), g.storage(), c.storage());
    return c.bits();
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void resultsNeedNoLargeBuffer(Dense dense) {
    SplittableRandom random = new SplittableRandom(12);
    Matrix a = Matrix.random(random, 100_000, 8, 8);
    Matrix c = Matrix.empty(8, 8, 8);
    try (Watch watch = Memory.watch()) {
      dense.outerSum(a.storage(), a.storage(), c.storage());
      assertTrue(watch.largestBuffer() <= 64 * 8 * 8 * 4, () -> "largest " + watch.largestBuffer());
      assertEquals(0, watch.heldBytes());
    }
  }

  @Test
  void sizesThatDoNotAgreeAreRefusedWithAllThree() {
    Matrix a = Matrix.empty(2, 3, 3);
    Matrix b = Matrix.empty(4, 5, 5);
    Matrix c = Matrix.empty(2, 5, 5);
    Dense dense = CpuDense.portable();
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> dense.matmul(a.storage(), b.storage(), Factor.PLAIN, c.storage()));
    assertEquals(
        "matmul(a=[2, 3], b=[4, 5], c=[2, 5]): expected b's rows to be a's width=3. Check the order of the factors"
            + " and their row shapes.",
        e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> dense.matmul(a.storage(), b.storage(), Factor.TRANSPOSED, c.storage()));
    assertThrows(
        IllegalArgumentException.class,
        () -> dense.outerSum(a.storage(), b.storage(), c.storage()));
    long[] falling = {0, 3, 2};
    assertThrows(
        IllegalArgumentException.class,
        () -> dense.segmentOuterSum(a.storage(), falling, a.storage(), c.storage()));
  }

  @Test
  void otherElementTypesAreRefused() {
    HostStorage doubles =
        new HostStorage(Memory.allocateCollected(8).segment(), DType.FLOAT64, 1, 1, 1);
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> CpuDense.get().matmul(doubles, doubles, Factor.PLAIN, doubles));
    assertTrue(
        e.getMessage().startsWith("Dense(float32): an operand is FLOAT64; expected FLOAT32."),
        e.getMessage());
  }

  @Test
  void onLinuxTheLibraryOfNd4jIsUsed() {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"));
    assertTrue(
        CpuDense.get().toString().startsWith("OpenBLAS 0.3.19"), () -> CpuDense.get().toString());
  }

  static void checkMatmul(Dense dense, int m, int k, int n, Factor factor, int padding) {
    SplittableRandom random = new SplittableRandom(31L * m + 7L * k + n);
    Matrix a = Matrix.random(random, m, k, k + padding);
    Matrix b =
        factor == Factor.PLAIN
            ? Matrix.random(random, k, n, n + padding)
            : Matrix.random(random, n, k, k + padding);
    Matrix c = Matrix.empty(m, n, n + padding);
    dense.matmul(a.storage(), b.storage(), factor, c.storage());
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        Sum sum = new Sum();
        for (int l = 0; l < k; l++) {
          sum.add(a.at(i, l), factor == Factor.PLAIN ? b.at(l, j) : b.at(j, l));
        }
        sum.check(c.at(i, j), m + "x" + k + "x" + n + " " + factor + " at " + i + ", " + j);
      }
    }
  }

  static void checkOuterSum(Dense dense, long[] offsets, int k, int n, int padding) {
    long m = offsets[1];
    SplittableRandom random = new SplittableRandom(31L * m + 7L * k + n);
    Matrix a = Matrix.random(random, m, k, k + padding);
    Matrix b = Matrix.random(random, m, n, n + padding);
    Matrix c = Matrix.empty(k, n, n + padding);
    dense.outerSum(a.storage(), b.storage(), c.storage());
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < n; j++) {
        outer(a, b, 0, m, i, j).check(c.at(i, j), m + "x" + k + "x" + n + " at " + i + ", " + j);
      }
    }
  }

  static void checkSegments(Dense dense, long[] offsets, int k, int n, Factor factor, int padding) {
    int segments = offsets.length - 1;
    long m = offsets[segments];
    SplittableRandom random = new SplittableRandom(31L * m + 7L * k + n);
    Matrix a = Matrix.random(random, m, k, k + padding);
    Matrix b = Matrix.random(random, segments, k * n, (long) k * n + padding);
    Matrix c = Matrix.empty(m, n, n + padding);
    dense.segmentMatmul(a.storage(), offsets, b.storage(), factor, c.storage());
    for (int s = 0; s < segments; s++) {
      for (long i = offsets[s]; i < offsets[s + 1]; i++) {
        for (int j = 0; j < n; j++) {
          Sum sum = new Sum();
          for (int l = 0; l < k; l++) {
            sum.add(a.at(i, l), b.at(s, factor == Factor.PLAIN ? l * n + j : j * k + l));
          }
          sum.check(c.at(i, j), "segment " + s + " " + factor + " at " + i + ", " + j);
        }
      }
    }
  }

  static void checkSegmentOuterSum(Dense dense, long[] offsets, int k, int n, int padding) {
    int segments = offsets.length - 1;
    long m = offsets[segments];
    SplittableRandom random = new SplittableRandom(31L * m + 7L * k + n);
    Matrix a = Matrix.random(random, m, k, k + padding);
    Matrix b = Matrix.random(random, m, n, n + padding);
    Matrix c = Matrix.empty(segments, k * n, (long) k * n + padding);
    dense.segmentOuterSum(a.storage(), offsets, b.storage(), c.storage());
    for (int s = 0; s < segments; s++) {
      for (int i = 0; i < k; i++) {
        for (int j = 0; j < n; j++) {
          outer(a, b, offsets[s], offsets[s + 1], i, j)
              .check(c.at(s, i * n + j), "segment " + s + " at " + i + ", " + j);
        }
      }
    }
  }

  private static Sum outer(Matrix a, Matrix b, long from, long to, int i, int j) {
    Sum sum = new Sum();
    for (long r = from; r < to; r++) {
      sum.add(a.at(r, i), b.at(r, j));
    }
    return sum;
  }

  private static void sameBits(int rows, int width, Consumer<HostStorage> product) {
    int[][] bits = new int[3][];
    for (int count = 1; count <= 3; count++) {
      Workers.setThreads(count);
      Matrix c = Matrix.empty(rows, width, width);
      product.accept(c.storage());
      bits[count - 1] = c.bits();
    }
    assertArrayEquals(bits[0], bits[1]);
    assertArrayEquals(bits[0], bits[2]);
  }

  /**
   * A sum of products in double, and how far a float32 sum of as many in any order may be from it.
   */
  private static final class Sum {
    private static final double UNIT = 0x1p-24;
    private double value;
    private double magnitude;
    private int terms;

    void add(double x, double y) {
      value += x * y;
      magnitude += Math.abs(x * y);
      terms++;
    }

    void check(double actual, String where) {
      // Each term is rounded once as a product and at most once per later addition.
      double tolerance = (terms + 1) * UNIT * magnitude / (1 - (terms + 1) * UNIT);
      assertEquals(value, actual, tolerance, where);
    }
  }
}

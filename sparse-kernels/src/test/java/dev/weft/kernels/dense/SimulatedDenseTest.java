package dev.weft.kernels.dense;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.backend.cuda.CudaBackend;
import dev.weft.kernels.backend.cuda.dense.Tile;
import dev.weft.kernels.backend.cuda.sim.SimulatedDevice;
import dev.weft.kernels.dense.Dense.Factor;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Storage;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated products, interpreted: every tile on sizes at and around its edges. */
class SimulatedDenseTest {
  static List<Tile> tiles() {
    return Tile.ALL;
  }

  private static Dense on(Tile tile) {
    return new OnDevice(new CudaBackend(new SimulatedDevice(3), List.of(tile)));
  }

  private static Dense chosen(int blocks) {
    return new OnDevice(new CudaBackend(new SimulatedDevice(blocks)));
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void matmulAgreesWithItsDefinition(Tile tile) {
    int[][] sizes = {
      {0, 3, 2},
      {3, 0, 2},
      {3, 2, 0},
      {1, 1, 1},
      {16, 8, 16},
      {17, 3, 65},
      {65, 17, 3},
      {130, 33, 130}
    };
    Dense dense = on(tile);
    for (int[] size : sizes) {
      for (Factor factor : Factor.values()) {
        for (int padding : new int[] {0, 3, 4}) {
          DenseTest.checkMatmul(dense, size[0], size[1], size[2], factor, padding);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void longSumsAreCutIntoChunks(Tile tile) {
    Dense dense = on(tile);
    DenseTest.checkMatmul(dense, 3, 530, 17, Factor.PLAIN, 1);
    DenseTest.checkMatmul(dense, 17, 530, 3, Factor.TRANSPOSED, 4);
    DenseTest.checkOuterSum(dense, new long[] {0, 800}, 5, 3, 2);
    DenseTest.checkOuterSum(dense, new long[] {0, 513}, 1, 1, 0);
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void outerSumAgreesWithItsDefinition(Tile tile) {
    int[][] sizes = {{0, 3, 2}, {3, 0, 2}, {3, 2, 0}, {1, 1, 1}, {17, 130, 3}, {33, 65, 130}};
    Dense dense = on(tile);
    for (int[] size : sizes) {
      for (int padding : new int[] {0, 3}) {
        DenseTest.checkOuterSum(dense, new long[] {0, size[0]}, size[1], size[2], padding);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void segmentsAreMultipliedEachByItsOwnMatrix(Tile tile) {
    Dense dense = on(tile);
    for (long[] offsets :
        new long[][] {{0}, {0, 0}, {0, 0, 5, 5, 6, 20}, {0, 130, 131, 131, 150}}) {
      for (Factor factor : Factor.values()) {
        DenseTest.checkSegments(dense, offsets, 5, 3, factor, 0);
        DenseTest.checkSegments(dense, offsets, 17, 33, factor, 2);
      }
    }
    DenseTest.checkSegments(dense, new long[] {0, 4}, 0, 3, Factor.PLAIN, 1);
    DenseTest.checkSegments(dense, new long[] {0, 4}, 3, 0, Factor.PLAIN, 1);
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void segmentsAreSummedEachIntoItsOwnMatrix(Tile tile) {
    Dense dense = on(tile);
    for (long[] offsets : new long[][] {{0, 0}, {0, 0, 5, 5, 6, 20}, {0, 300, 301, 301, 700}}) {
      DenseTest.checkSegmentOuterSum(dense, offsets, 5, 3, 2);
    }
    DenseTest.checkSegmentOuterSum(dense, new long[] {0, 3, 7}, 33, 17, 0);
  }

  @Test
  void segmentsOfManyTilesAreMultipliedInPieces() {
    Dense dense = on(new Tile(32, 32, 4, 4, 16));
    DenseTest.checkSegments(dense, new long[] {0, 33_000, 33_100}, 1, 1, Factor.PLAIN, 0);
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void typedSumsAgreeWithTheirDefinition(Tile tile) {
    int[][] sizes = {
      {0, 3, 1, 2, 2},
      {1, 2, 1, 1, 1},
      {50, 3, 2, 3, 5},
      {300, 9, 4, 8, 2},
      {30, 2, 1, 70, 33},
      {600, 2, 2, 3, 2}
    };
    SplittableRandom random = new SplittableRandom(1);
    for (int[] size : sizes) {
      TypedOuterSumTest.check(on(tile), size[0], size[1], size[2], size[3], size[4], random);
    }
  }

  /** With and without an order, ids and factors on either side. */
  @Test
  void whatATypedSumDoesNotNameIsTheEntryItself() {
    Dense dense = chosen(3);
    Dense reference = Backends.named("reference").dense();
    SplittableRandom random = new SplittableRandom(2);
    int count = 40;
    int blocks = 2;
    Storage[] rows = new Storage[2];
    Storage[] ids = new Storage[2];
    Storage[] factors = new Storage[2];
    for (int side = 0; side < 2; side++) {
      rows[side] = Matrix.random(random, count, 6 + 2 * side, 11).storage();
      factors[side] = Matrix.random(random, count, blocks, 3).storage();
      ids[side] = ints(count, _ -> random.nextInt(count));
    }
    Storage order = ints(count, i -> i * 7 % count);
    long[] offsets = {0, 0, 17, 17, count};
    for (int present = 0; present < 32; present++) {
      NamedRows[] sides = new NamedRows[2];
      for (int side = 0; side < 2; side++) {
        sides[side] =
            new NamedRows(
                rows[side],
                given(present >> 2 * side, ids[side]),
                given(present >> 2 * side + 1, factors[side]));
      }
      TypeOrder entries = new TypeOrder(offsets, given(present >> 4, order));
      Matrix expected = Matrix.empty(4, 6 * 4, 27);
      Matrix actual = Matrix.empty(4, 6 * 4, 27);
      reference.typedOuterSum(sides[0], sides[1], entries, blocks, expected.storage());
      dense.typedOuterSum(sides[0], sides[1], entries, blocks, actual.storage());
      for (int t = 0; t < 4; t++) {
        for (int j = 0; j < 24; j++) {
          // Numbers below 1: three roundings a term and one for each of up to 23 sums.
          assertEquals(expected.at(t, j), actual.at(t, j), 26 * 23 * 0x1p-24, "present " + present);
        }
      }
    }
  }

  private static Optional<Storage> given(int bit, Storage what) {
    return (bit & 1) != 0 ? Optional.of(what) : Optional.empty();
  }

  private static Storage ints(int count, IntUnaryOperator each) {
    var segment = Memory.allocateCollected(4L * count).segment();
    for (int i = 0; i < count; i++) {
      segment.setAtIndex(ValueLayout.JAVA_INT, i, each.applyAsInt(i));
    }
    return new HostStorage(segment, DType.INT32, count, 1, 1);
  }

  @Test
  void transposeSwapsRowsAndColumns() {
    new DenseTest().transposeSwapsRowsAndColumns(chosen(3));
  }

  @Test
  void twoDevicesGiveTheSameBits() {
    SplittableRandom random = new SplittableRandom(4);
    Matrix a = Matrix.random(random, 700, 5, 5);
    Matrix b = Matrix.random(random, 700, 3, 3);
    Matrix turned = Matrix.random(random, 5, 700, 700);
    long[] offsets = {0, 600, 700};
    sameBits(5, 3, (dense, c) -> dense.outerSum(a.storage(), b.storage(), c));
    sameBits(5, 3, (dense, c) -> dense.matmul(turned.storage(), b.storage(), Factor.PLAIN, c));
    sameBits(2, 15, (dense, c) -> dense.segmentOuterSum(a.storage(), offsets, b.storage(), c));
  }

  private interface Run {
    void of(Dense dense, HostStorage c);
  }

  private static void sameBits(int rows, int width, Run product) {
    Matrix one = Matrix.empty(rows, width, width);
    Matrix two = Matrix.empty(rows, width, width);
    product.of(chosen(2), one.storage());
    product.of(chosen(5000), two.storage());
    assertArrayEquals(one.bits(), two.bits());
  }

  @Test
  void nothingIsLeftOnTheDevice() {
    SimulatedDevice device = new SimulatedDevice(3);
    CudaBackend backend = new CudaBackend(device);
    Storage a =
        backend.memory().current(Matrix.random(new SplittableRandom(5), 600, 4, 4).storage());
    Storage c = backend.memory().current(Matrix.empty(1, 16, 16).storage());
    Storage same = backend.memory().current(Matrix.empty(600, 4, 4).storage());
    int before = device.allocations();
    backend.dense().segmentOuterSum(a, new long[] {0, 600}, a, c);
    backend.dense().outerSum(a, a, c.as(DType.FLOAT32, 4, 4, 4));
    backend.dense().segmentMatmul(a, new long[] {0, 600}, c, Factor.PLAIN, same);
    assertEquals(before, device.allocations());
  }

  @Test
  void rowsOfThisProcessAndOtherTypesAreRefused() {
    CudaBackend backend = new CudaBackend(new SimulatedDevice(3));
    Matrix here = Matrix.empty(2, 2, 2);
    refused(
        () -> backend.dense().outerSum(here.storage(), here.storage(), here.storage()),
        "Dense(cuda): an operand of 2 rows lies in this process's memory; expected the device's.");
    Storage there = backend.memory().current(here.storage());
    Storage halves = there.as(DType.FLOAT16, 2, 2, 2);
    refused(
        () -> backend.dense().outerSum(halves, there, there),
        "Dense(cuda): an operand is FLOAT16; expected FLOAT32.");
  }

  private static void refused(Runnable product, String message) {
    var e = assertThrows(IllegalArgumentException.class, product::run);
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }
}

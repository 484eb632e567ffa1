package dev.weft.kernels.dense;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.backend.vector.VectorBackend;
import dev.weft.kernels.backend.vector.VectorBackend.Start;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Storage;
import dev.weft.kernels.memory.Watch;
import dev.weft.kernels.parallel.Workers;
import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TypedOuterSumTest {
  private final int threads = Workers.threads();

  static Stream<Dense> implementations() {
    return Stream.of(
        CpuDense.get(),
        CpuDense.portable(),
        new VectorBackend(Start.AT_ONCE).dense(),
        Backends.named("reference").dense());
  }

  @AfterEach
  void restore() {
    Workers.setThreads(threads);
  }

  /** Entries of random types that name random rows of {@code nodes}. */
  private record Setting(TypeOrder order, Csr byType, int[] types, int[] ids, Storage idRows) {
    static Setting random(int count, int types, int nodes, SplittableRandom random) {
      // Type 1 does not occur.
      int[] type =
          IntStream.range(0, count)
              .map(_ -> random.nextInt(types))
              .map(t -> t == 1 ? 0 : t)
              .toArray();
      int[] ids = IntStream.range(0, count).map(_ -> random.nextInt(nodes)).toArray();
      int[] every = IntStream.range(0, count).toArray();
      Csr byType = Coo.of(types, count, type, every).toCsr();
      long[] offsets = IntStream.rangeClosed(0, types).mapToLong(byType::start).toArray();
      Storage named = int32(Coo.of(nodes, 1, ids, new int[count]).row(), count);
      Optional<Storage> order = byType.eids().map(_ -> int32(byType.indices(), count));
      return new Setting(new TypeOrder(offsets, order), byType, type, ids, named);
    }

    private static Storage int32(MemorySegment ids, int count) {
      return new HostStorage(ids, DType.INT32, count, 1, 1);
    }
  }

  static void check(
      Dense dense, int count, int types, int blocks, int k, int n, SplittableRandom random) {
    int nodes = 7;
    Setting s = Setting.random(count, types, nodes, random);
    Matrix a = Matrix.random(random, nodes, blocks * k, blocks * k + 3);
    Matrix b = Matrix.random(random, count, blocks * n, blocks * n);
    Matrix factors = Matrix.random(random, count, blocks, blocks);
    Matrix c = Matrix.empty(types, blocks * k * n, blocks * k * n);
    dense.typedOuterSum(
        new NamedRows(a.storage(), Optional.of(s.idRows()), Optional.empty()),
        new NamedRows(b.storage(), Optional.empty(), Optional.of(factors.storage())),
        s.order(),
        blocks,
        c.storage());
    double[] expected = new double[types * blocks * k * n];
    double[] magnitude = new double[expected.length];
    for (int e = 0; e < count; e++) {
      for (int j = 0; j < blocks * k * n; j++) {
        int block = j / (k * n);
        double term = a.at(s.ids()[e], j / n) * b.at(e, block * n + j % n) * factors.at(e, block);
        expected[s.types()[e] * blocks * k * n + j] += term;
        magnitude[s.types()[e] * blocks * k * n + j] += Math.abs(term);
      }
    }
    for (int t = 0; t < types; t++) {
      for (int j = 0; j < blocks * k * n; j++) {
        int at = t * blocks * k * n + j;
        // The rounding of a sum of so many products, each of three factors.
        double tolerance = (count + 3) * 0x1p-24 * magnitude[at];
        assertEquals(expected[at], c.at(t, j), tolerance, "type " + t + ", element " + j);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void sumsAgreeWithTheirDefinition(Dense dense) {
    SplittableRandom random = new SplittableRandom(1);
    int[][] sizes = {
      {0, 3, 1, 2, 2},
      {1, 2, 1, 1, 1},
      {50, 3, 2, 3, 5},
      {2000, 5, 1, 16, 16},
      {300, 90, 4, 8, 2},
      {3000, 2, 1, 70, 33}
    };
    for (int[] size : sizes) {
      check(dense, size[0], size[1], size[2], size[3], size[4], random);
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void twoEntriesOfATypeAddUp(Dense dense) {
    SplittableRandom random = new SplittableRandom(0);
    Matrix x = Matrix.random(random, 2, 1, 1);
    x.storage().segment().setAtIndex(ValueLayout.JAVA_FLOAT, 0, 2);
    x.storage().segment().setAtIndex(ValueLayout.JAVA_FLOAT, 1, 5);
    Matrix c = Matrix.empty(2, 1, 1);
    dense.typedOuterSum(
        NamedRows.of(x.storage()),
        NamedRows.of(x.storage()),
        new TypeOrder(new long[] {0, 0, 2}, Optional.empty()),
        1,
        c.storage());
    assertEquals(0, c.at(0, 0));
    assertEquals(29, c.at(1, 0));
  }

  private static int[] bits(int threads) {
    Workers.setThreads(threads);
    SplittableRandom random = new SplittableRandom(3);
    Setting s = Setting.random(60_000, 4, 500, random);
    Matrix a = Matrix.random(random, 500, 24, 32);
    Matrix b = Matrix.random(random, 500, 16, 16);
    Matrix c = Matrix.empty(4, 24 * 16, 24 * 16);
    CpuDense.get()
        .typedOuterSum(
            new NamedRows(a.storage(), Optional.of(s.idRows()), Optional.empty()),
            new NamedRows(b.storage(), Optional.of(s.idRows()), Optional.empty()),
            s.order(),
            1,
            c.storage());
    return c.bits();
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    int[] one = bits(1);
    assertArrayEquals(one, bits(2));
    assertArrayEquals(one, bits(3));
  }

  @Test
  void namedRowsAreNeverAllInMemory() {
    bits(1);
    try (Watch watch = Memory.watch()) {
      SplittableRandom random = new SplittableRandom(3);
      Setting s = Setting.random(60_000, 4, 500, random);
      Matrix a = Matrix.random(random, 500, 64, 64);
      Matrix c = Matrix.empty(4, 64 * 64, 64 * 64);
      watch.reset();
      NamedRows rows = new NamedRows(a.storage(), Optional.of(s.idRows()), Optional.empty());
      CpuDense.get().typedOuterSum(rows, rows, s.order(), 1, c.storage());
      assertTrue(watch.largestBuffer() < 60_000L * 64, () -> watch.largestBuffer() + " bytes");
    }
  }

  @Test
  void widthsThatBlocksDoNotDivideAreRefused() {
    SplittableRandom random = new SplittableRandom(0);
    NamedRows x = NamedRows.of(Matrix.random(random, 2, 3, 3).storage());
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                CpuDense.get()
                    .typedOuterSum(
                        x,
                        x,
                        new TypeOrder(new long[] {0, 2}, Optional.empty()),
                        2,
                        Matrix.empty(1, 9, 9).storage()));
    assertTrue(e.getMessage().contains("widths that blocks=2 divide"), e.getMessage());
  }
}

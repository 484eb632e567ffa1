package dev.weft.kernels.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CsrTest {
  private final int threads = Workers.threads();

  static List<Edges> edges() {
    return Edges.cornerCases();
  }

  static List<Edges> large() {
    return Edges.large();
  }

  @AfterEach
  void restore() {
    Workers.setThreads(threads);
  }

  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void rowsHoldTheirEdgesInEdgeIdOrder(Edges edges) {
    for (int count = 1; count <= 3; count++) {
      Workers.setThreads(count);
      assertSameAsPlainSort(edges, edges.coo().toCsr());
    }
  }

  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void theTransposeIsTheCscWithEqualEdgeIds(Edges edges) {
    Edges turned = new Edges(edges.name(), edges.cols(), edges.rows(), edges.col(), edges.row());
    assertSameAsPlainSort(turned, edges.coo().toCsr().transpose());
  }

  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void transposingTwiceIsTheIdentity(Edges edges) {
    Csr csr = edges.coo().toCsr();
    assertSameAsPlainSort(edges, csr.transpose().transpose());
  }

  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void theWayBackToEdgesIsExact(Edges edges) {
    Coo back = edges.coo().toCsr().toCoo();
    assertEquals(edges.rows(), back.rows());
    assertEquals(edges.cols(), back.cols());
    assertArrayEquals(edges.row(), Edges.ints(back.row()));
    assertArrayEquals(edges.col(), Edges.ints(back.col()));
  }

  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void whatWasBuiltPassesItsOwnValidation(Edges edges) {
    Csr csr = edges.coo().toCsr();
    Csr checked =
        new Csr(csr.rows(), csr.cols(), csr.size(), csr.indptr(), csr.indices(), csr.eids());
    assertEquals(csr.toString(), checked.toString());
  }

  @Test
  void edgesSortedByRowNeedNoEdgeIdsAndShareTheirColumns() {
    Coo coo = Coo.of(4, 3, new int[] {0, 0, 3}, new int[] {2, 1, 0});
    Csr csr = coo.toCsr();
    assertTrue(csr.eids().isEmpty());
    assertSame(coo.col(), csr.indices());
    assertArrayEquals(new long[] {0, 2, 2, 2, 3}, Edges.longs(csr.indptr()));
    assertEquals(2, csr.edge(2));
    assertFalse(csr.isSorted());
  }

  @Test
  void manySortedEdgesGetTheirPointersFromAllThreads() {
    int[] row = IntStream.range(0, 900_000).map(i -> i / 7 * 3).toArray();
    Edges edges = new Edges("sorted", 400_000, 10, row, new int[900_000]);
    Workers.setThreads(3);
    assertSameAsPlainSort(edges, edges.coo().toCsr());
  }

  @Test
  void accessorsReadOneRow() {
    Csr csr = Csr.of(5, new long[] {0, 2, 2, 3}, new int[] {4, 1, 0}, new int[] {1, 2, 0});
    assertEquals(3, csr.rows());
    assertEquals(2, csr.degree(0));
    assertEquals(0, csr.degree(1));
    assertEquals(2, csr.start(2));
    assertEquals(1, csr.column(1));
    assertEquals(0, csr.edge(2));
    assertArrayEquals(new int[] {2, 0, 1}, Edges.ints(csr.degrees()));
    assertThrows(IndexOutOfBoundsException.class, () -> csr.start(4));
    assertThrows(IndexOutOfBoundsException.class, () -> csr.column(3));
  }

  @Test
  void anIndexOutOfRangeIsNamedWithItsCure() {
    int[] indices = new int[20];
    indices[17] = 2708;
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Csr.of(2708, new long[] {0, 20}, indices));
    assertEquals(
        "Csr(rows=1, cols=2708, size=20): indices[17]=2708 is out of range [0, cols=2708). Was the"
            + " count taken before adding nodes, or do the ids start at 1?",
        e.getMessage());
  }

  @Test
  void brokenPointersAreRefused() {
    assertMessage(
        "indptr[2]=1 is less than indptr[1]=2",
        () -> Csr.of(3, new long[] {0, 2, 1, 3}, new int[3]));
    assertMessage("indptr[0]=1; expected 0", () -> Csr.of(3, new long[] {1, 3}, new int[3]));
    assertMessage(
        "indptr[rows=1]=4; expected size=3", () -> Csr.of(3, new long[] {0, 4}, new int[3]));
    assertMessage("indptr is empty", () -> Csr.of(3, new long[0], new int[0]));
    assertMessage(
        "indptr[1]=-9223372036854775808 is less",
        () -> Csr.of(3, new long[] {0, Long.MIN_VALUE, 3}, new int[3]));
  }

  @Test
  void brokenEdgeIdsAreRefused() {
    long[] indptr = {0, 2, 3};
    assertMessage(
        "eids[1]=0 does not rise within row 0",
        () -> Csr.of(3, indptr, new int[3], new int[] {1, 0, 2}));
    assertMessage(
        "eids[2]=1 occurs twice", () -> Csr.of(3, indptr, new int[3], new int[] {0, 1, 1}));
    assertMessage(
        "eids[2]=3 is out of range [0, size=3)",
        () -> Csr.of(3, indptr, new int[3], new int[] {0, 1, 3}));
    assertMessage(
        "eids holds 8 bytes; expected at least 12",
        () -> Csr.of(3, indptr, new int[3], new int[] {0, 1}));
  }

  @Test
  void countsThatCannotBeAreRefusedBeforeMemoryIsRead() {
    MemorySegment none = MemorySegment.NULL;
    assertMessage("expected rows and cols", () -> new Csr(-1, 1, 0, none, none, Optional.empty()));
    assertMessage(
        "expected rows and cols", () -> new Csr(1L << 40, 1, 0, none, none, Optional.empty()));
    assertMessage(
        "indptr holds 0 bytes; expected at least 16",
        () -> new Csr(1, 1, 0, none, none, Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void wideEdgeIdsGiveTheSameRows(Edges edges) {
    for (int count = 1; count <= 3; count++) {
      Workers.setThreads(count);
      Csr csr = edges.coo().withEdgeIds(DType.INT64).toCsr();
      assertEquals(DType.INT64, csr.edgeIds());
      assertSameAsPlainSort(edges, csr);
      Edges turned = new Edges(edges.name(), edges.cols(), edges.rows(), edges.col(), edges.row());
      assertSameAsPlainSort(turned, csr.transpose());
      assertEquals(DType.INT64, csr.transpose().edgeIds());
      assertArrayEquals(edges.col(), Edges.ints(csr.toCoo().col()));
    }
  }

  @Test
  void edgeIdsAreWideFromTwoToThe31stEdgeOn() {
    // Nothing is read: the arrays are said to be larger than they are.
    MemorySegment none = MemorySegment.NULL;
    assertEquals(DType.INT32, Coo.trusted(1, 1, (1L << 31) - 1, none, none).edgeIds());
    Coo many = Coo.trusted(1, 1, 1L << 31, none, none);
    assertEquals(DType.INT64, many.edgeIds());
    assertEquals(DType.INT64, many.transpose().edgeIds());
    assertMessage(
        "edge ids of type INT32; expected INT64, or INT32 for at most 2147483647 edges",
        () -> many.withEdgeIds(DType.INT32));
    assertMessage("edge ids of type FLOAT32", () -> many.withEdgeIds(DType.FLOAT32));
  }

  private static void assertSameAsPlainSort(Edges edges, Csr csr) {
    Integer[] order = new Integer[edges.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (x, y) -> Integer.compare(edges.row()[x], edges.row()[y]));
    int[] eids = Arrays.stream(order).mapToInt(e -> e).toArray();
    assertEquals(edges.rows(), csr.rows());
    assertEquals(edges.cols(), csr.cols());
    assertEquals(edges.size(), csr.size());
    assertArrayEquals(pointers(edges), Edges.longs(csr.indptr()));
    assertArrayEquals(
        IntStream.of(eids).map(e -> edges.col()[e]).toArray(), Edges.ints(csr.indices()));
    int[] identity = IntStream.range(0, edges.size()).toArray();
    assertArrayEquals(eids, csr.eids().map(ids -> Edges.ids(ids, csr.edgeIds())).orElse(identity));
    assertEquals(Arrays.equals(identity, eids), csr.eids().isEmpty());
  }

  private static long[] pointers(Edges edges) {
    long[] indptr = new long[edges.rows() + 1];
    Arrays.stream(edges.row()).forEach(r -> indptr[r + 1]++);
    Arrays.parallelPrefix(indptr, Long::sum);
    return indptr;
  }

  private static void assertMessage(String part, Executable call) {
    var e = assertThrows(IllegalArgumentException.class, call);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}

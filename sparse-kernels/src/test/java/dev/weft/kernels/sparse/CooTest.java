package dev.weft.kernels.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CooTest {
  static List<Edges> edges() {
    return Edges.cornerCases();
  }

  static List<Edges> large() {
    return Edges.large();
  }

  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void sortingOrdersByRowThenColumnThenEdgeId(Edges edges) {
    assertSorted(edges, edges.coo());
    assertSorted(edges, edges.coo().withEdgeIds(DType.INT64));
  }

  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void edgeIdsFoundLaterAreThoseFoundAtOnce(Edges edges) {
    for (Coo coo : List.of(edges.coo(), edges.coo().withEdgeIds(DType.INT64))) {
      Csr atOnce = coo.toCsr();
      Csr later = coo.toCsrWithoutIds();
      assertEquals(-1, atOnce.indptr().mismatch(later.indptr()));
      assertEquals(-1, atOnce.indices().mismatch(later.indices()));
      assertEquals(atOnce.eids().isPresent(), later.eids().isPresent());
      atOnce.eids().ifPresent(ids -> assertEquals(-1, ids.mismatch(later.eids().orElseThrow())));
      assertEquals(coo.size(), later.toCoo().size());
    }
  }

  private static void assertSorted(Edges edges, Coo coo) {
    Sorted sorted = coo.sort();
    int[] expected =
        IntStream.range(0, edges.size())
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(e -> edges.row()[e])
                    .thenComparingInt(e -> edges.col()[e])
                    .thenComparingInt(e -> e))
            .mapToInt(e -> e)
            .toArray();
    assertArrayEquals(expected, Edges.ids(sorted.permutation(), coo.edgeIds()));
    assertArrayEquals(
        IntStream.of(expected).map(e -> edges.row()[e]).toArray(), Edges.ints(sorted.coo().row()));
    assertArrayEquals(
        IntStream.of(expected).map(e -> edges.col()[e]).toArray(), Edges.ints(sorted.coo().col()));
    assertTrue(sorted.coo().isSorted());
  }

  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void coalescingKeepsEachPairOnceAndCountsIt(Edges edges) {
    assertCoalesced(edges, edges.coo());
    assertCoalesced(edges, edges.coo().withEdgeIds(DType.INT64));
  }

  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void coalescingTwiceChangesNothingMore(Edges edges) {
    Coo once = edges.coo().distinct();
    Coalesced twice = once.coalesce();
    assertArrayEquals(Edges.ints(once.row()), Edges.ints(twice.coo().row()));
    assertArrayEquals(Edges.ints(once.col()), Edges.ints(twice.coo().col()));
    int[] identity = IntStream.range(0, (int) once.size()).toArray();
    assertArrayEquals(identity, Edges.ints(twice.uniqueOf()));
    assertArrayEquals(identity, Edges.ints(twice.firsts()));
    assertTrue(IntStream.of(Edges.ints(twice.counts())).allMatch(count -> count == 1));
  }

  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void symmetricEdgesAreThePairsOfEitherDirectionInOrder(Edges edges) {
    if (edges.rows() != edges.cols()) {
      assertMessage("expected as many rows as columns", () -> edges.coo().symmetric());
      return;
    }
    TreeSet<Long> pairs = new TreeSet<>();
    for (int e = 0; e < edges.size(); e++) {
      pairs.add(key(edges.row()[e], edges.col()[e]));
      pairs.add(key(edges.col()[e], edges.row()[e]));
    }
    Coo both = edges.coo().symmetric();
    assertArrayEquals(
        pairs.stream().mapToInt(pair -> (int) (pair >> 32)).toArray(), Edges.ints(both.row()));
    assertArrayEquals(pairs.stream().mapToInt(Long::intValue).toArray(), Edges.ints(both.col()));
  }

  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void concatPutsTheOtherEdgesBehind(Edges edges) {
    Coo first = edges.coo();
    Coo both =
        first.concat(Coo.of(edges.rows(), edges.cols(), new int[0], new int[0])).concat(first);
    int[] twice =
        IntStream.range(0, 2 * edges.size()).map(i -> i % Math.max(1, edges.size())).toArray();
    assertArrayEquals(
        IntStream.of(twice).map(e -> edges.row()[e]).toArray(), Edges.ints(both.row()));
    assertArrayEquals(
        IntStream.of(twice).map(e -> edges.col()[e]).toArray(), Edges.ints(both.col()));
    assertMessage(
        "expected as many rows and columns",
        () -> first.concat(Coo.of(edges.rows() + 1L, edges.cols(), new int[0], new int[0])));
  }

  private static void assertCoalesced(Edges edges, Coo former) {
    Map<Long, Integer> counts = new TreeMap<>();
    for (int e = 0; e < edges.size(); e++) {
      counts.merge(key(edges.row()[e], edges.col()[e]), 1, Integer::sum);
    }
    Coalesced result = former.coalesce();
    assertEquals(former.edgeIds(), result.edgeIds());
    Coo coo = result.coo();
    assertEquals(counts.size(), coo.size());
    Map<Long, Integer> found = new HashMap<>();
    int[] resultCounts = Edges.ints(result.counts());
    for (int e = 0; e < coo.size(); e++) {
      found.put(key(coo.rowOf(e), coo.colOf(e)), resultCounts[e]);
    }
    assertEquals(counts, found);
    assertTrue(coo.isSorted());
    int[] uniqueOf = Edges.ids(result.uniqueOf(), result.edgeIds());
    int[] firsts = Edges.ids(result.firsts(), result.edgeIds());
    for (int e = edges.size() - 1; e >= 0; e--) {
      assertTrue(firsts[uniqueOf[e]] <= e);
    }
    for (int unique = 0; unique < firsts.length; unique++) {
      assertEquals(unique, uniqueOf[firsts[unique]]);
    }
    for (int e = 0; e < edges.size(); e++) {
      assertEquals(edges.row()[e], coo.rowOf(uniqueOf[e]));
      assertEquals(edges.col()[e], coo.colOf(uniqueOf[e]));
    }
  }

  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void degreesCountEdgesOfRowsAndColumns(Edges edges) {
    int[] rowDegrees = new int[edges.rows()];
    int[] colDegrees = new int[edges.cols()];
    Arrays.stream(edges.row()).forEach(r -> rowDegrees[r]++);
    Arrays.stream(edges.col()).forEach(c -> colDegrees[c]++);
    Coo coo = edges.coo();
    assertArrayEquals(rowDegrees, Edges.ints(coo.rowDegrees()));
    assertArrayEquals(colDegrees, Edges.ints(coo.colDegrees()));
  }

  @ParameterizedTest
  @MethodSource("edges")
  void transposingIsAViewAndTwiceIsTheSame(Edges edges) {
    Coo coo = edges.coo();
    Coo turned = coo.transpose();
    assertEquals(coo.rows(), turned.cols());
    assertEquals(coo.cols(), turned.rows());
    assertSame(coo.row(), turned.col());
    assertSame(coo.row(), turned.transpose().row());
    assertSame(coo.col(), turned.transpose().col());
  }

  @Test
  void sortednessLooksAtColumnsWithinRows() {
    assertTrue(Coo.of(3, 3, new int[] {0, 0, 2}, new int[] {1, 1, 0}).isSorted());
    assertFalse(Coo.of(3, 3, new int[] {0, 0, 2}, new int[] {1, 0, 0}).isSorted());
    assertFalse(Coo.of(3, 3, new int[] {1, 0}, new int[] {0, 0}).isSorted());
    assertTrue(Coo.of(0, 0, new int[0], new int[0]).isSorted());
  }

  @Test
  void longIdsGiveTheSameEdges() {
    Coo coo = Coo.of(3, 4, new long[] {2, 0}, new long[] {3, 1});
    assertArrayEquals(new int[] {2, 0}, Edges.ints(coo.row()));
    assertArrayEquals(new int[] {3, 1}, Edges.ints(coo.col()));
  }

  @Test
  void nativeArraysAreUsedInPlace() {
    try (Block row = Memory.allocate(8);
        Block col = Memory.allocate(12)) {
      Coo coo = new Coo(1, 1, 2, row.segment(), col.segment());
      assertSame(row.segment(), coo.row());
      assertEquals(2, coo.size());
    }
  }

  @Test
  void anIdOutOfRangeIsNamedWithItsCure() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Coo.of(3, 5, new int[] {0, 3, 7}, new int[3]));
    assertEquals(
        "Coo(rows=3, cols=5, size=3): row[1]=3 is out of range [0, rows=3). Was the count taken"
            + " before adding nodes, or do the ids start at 1?",
        e.getMessage());
    assertMessage(
        "col[0]=-1 is out of range [0, cols=5)", () -> Coo.of(3, 5, new int[] {0}, new int[] {-1}));
    assertMessage(
        "row[0]=4294967296 is out of range",
        () -> Coo.of(3, 5, new long[] {1L << 32}, new long[] {0}));
    assertMessage(
        "row[0]=0 is out of range [0, rows=0)", () -> Coo.of(0, 5, new int[1], new int[1]));
  }

  @Test
  void theFirstOfManyBadIdsIsNamed() {
    int[] row = new int[1_000_000];
    Arrays.fill(row, 654_321, 1_000_000, 9);
    assertMessage("row[654321]=9 ", () -> Coo.of(2, 2, row, new int[1_000_000]));
  }

  @Test
  void countsThatCannotBeAreRefused() {
    assertMessage(
        "expected rows and cols from 0 to 2147483647", () -> Coo.of(-1, 5, new int[0], new int[0]));
    assertMessage(
        "expected rows and cols from 0 to 2147483647",
        () -> Coo.of(1L << 31, 5, new int[0], new int[0]));
    assertMessage("size >= 0", () -> new Coo(1, 1, -1, MemorySegment.NULL, MemorySegment.NULL));
    assertMessage("row has length 1, col has length 2", () -> Coo.of(3, 5, new int[1], new int[2]));
  }

  @Test
  void arraysThatAreTooShortOrOnTheHeapAreRefused() {
    assertMessage(
        "row holds 0 bytes; expected at least 40",
        () -> new Coo(1, 1, 10, MemorySegment.NULL, MemorySegment.NULL));
    MemorySegment heap = MemorySegment.ofArray(new int[3]);
    assertMessage("row is a heap segment", () -> new Coo(1, 1, 3, heap, heap));
    assertThrows(ArithmeticException.class, () -> new Coo(1, 1, Long.MAX_VALUE, heap, heap));
  }

  @Test
  void freedMemoryIsRefused() {
    Block block = Memory.allocate(8);
    MemorySegment ids = block.segment();
    block.close();
    assertThrows(IllegalStateException.class, () -> new Coo(1, 1, 2, ids, ids));
  }

  private static void assertMessage(String part, Executable call) {
    var e = assertThrows(IllegalArgumentException.class, call);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private static long key(int row, int col) {
    return (long) row << 32 | col;
  }
}

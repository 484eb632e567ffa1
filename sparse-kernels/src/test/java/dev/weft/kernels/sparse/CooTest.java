package dev.weft.kernels.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    Sorted sorted = edges.coo().sort();
    int[] expected =
        IntStream.range(0, edges.size())
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(e -> edges.row()[e])
                    .thenComparingInt(e -> edges.col()[e])
                    .thenComparingInt(e -> e))
            .mapToInt(e -> e)
            .toArray();
    assertArrayEquals(expected, Edges.ints(sorted.permutation()));
    assertArrayEquals(
        IntStream.of(expected).map(e -> edges.row()[e]).toArray(), Edges.ints(sorted.coo().row()));
    assertArrayEquals(
        IntStream.of(expected).map(e -> edges.col()[e]).toArray(), Edges.ints(sorted.coo().col()));
    assertTrue(sorted.coo().isSorted());
  }

  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void coalescingKeepsEachPairOnceAndCountsIt(Edges edges) {
    Map<Long, Integer> counts = new TreeMap<>();
    for (int e = 0; e < edges.size(); e++) {
      counts.merge(key(edges.row()[e], edges.col()[e]), 1, Integer::sum);
    }
    Coalesced result = edges.coo().coalesce();
    Coo coo = result.coo();
    assertEquals(counts.size(), coo.size());
    Map<Long, Integer> found = new HashMap<>();
    int[] resultCounts = Edges.ints(result.counts());
    for (int e = 0; e < coo.size(); e++) {
      found.put(key(coo.rowOf(e), coo.colOf(e)), resultCounts[e]);
    }
    assertEquals(counts, found);
    assertTrue(coo.isSorted());
    int[] uniqueOf = Edges.ints(result.uniqueOf());
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
        "Coo(rows=3, cols=5, size=3): row[1]=3 is out of range [0, rows=3). Was the count taken before"
            + " adding nodes, or do the ids start at 1?",
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

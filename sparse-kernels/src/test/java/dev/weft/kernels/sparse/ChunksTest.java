package dev.weft.kernels.sparse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChunksTest {
  static List<Edges> edges() {
    return Edges.cornerCases();
  }

  static List<Edges> large() {
    return Edges.large();
  }

  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void everyRowAndEntryIsInOnePieceOfBoundedWork(Edges edges) {
    Csr csr = edges.coo().toCsr();
    for (long work : new long[] {1, 2, 7, 100, 8192, 1L << 40}) {
      Chunks chunks = Chunks.of(csr, work);
      long entries = 0;
      for (int i = 0; i < chunks.count(); i++) {
        int rows = chunks.endRow(i) - chunks.firstRow(i);
        assertTrue(rows >= 1);
        assertTrue(rows == 1 || chunks.entries(i) + rows <= work);
        assertEquals(csr.start(chunks.firstRow(i)), entries);
        entries += chunks.entries(i);
      }
      assertEquals(csr.size(), entries);
      assertEquals(csr.rows(), chunks.firstRow(chunks.count()));
    }
  }

  @Test
  void aPieceTakesAllRowsThatFit() {
    // Work of the rows: 3, 1, 2, 4, 1.
    Csr csr = Csr.of(1, new long[] {0, 2, 2, 3, 6, 6}, new int[6]);
    Chunks chunks = Chunks.of(csr, 4);
    assertEquals(4, chunks.count());
    assertEquals(
        List.of(0, 2, 3, 4, 5),
        List.of(
            chunks.firstRow(0),
            chunks.firstRow(1),
            chunks.firstRow(2),
            chunks.firstRow(3),
            chunks.endRow(3)));
  }

  @Test
  void aHubStandsAlone() {
    Csr csr = Csr.of(1, new long[] {0, 1, 101, 102}, new int[102]);
    Chunks chunks = Chunks.of(csr, 10);
    assertEquals(3, chunks.count());
    assertEquals(100, chunks.entries(1));
  }

  @Test
  void noRowsGiveNoPieces() {
    assertEquals(0, Csr.of(1, new long[] {0}, new int[0]).chunks().count());
  }

  @Test
  void theCsrKeepsItsChunks() {
    Csr csr = Csr.of(1, new long[] {0, 1}, new int[1]);
    assertSame(csr.chunks(), csr.chunks());
  }

  @Test
  void workMustBePositive() {
    Csr csr = Csr.of(1, new long[] {0, 1}, new int[1]);
    assertThrows(IllegalArgumentException.class, () -> Chunks.of(csr, 0));
  }
}

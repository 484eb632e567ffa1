package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Mem.ALL;
import static dev.weft.kernels.backend.vector.Mem.MASK;
import static dev.weft.kernels.backend.vector.Mem.ORDER;
import static dev.weft.kernels.backend.vector.Mem.VB;
import static dev.weft.kernels.backend.vector.Mem.VL;
import static dev.weft.kernels.backend.vector.Mem.load;

import dev.weft.kernels.dense.Gemm.Matrix;
import dev.weft.kernels.dense.Gemm.Order;
import dev.weft.kernels.dense.NarrowGemm;
import dev.weft.kernels.dense.NarrowGemm.Ahead;
import dev.weft.kernels.memory.Workspace;
import dev.weft.kernels.memory.Workspaces;
import java.lang.ref.Reference;

/**
 * Products with a small matrix by vectors, for {@link NarrowGemm}: nothing is packed ({@link
 * RowBlocks}). Rows that are no multiple of a block are done with the last block, which overlaps
 * the one before and computes the same again.
 */
final class VectorGemm implements NarrowGemm.Blocks {
  private static final int MOST_COLUMNS = RowBlocks.MOST_VECTORS * VL;

  /** Rows that all columns are computed for before the next, so that they stay near. */
  private static final int NEAR_ROWS = 120;

  private static final long SCRATCH = 4L * RowBlocks.MOST_ROWS * MOST_COLUMNS;

  @Override
  public void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean add, Ahead next) {
    boolean plain = a.order() == Order.PLAIN;
    long aRow = 4 * (plain ? a.stride() : 1);
    long cRow = 4 * c.stride();
    RowBlocks blocks = new RowBlocks(k, 4 * (plain ? 1 : a.stride()), 4 * b.stride());
    RowBlocks.even(blocks.rowsOfA, aRow);
    try (Workspace scratch = Workspaces.lease(SCRATCH)) {
      long spare = scratch.slice(0, SCRATCH).address();
      Reading reading = new Reading(next, m, n);
      for (int first = 0; first < m; ) {
        // A few rows that would be left over go along: fewer than a block's are none.
        int rows = m - first < NEAR_ROWS + NarrowGemm.LEAST_ROWS ? m - first : NEAR_ROWS;
        Panel panel =
            new Panel(blocks, rows, a.address() + first * aRow, aRow, cRow, spare, reading);
        for (int j = 0; j < n; j += MOST_COLUMNS) {
          int columns = Math.min(MOST_COLUMNS, n - j);
          long out = c.address() + first * cRow + 4L * j;
          panel.multiply(columns, b.address() + 4L * j, out, add);
        }
        first += rows;
      }
      Reference.reachabilityFence(scratch);
    }
  }

  /** Reads what comes next a little before every block, so that memory and sums go on together. */
  private static final class Reading {
    private final Ahead next;
    private final long aPiece;
    private final long bPiece;
    private long pieces;

    Reading(Ahead next, int m, int n) {
      this.next = next;
      long blocks = Math.ceilDiv(n, MOST_COLUMNS) * (m / RowBlocks.MOST_ROWS);
      aPiece = Math.ceilDiv(next.aBytes(), blocks);
      bPiece = Math.ceilDiv(next.bBytes(), blocks);
    }

    void goOn() {
      piece(next.a(), next.aBytes(), aPiece);
      piece(next.b(), next.bBytes(), bPiece);
      pieces++;
    }

    private void piece(long address, long bytes, long piece) {
      long done = Math.min(bytes, pieces * piece);
      Mem.readAhead(address + done, Math.min(piece, bytes - done));
    }
  }

  /** Some rows, and room for a block of results. */
  private record Panel(
      RowBlocks blocks, int m, long a, long aRow, long cRow, long spare, Reading reading) {

    /** As many columns as a block has at most. */
    void multiply(int n, long b, long c, boolean add) {
      int vectors = (n + VL - 1) / VL;
      // What is added, or ends within a vector, goes by way of the spare block.
      boolean direct = !add && n == vectors * VL;
      RowBlocks.even(blocks.rowsOfC, direct ? cRow : vectors * VB);
      int rows = RowBlocks.rows(vectors);
      for (int done = 0; done < m; done += rows) {
        int i = Math.min(done, m - rows);
        reading.goOn();
        blocks.multiply(vectors, a + i * aRow, b, direct ? c + i * cRow : spare);
        for (int r = done - i; r < rows && !direct; r++) {
          long from = spare + r * vectors * VB;
          long to = c + (i + r) * cRow;
          if (add) {
            addRow(from, to, n);
          } else {
            Mem.copyRow(from, to, n);
          }
        }
      }
    }

    private static void addRow(long from, long to, int n) {
      int j = 0;
      for (; j + VL <= n; j += VL) {
        long y = (to + 4L * j) & MASK;
        load(y).add(load((from + 4L * j) & MASK)).intoMemorySegment(ALL, y, ORDER);
      }
      for (; j < n; j++) {
        Mem.set(to + 4L * j, Mem.get(to + 4L * j) + Mem.get(from + 4L * j));
      }
    }
  }

  @Override
  public String toString() {
    return "vectors of " + VL;
  }
}

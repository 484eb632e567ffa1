package dev.weft.kernels.sparse;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.weft.kernels.memory.DType;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * Edges as two parallel arrays; the position is the edge id. Parallel edges and self loops are
 * allowed, and so are no rows, no columns and no edges. Immutable: nobody may write to the arrays.
 */
public final class Coo {
  private final long rows;
  private final long cols;
  private final long size;
  private final MemorySegment row;
  private final MemorySegment col;
  private final DType edgeIds;

  /**
   * The edges in native memory, used in place.
   *
   * @param rows number of row nodes (sources, for a graph)
   * @param cols number of column nodes (destinations)
   * @param size number of edges
   * @param row int32 row of every edge, native, at least {@code size} long
   * @param col int32 column of every edge
   * @throws IllegalArgumentException when a count is negative, an array too short, or an id out of
   *     range
   */
  public Coo(long rows, long cols, long size, MemorySegment row, MemorySegment col) {
    this(row, col, IdArray.dtype(size), rows, cols, size);
    Checks.counts(toString(), rows, cols, size);
    Checks.array(toString(), "row", row, size, Integer.BYTES);
    Checks.array(toString(), "col", col, size, Integer.BYTES);
    Checks.ids(toString(), "row", row, size, "rows", rows);
    Checks.ids(toString(), "col", col, size, "cols", cols);
  }

  private Coo(
      MemorySegment row, MemorySegment col, DType edgeIds, long rows, long cols, long size) {
    this.rows = rows;
    this.cols = cols;
    this.size = size;
    this.row = row;
    this.col = col;
    this.edgeIds = edgeIds;
  }

  /** Edges known to be valid. */
  static Coo trusted(long rows, long cols, long size, MemorySegment row, MemorySegment col) {
    return new Coo(row, col, IdArray.dtype(size), rows, cols, size);
  }

  /** The edges of a CSR. */
  static Coo trusted(Csr of, MemorySegment row, MemorySegment col) {
    return new Coo(row, col, of.edgeIds(), of.rows(), of.cols(), of.size());
  }

  /**
   * Edge {@code i} goes from {@code row[i]} to {@code col[i]}; the arrays are copied.
   *
   * @throws IllegalArgumentException when the lengths differ or an id is out of range
   */
  public static Coo of(long rows, long cols, int[] row, int[] col) {
    sameLength(row.length, col.length);
    return new Coo(rows, cols, row.length, Ids.copyOf(row), Ids.copyOf(col));
  }

  /**
   * Edge {@code i} goes from {@code row[i]} to {@code col[i]}; the arrays are copied.
   *
   * @throws IllegalArgumentException when the lengths differ or an id is out of range
   */
  public static Coo of(long rows, long cols, long[] row, long[] col) {
    sameLength(row.length, col.length);
    Checks.counts("Coo(rows=" + rows + ", cols=" + cols + ")", rows, cols, row.length);
    String subject = "Coo(rows=" + rows + ", cols=" + cols + ", size=" + row.length + ")";
    return trusted(
        rows,
        cols,
        row.length,
        narrow(subject, "row", row, "rows", rows),
        narrow(subject, "col", col, "cols", cols));
  }

  /** Number of row nodes. */
  public long rows() {
    return rows;
  }

  /** Number of column nodes. */
  public long cols() {
    return cols;
  }

  /** Number of edges. */
  public long size() {
    return size;
  }

  /** int32 row of every edge. */
  public MemorySegment row() {
    return row;
  }

  /** int32 column of every edge. */
  public MemorySegment col() {
    return col;
  }

  /** Row of one edge; checked. */
  public int rowOf(long edge) {
    return row.get(JAVA_INT_UNALIGNED, 4 * edge);
  }

  /** Column of one edge; checked. */
  public int colOf(long edge) {
    return col.get(JAVA_INT_UNALIGNED, 4 * edge);
  }

  /**
   * Type of edge ids in everything made from these edges: INT32 below 2^31 edges, INT64 beyond,
   * unless {@link #withEdgeIds} says otherwise.
   */
  public DType edgeIds() {
    return edgeIds;
  }

  /**
   * The same edges, numbered in the given type: a view that shares both arrays. With INT64 a small
   * graph goes the way of one with more than 2^31 edges.
   *
   * @param type INT32 or INT64
   * @throws IllegalArgumentException when it is another, or has not enough numbers
   */
  public Coo withEdgeIds(DType type) {
    if (type != DType.INT64 && (type != DType.INT32 || IdArray.dtype(size) != DType.INT32)) {
      throw new IllegalArgumentException(
          this
              + ": edge ids of type "
              + type
              + "; expected INT64, or INT32 for at most "
              + Integer.MAX_VALUE
              + " edges.");
    }
    return new Coo(row, col, type, rows, cols, size);
  }

  /** The same edges with rows and columns exchanged: a view that shares both arrays. */
  public Coo transpose() {
    return new Coo(col, row, edgeIds, cols, rows, size);
  }

  /**
   * These edges, then those of another with the same rows and columns.
   *
   * @throws IllegalArgumentException when rows or columns differ
   */
  public Coo concat(Coo more) {
    if (rows != more.rows || cols != more.cols) {
      throw new IllegalArgumentException(
          this + ": it is followed by " + more + "; expected as many rows and columns.");
    }
    long total = Math.addExact(size, more.size);
    MemorySegment allRows = Ids.ints(total);
    MemorySegment allCols = Ids.ints(total);
    copyTo(allRows, allCols, 0);
    more.copyTo(allRows, allCols, size);
    return trusted(rows, cols, total, allRows, allCols);
  }

  /** Copies the edges to positions {@code at} and on. */
  void copyTo(MemorySegment toRow, MemorySegment toCol, long at) {
    Ranges.forEach(
        size,
        (from, to) -> {
          MemorySegment.copy(row, 4 * from, toRow, 4 * (at + from), 4 * (to - from));
          MemorySegment.copy(col, 4 * from, toCol, 4 * (at + from), 4 * (to - from));
        });
  }

  /**
   * The edges by row, in edge-id order within each row. When they are sorted by row already, the
   * columns are shared and there are no explicit edge ids.
   */
  public Csr toCsr() {
    return CountingSort.byRow(this, true);
  }

  /**
   * The same rows, whose edge ids are found when they are first asked for, by sorting again: who
   * only sums over neighbours never asks, and ids take as much memory as the columns. Until then it
   * holds on to these edges.
   */
  public Csr toCsrWithoutIds() {
    return CountingSort.byRow(this, false);
  }

  /**
   * True when rows never fall from one edge to the next, and columns never within a row. True for
   * no edges.
   */
  public boolean isSorted() {
    long r = row.address();
    long c = col.address();
    long bad = Ranges.first(size - 1, (from, to) -> firstInversion(r, c, from, to));
    Reference.reachabilityFence(this);
    return bad >= size - 1;
  }

  /** The edges ordered by row, then column, then edge id. */
  public Sorted sort() {
    return Sorted.of(this);
  }

  /** The edges without repetitions, ordered by row and column. */
  public Coalesced coalesce() {
    return Coalesced.of(this);
  }

  /** The edges without repetitions, ordered by row and column: as {@link #coalesce}, but sooner. */
  public Coo distinct() {
    return Coalesced.distinct(this);
  }

  /**
   * Every edge in both directions, without repetitions, ordered by row and column.
   *
   * @throws IllegalArgumentException when there are not as many rows as columns
   */
  public Coo symmetric() {
    if (rows != cols) {
      throw new IllegalArgumentException(
          this + ": both directions were asked for; expected as many rows as columns.");
    }
    return Coalesced.symmetric(this);
  }

  /**
   * int32 number of edges of every row, {@code rows} long.
   *
   * @throws ArithmeticException when a row has more than 2^31 - 1
   */
  public MemorySegment rowDegrees() {
    return CountingSort.counts(row, size, rows);
  }

  /**
   * int32 number of edges of every column, {@code cols} long.
   *
   * @throws ArithmeticException when a column has more than 2^31 - 1
   */
  public MemorySegment colDegrees() {
    return CountingSort.counts(col, size, cols);
  }

  @Override
  public String toString() {
    return "Coo(rows=" + rows + ", cols=" + cols + ", size=" + size + ")";
  }

  private static long firstInversion(long row, long col, long from, long to) {
    long i = from;
    while (i < to && key(row, col, i) <= key(row, col, i + 1)) {
      i++;
    }
    return i;
  }

  private static long key(long row, long col, long edge) {
    return (long) Ids.get(row, edge) << 32 | Ids.get(col, edge);
  }

  private static void sameLength(int rows, int cols) {
    if (rows != cols) {
      throw new IllegalArgumentException(
          "Coo: row has length "
              + rows
              + ", col has length "
              + cols
              + "; expected one of each per edge.");
    }
  }

  private static MemorySegment narrow(
      String subject, String name, long[] ids, String boundName, long bound) {
    int[] out = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= bound) {
        throw Checks.outOfRange(subject, name, i, ids[i], boundName, bound);
      }
      out[i] = (int) ids[i];
    }
    return Ids.copyOf(out);
  }
}

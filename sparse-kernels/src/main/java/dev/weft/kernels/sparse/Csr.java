package dev.weft.kernels.sparse;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.parallel.Once;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compressed sparse rows: the entries of row {@code r} are positions {@code indptr[r]} to {@code
 * indptr[r + 1]}. A CSC is the CSR of the reversed relation. In every row the entries stand in
 * edge-id order. Immutable: nobody may write to the arrays.
 */
public final class Csr {
  private final long rows;
  private final long cols;
  private final long size;
  private final MemorySegment indptr;
  private final MemorySegment indices;
  private final DType edgeIds;
  private final Optional<Once<MemorySegment>> eids;
  private volatile Optional<Chunks> chunks = Optional.empty();
  private volatile Optional<Coverage> coverage = Optional.empty();
  private final ConcurrentHashMap<Integer, ColumnBlocks> blocks = new ConcurrentHashMap<>();

  /**
   * The rows in native memory, used in place.
   *
   * @param rows number of rows
   * @param cols number of columns
   * @param size number of entries
   * @param indptr int64, rows + 1 values
   * @param indices int32 column of every entry
   * @param eids edge id of every entry, each of 0 to size - 1 once, rising within a row; int32, or
   *     int64 from 2^31 entries on; empty when it is the position itself
   * @throws IllegalArgumentException when a count is negative, an array too short, a pointer falls,
   *     or an id is out of range
   */
  public Csr(
      long rows,
      long cols,
      long size,
      MemorySegment indptr,
      MemorySegment indices,
      Optional<MemorySegment> eids) {
    this(indptr, indices, eids.map(Csr::known), IdArray.dtype(size), rows, cols, size);
    Checks.counts(toString(), rows, cols, size);
    Checks.array(toString(), "indptr", indptr, rows + 1, Long.BYTES);
    Checks.array(toString(), "indices", indices, size, Integer.BYTES);
    Checks.indptr(toString(), indptr, rows, size);
    Checks.ids(toString(), "indices", indices, size, "cols", cols);
    eids.ifPresent(ids -> EdgeIds.check(this, new IdArray(ids, edgeIds)));
  }

  private Csr(
      MemorySegment indptr,
      MemorySegment indices,
      Optional<Once<MemorySegment>> eids,
      DType edgeIds,
      long rows,
      long cols,
      long size) {
    this.rows = rows;
    this.cols = cols;
    this.size = size;
    this.indptr = indptr;
    this.indices = indices;
    this.eids = eids;
    this.edgeIds = edgeIds;
  }

  private static Once<MemorySegment> known(MemorySegment eids) {
    return new Once<>(() -> eids);
  }

  /** The rows of a COO, known to be valid. */
  static Csr trusted(
      Coo of, MemorySegment indptr, MemorySegment indices, Optional<Once<MemorySegment>> eids) {
    return new Csr(indptr, indices, eids, of.edgeIds(), of.rows(), of.cols(), of.size());
  }

  /** Some entries of a CSR, known to be valid; edge ids are those of the whole. */
  static Csr part(
      Csr of, MemorySegment indptr, MemorySegment indices, Once<MemorySegment> eids, long size) {
    return new Csr(indptr, indices, Optional.of(eids), of.edgeIds(), of.rows(), of.cols(), size);
  }

  /**
   * The rows of these arrays, which are copied; an entry's edge id is its position.
   *
   * @throws IllegalArgumentException when the arrays do not fit together or an id is out of range
   */
  public static Csr of(long cols, long[] indptr, int[] indices) {
    return new Csr(
        rowsOf(indptr),
        cols,
        indices.length,
        Ids.copyOf(indptr),
        Ids.copyOf(indices),
        Optional.empty());
  }

  /**
   * The rows of these arrays, which are copied.
   *
   * @throws IllegalArgumentException when the arrays do not fit together or an id is out of range
   */
  public static Csr of(long cols, long[] indptr, int[] indices, int[] eids) {
    return new Csr(
        rowsOf(indptr),
        cols,
        indices.length,
        Ids.copyOf(indptr),
        Ids.copyOf(indices),
        Optional.of(Ids.copyOf(eids)));
  }

  /** Number of rows. */
  public long rows() {
    return rows;
  }

  /** Number of columns. */
  public long cols() {
    return cols;
  }

  /** Number of entries. */
  public long size() {
    return size;
  }

  /** int64 position of every row's first entry, rows + 1 values. */
  public MemorySegment indptr() {
    return indptr;
  }

  /** int32 column of every entry. */
  public MemorySegment indices() {
    return indices;
  }

  /**
   * Edge id of every entry, of type {@link #edgeIds}; empty when it is the position itself. Of a
   * {@link Coo#toCsrWithoutIds} the first call finds them, which takes as long as to build it.
   */
  public Optional<MemorySegment> eids() {
    return eids.map(Once::get);
  }

  /** Type of edge ids: that of the {@link Coo#edgeIds} it was made from. */
  public DType edgeIds() {
    return edgeIds;
  }

  /**
   * Position of the first entry of {@code row}; {@code start(rows)} is the number of entries.
   * Checked.
   */
  public long start(long row) {
    return indptr.get(JAVA_LONG_UNALIGNED, 8 * row);
  }

  /** Number of entries of {@code row}; checked. */
  public long degree(long row) {
    return start(row + 1) - start(row);
  }

  /** Column of the entry at {@code position}; checked. */
  public int column(long position) {
    return indices.get(JAVA_INT_UNALIGNED, 4 * position);
  }

  /** Edge id of the entry at {@code position}; checked. */
  public long edge(long position) {
    return eids().map(ids -> new IdArray(ids, edgeIds).get(position)).orElse(position);
  }

  /** int32 number of entries of every row, {@code rows} long. */
  public MemorySegment degrees() {
    MemorySegment out = Ids.ints(rows);
    long from = indptr.address();
    long to = out.address();
    Ranges.forEach(
        rows,
        (first, last) -> {
          for (long r = first; r < last; r++) {
            Ids.set(to, r, Math.toIntExact(Ids.getLong(from, r + 1) - Ids.getLong(from, r)));
          }
        });
    Reference.reachabilityFence(this);
    return out;
  }

  /** True when the columns of every row never fall. True for no entries. */
  public boolean isSorted() {
    long pointers = indptr.address();
    long columns = indices.address();
    long bad = Ranges.first(rows, (from, to) -> firstUnsortedRow(pointers, columns, from, to));
    Reference.reachabilityFence(this);
    return bad == rows;
  }

  /**
   * The same edges by column: the CSC, with entries in edge-id order and equal edge ids. Allocates
   * new arrays.
   */
  public Csr transpose() {
    return toCoo().transpose().toCsr();
  }

  /** The same edges in edge-id order. Without explicit edge ids the columns are shared. */
  public Coo toCoo() {
    return EdgeIds.toCoo(this);
  }

  /** The rows in pieces of about {@value Chunks#ENTRIES} entries; computed once. */
  public Chunks chunks() {
    Optional<Chunks> known = chunks;
    if (known.isEmpty()) {
      known = Optional.of(Chunks.of(this, Chunks.ENTRIES));
      chunks = known;
    }
    return known.get();
  }

  /** How often columns occur; computed once. */
  public Coverage coverage() {
    Optional<Coverage> known = coverage;
    if (known.isEmpty()) {
      known = Optional.of(Coverage.of(this));
      coverage = known;
    }
    return known.get();
  }

  /** The entries in {@code count} blocks of columns; made once for each count. */
  public ColumnBlocks columnBlocks(int count) {
    return blocks.computeIfAbsent(count, n -> ColumnBlocks.of(this, n));
  }

  @Override
  public String toString() {
    return "Csr(rows=" + rows + ", cols=" + cols + ", size=" + size + ")";
  }

  private static long firstUnsortedRow(long indptr, long indices, long from, long to) {
    for (long r = from; r < to; r++) {
      long end = Ids.getLong(indptr, r + 1);
      for (long p = Ids.getLong(indptr, r) + 1; p < end; p++) {
        if (Ids.get(indices, p - 1) > Ids.get(indices, p)) {
          return r;
        }
      }
    }
    return to;
  }

  private static long rowsOf(long[] indptr) {
    if (indptr.length == 0) {
      throw new IllegalArgumentException(
          "Csr: indptr is empty; expected rows + 1 pointers, at least the one 0.");
    }
    return indptr.length - 1L;
  }
}

package dev.weft.kernels.backend.tile;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.weft.kernels.memory.Native;
import dev.weft.kernels.sparse.Csr;

/**
 * The tile being worked on: consecutive rows, and in the NEIGHBORS domain consecutive entries of
 * theirs.
 */
public final class Span {
  /** What a reduction over a row that is longer than a tile does. */
  public enum Carry {
    /** The tile holds all entries of its rows, or the first of a long row. */
    START,
    /** The tile continues a long row: join with what was reduced before. */
    CONTINUE
  }

  /** Rows of the domain. */
  public long domainRows;

  /** Columns of the domain; 0 without a CSR. */
  public long domainCols;

  /** First row. */
  public long row;

  /** Number of rows. */
  public int rows;

  /** Position of the first entry in the CSR. */
  public long position;

  /** Number of entries. */
  public int entries;

  /** Whether a long row begins or goes on. */
  public Carry carry = Carry.START;

  /** Address of all row pointers (int64). */
  public long indptr;

  /** Address of all columns (int32). */
  public long indices;

  /** Address of all edge ids (int32); 0 when they are the positions. */
  public long eids;

  Span(long rows) {
    domainRows = rows;
  }

  /**
   * The rows of a CSR.
   *
   * @param eids address of the edge ids; 0 when they are the positions, or nothing asks for them
   */
  Span(Csr csr, long eids) {
    this(csr.rows());
    domainCols = csr.cols();
    indptr = csr.indptr().address();
    indices = csr.indices().address();
    this.eids = eids;
  }

  /** Row pointer of a row of the domain. */
  public long pointer(long r) {
    return Native.ALL.get(JAVA_LONG_UNALIGNED, (indptr + 8 * r) & Native.MASK);
  }

  /**
   * Entries of the tile that precede row {@code i} of the tile; for {@code i == rows} all of them.
   */
  public int start(int i) {
    long p = pointer(row + i) - position;
    return (int) Math.max(0, Math.min(p, entries));
  }

  /** Column of entry {@code e} of the tile. */
  public int neighbor(int e) {
    return Native.ALL.get(JAVA_INT_UNALIGNED, (indices + 4 * (position + e)) & Native.MASK);
  }

  /** Edge of entry {@code e} of the tile. */
  public long edge(int e) {
    long p = position + e;
    return eids == 0 ? p : Native.ALL.get(JAVA_INT_UNALIGNED, (eids + 4 * p) & Native.MASK);
  }

  /** Entries of row {@code i} of the tile, those of other tiles included. */
  public int degree(int i) {
    return (int) (pointer(row + i + 1) - pointer(row + i));
  }

  /** 1 where the tile continues a long row, else 0. */
  public int carries() {
    return carry == Carry.CONTINUE ? 1 : 0;
  }

  /**
   * Whether the tile has the last entries of its rows: all but the last piece of a long row lacks
   * them.
   */
  boolean endsRows() {
    return position + entries == pointer(row + rows);
  }

  /**
   * What divides the sum of the tile's row for its mean, where the row may go on in another tile: 1
   * as long as it does.
   */
  public int divisor() {
    return endsRows() ? Math.max(1, degree(0)) : 1;
  }

  void rows(long first, int count) {
    row = first;
    rows = count;
  }

  void entries(long first, int count, Carry carry) {
    position = first;
    entries = count;
    this.carry = carry;
  }
}

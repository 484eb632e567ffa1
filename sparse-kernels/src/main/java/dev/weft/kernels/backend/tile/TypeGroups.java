package dev.weft.kernels.backend.tile;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.memory.Native;
import java.util.Arrays;

/**
 * The rows or entries of a tile grouped by type, so that a matrix serves all of its rows while it
 * is near the core. Which rows stand together changes no bit: every row is a product of its own.
 *
 * <p>Rows are sorted by counting, in a time that follows the rows of the tile and not the number of
 * types. Where matrices are tiny that would cost more than it saves: rows of one type that follow
 * each other form a group then.
 */
public final class TypeGroups {
  /**
   * Elements of a matrix from which on rows are sorted by type, and tiles longer, so that more rows
   * share it.
   */
  static final int SORTED = 64;

  private final int[] types;
  private final int[] order;
  private final int[] groupType;
  private final int[] groupStart;
  private int[] counts = new int[64];
  private int groups;
  private boolean areRows;

  /** Room for tiles of so many rows. */
  TypeGroups(int capacity) {
    types = new int[capacity];
    order = new int[capacity];
    groupType = new int[capacity];
    groupStart = new int[capacity + 1];
  }

  /**
   * Reads the types of the tile and groups its rows.
   *
   * @param source int32 types
   * @param at ROW for the tile's rows, else its entries
   * @param matrix elements of a matrix
   */
  void read(Source source, At at, Span span, int matrix) {
    areRows = at == At.ROW;
    int rows = areRows ? span.rows : span.entries;
    if (areRows || at == At.EDGE && span.eids == 0) {
      inOrder(source.at(areRows ? span.row : span.position), source.strideBytes(), rows);
    } else {
      long ids = (at == At.NEIGHBOR ? span.indices : span.eids) + 4 * span.position;
      named(source.address(), source.strideBytes(), ids, rows);
    }
    if (matrix >= SORTED) {
      sort(rows);
    } else {
      runs(rows);
    }
  }

  private void inOrder(long address, long stride, int rows) {
    for (int i = 0; i < rows; i++) {
      types[i] = get(address + i * stride);
    }
  }

  private void named(long address, long stride, long ids, int rows) {
    for (int i = 0; i < rows; i++) {
      types[i] = get(address + get(ids + 4L * i) * stride);
    }
  }

  private static int get(long address) {
    return Native.ALL.get(JAVA_INT_UNALIGNED, address & Native.MASK);
  }

  private void runs(int rows) {
    groups = 0;
    for (int i = 0; i < rows; i++) {
      order[i] = i;
      if (i == 0 || types[i] != types[i - 1]) {
        groupType[groups] = types[i];
        groupStart[groups++] = i;
      }
    }
    groupStart[groups] = rows;
  }

  private void sort(int rows) {
    groups = 0;
    for (int i = 0; i < rows; i++) {
      int type = types[i];
      if (type >= counts.length) {
        counts = Arrays.copyOf(counts, Math.max(type + 1, 2 * counts.length));
      }
      if (counts[type]++ == 0) {
        groupType[groups++] = type;
      }
    }
    int sum = 0;
    for (int g = 0; g < groups; g++) {
      int count = counts[groupType[g]];
      groupStart[g] = sum;
      counts[groupType[g]] = sum;
      sum += count;
    }
    groupStart[groups] = rows;
    for (int i = 0; i < rows; i++) {
      order[counts[types[i]]++] = i;
    }
    for (int g = 0; g < groups; g++) {
      counts[groupType[g]] = 0;
    }
  }

  /** Whether they are rows of the tile, else entries. */
  public boolean areRows() {
    return areRows;
  }

  /** Number of groups. */
  public int count() {
    return groups;
  }

  /** The type of a group. */
  public int type(int group) {
    return groupType[group];
  }

  /** Where a group begins in {@link #row}; the number of rows for {@code count()}. */
  public int start(int group) {
    return groupStart[group];
  }

  /** The row of the tile that stands at a position, group after group. */
  public int row(int position) {
    return order[position];
  }
}

package dev.weft.graph;

import dev.weft.kernels.memory.HostStorage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Puts columns of the same kind one after the other, as a batch of graphs needs. */
final class Concat {
  private Concat() {}

  static Column of(List<Column> columns, Space space) {
    Column first = columns.getFirst();
    for (Column column : columns) {
      if (column.dtype() != first.dtype()
          || !column.shape().equals(first.shape())
          || column instanceof SparseColumn != first instanceof SparseColumn) {
        throw new IllegalArgumentException(
            "Column "
                + first.name()
                + ": "
                + Columns.describe(first)
                + " and "
                + Columns.describe(column)
                + " cannot be put together; expected the same type, row shape and layout.");
      }
    }
    Columns.checkRows(first.name(), space, columns.stream().mapToLong(c -> c.space().size()).sum());
    if (first instanceof SparseColumn) {
      return SparseRows.concat(columns.stream().map(SparseColumn.class::cast).toList(), space);
    }
    List<DenseColumn> dense = columns.stream().map(DenseColumn.class::cast).toList();
    LazyColumn joined =
        new LazyColumn(first.name(), space, first.dtype(), first.shape(), () -> copy(dense, space));
    return first instanceof CategoryColumn c ? categories(c, dense, joined) : joined;
  }

  private static List<HostStorage> copy(List<DenseColumn> columns, Space space) {
    DenseColumn first = columns.getFirst();
    int width = first.shape().width();
    MemorySegment out =
        OffHeap.allocate(Math.multiplyExact(space.size(), (long) width * first.dtype().bytes()));
    long at = 0;
    for (DenseColumn column : columns) {
      at = DenseRows.copy(column, out, at);
    }
    return DenseRows.chunks(out, first.dtype(), width, space.size());
  }

  private static CategoryColumn categories(
      CategoryColumn first, List<DenseColumn> all, LazyColumn joined) {
    for (DenseColumn column : all) {
      if (!(column instanceof CategoryColumn c && c.categories().equals(first.categories()))) {
        throw new IllegalArgumentException(
            "Column "
                + first.name()
                + ": the categories differ between graphs; expected "
                + first.categories()
                + ". Number them alike before putting graphs together.");
      }
    }
    return new CategoryColumn(joined, first.categories());
  }

  /** The texts of several columns, one column after the other. */
  static TextColumn texts(List<TextColumn> columns, Space space) {
    long total = columns.stream().mapToLong(c -> c.offset(c.space().size())).sum();
    MemorySegment offsets = OffHeap.allocate(8 * (space.size() + 1));
    MemorySegment bytes = OffHeap.allocate(total);
    long row = 0;
    long at = 0;
    for (TextColumn column : columns) {
      long rows = column.space().size();
      MemorySegment.copy(column.bytes(), 0, bytes, at, column.offset(rows));
      for (long i = 1; i <= rows; i++) {
        offsets.setAtIndex(ValueLayout.JAVA_LONG, ++row, at + column.offset(i));
      }
      at += column.offset(rows);
    }
    return new TextColumn(columns.getFirst().name(), space, offsets, bytes);
  }
}

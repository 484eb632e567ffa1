package dev.weft.graph;

import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Csr;
import java.util.ArrayList;
import java.util.List;

/** Selects, joins and reads the rows of sparse columns. */
final class SparseRows {
  private SparseRows() {}

  /** The same entries for another node set. The values keep their chunks. */
  static SparseColumn as(SparseColumn column, String name, Space space) {
    if (space == column.space()) {
      return new SparseColumn(name, column.entries(), column.values());
    }
    NodeSet rows = nodes(name, space);
    EdgeList entries = EdgeList.of(name, rows, column.entries().dst(), column.entries().coo());
    return new SparseColumn(
        name, entries, (DenseColumn) Columns.as(column.values(), name, entries));
  }

  static SparseColumn gather(SparseColumn column, Space space, Ids positions) {
    NodeSet rows = nodes(column.name(), space);
    Csr csr = column.entries().out();
    long size = 0;
    for (long i = 0; i < positions.size(); i++) {
      size += csr.start(positions.get(i) + 1L) - csr.start(positions.get(i));
    }
    Ids row = Ids.allocate(size);
    Ids col = Ids.allocate(size);
    Ids from = Ids.allocate(size);
    long at = 0;
    for (long i = 0; i < positions.size(); i++) {
      for (long p = csr.start(positions.get(i)); p < csr.start(positions.get(i) + 1L); p++, at++) {
        row.set(at, (int) i);
        col.set(at, csr.column(p));
        from.set(at, Ids.narrow(csr.edge(p)));
      }
    }
    return of(
        column.name(),
        rows,
        column.entries().dst(),
        row,
        col,
        values -> Columns.gather(column.values(), values, from));
  }

  static SparseColumn concat(List<SparseColumn> columns, Space space) {
    SparseColumn first = columns.getFirst();
    long size = columns.stream().mapToLong(c -> c.entries().size()).sum();
    Ids row = Ids.allocate(size);
    Ids col = Ids.allocate(size);
    long at = 0;
    long shift = 0;
    List<Column> values = new ArrayList<>();
    for (SparseColumn column : columns) {
      Coo coo = column.entries().coo();
      for (long i = 0; i < coo.size(); i++, at++) {
        row.set(at, (int) (coo.rowOf(i) + shift));
        col.set(at, coo.colOf(i));
      }
      shift += column.space().size();
      values.add(column.values());
    }
    return of(
        first.name(),
        nodes(first.name(), space),
        first.entries().dst(),
        row,
        col,
        entries -> Concat.of(values, entries));
  }

  private interface Values {
    Column over(EdgeList entries);
  }

  private static SparseColumn of(
      String name, NodeSet rows, NodeSet cols, Ids row, Ids col, Values values) {
    Coo coo = new Coo(rows.size(), cols.size(), row.size(), row.segment(), col.segment());
    EdgeList entries = EdgeList.of(name, rows, cols, coo);
    return new SparseColumn(name, entries, (DenseColumn) values.over(entries));
  }

  static double[] doubles(SparseColumn column) {
    int width = column.shape().width();
    double[] values = DenseRows.doubles(column.values());
    double[] out = new double[Math.toIntExact(Math.multiplyExact(column.space().size(), width))];
    Coo coo = column.entries().coo();
    for (int i = 0; i < values.length; i++) {
      out[coo.rowOf(i) * width + coo.colOf(i)] += values[i];
    }
    return out;
  }

  private static NodeSet nodes(String name, Space space) {
    return switch (space) {
      case NodeSet nodes -> nodes;
      case EdgeList edges ->
          throw new IllegalArgumentException(
              "Column "
                  + name
                  + ": a sparse column belongs to nodes; it cannot be edge data of "
                  + edges
                  + ".");
      case Space.Rows rows -> NodeSet.of("rows", rows.size());
      case Space.One one -> NodeSet.of("rows", one.size());
    };
  }
}

package dev.weft.graph.transform;

import dev.weft.graph.CategoryColumn;
import dev.weft.graph.Column;
import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.Frame;
import dev.weft.graph.Ids;
import dev.weft.graph.Relation;
import dev.weft.graph.Space;
import dev.weft.graph.SparseColumn;
import dev.weft.graph.TextColumn;
import dev.weft.kernels.lang.Reduction;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The data of self loops that are added to a graph with edge data. Texts become empty and
 * categories absent, whatever the fill.
 */
public sealed interface Fill {
  /** Every element 1. */
  static Fill one() {
    return new Value(1);
  }

  /** Every element the same number, converted to the column's type. */
  record Value(double value) implements Fill {}

  /**
   * Element by element over the node's in-edges before loops were added; 0 without in-edges, but 1
   * for a product.
   */
  record InEdges(Reduction reduction) implements Fill {}

  /** Rows for the loops at the given nodes, for every column of the relation's edges. */
  default Frame rows(Frame edges, Relation relation, Ids nodes) {
    Space space = new Space.Rows(nodes.size());
    Map<String, Column> columns = new LinkedHashMap<>();
    edges
        .columns()
        .forEach((name, column) -> columns.put(name, rows(column, space, relation, nodes)));
    Map<String, TextColumn> texts = new LinkedHashMap<>();
    String[] blank = new String[edges.texts().isEmpty() ? 0 : Math.toIntExact(nodes.size())];
    Arrays.fill(blank, "");
    edges.texts().forEach((name, text) -> texts.put(name, TextColumn.of(name, space, blank)));
    return new Frame(space, columns, texts);
  }

  private Column rows(Column column, Space space, Relation relation, Ids nodes) {
    return switch (column) {
      case SparseColumn sparse ->
          throw new IllegalArgumentException(
              "Fill: column "
                  + Columns.describe(sparse)
                  + " is sparse; expected dense edge data. Drop it first.");
      case CategoryColumn categories ->
          new CategoryColumn(constant(categories.codes(), space, -1), categories.categories());
      case DenseColumn dense ->
          switch (this) {
            case Value v -> constant(dense, space, v.value);
            case InEdges in ->
                Columns.deferred(
                    dense.name(),
                    space,
                    dense.dtype(),
                    dense.shape(),
                    () -> EdgeReduce.perNode(dense, space, relation.in(), nodes, in.reduction));
          };
    };
  }

  private static DenseColumn constant(DenseColumn like, Space space, double value) {
    double[] values =
        new double[Math.toIntExact(Math.multiplyExact(space.size(), (long) like.shape().width()))];
    Arrays.fill(values, value);
    return Columns.of(like.name(), space, like.dtype(), like.shape(), values);
  }
}

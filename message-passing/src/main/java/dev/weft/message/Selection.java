package dev.weft.message;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/**
 * Chooses the best rows of groups, and takes them over a relation that has edges only where there
 * is something to take.
 */
final class Selection {
  private final int[][] rowsOfGroup;
  private final int k;
  private final TopK.Order order;

  private Selection(Groups groups, int k, TopK.Order order) {
    if (k < 0) {
      throw new IllegalArgumentException("topk: k=" + k + "; expected 0 or more.");
    }
    this.rowsOfGroup = rowsOfGroup(groups);
    this.k = k;
    this.order = order;
  }

  static TopK byColumn(Groups groups, Tensor x, int k, TopK.Order order, int column) {
    int columns = columns(x);
    if (column < -columns || column >= columns) {
      throw new IllegalArgumentException(
          "topk: column="
              + column
              + "; expected -"
              + columns
              + " to "
              + (columns - 1)
              + ", for rows of shape "
              + x.shape()
              + ".");
    }
    int at = Math.floorMod(column, columns);
    double[] data = x.doubles();
    Selection selection = new Selection(groups, k, order);
    int[] indices = new int[selection.rowsOfGroup.length * k];
    List<int[]> takes = new ArrayList<>();
    for (int g = 0; g < selection.rowsOfGroup.length; g++) {
      selection.best(g, row -> data[row * columns + at], g * k, 1, indices, takes);
    }
    Tensor taken = take(groups.toRows(x), takes, indices.length);
    Tensor values = taken.asConstant().reshape(selection.rowsOfGroup.length, k, columns).asRows();
    return new TopK(values.in(groups.groups()), Tensor.of(groups.groups(), Shape.of(k), indices));
  }

  static TopK each(Groups groups, Tensor x, int k, TopK.Order order) {
    int columns = columns(x);
    double[] data = x.doubles();
    Selection selection = new Selection(groups, k, order);
    int[] indices = new int[selection.rowsOfGroup.length * k * columns];
    List<int[]> takes = new ArrayList<>();
    for (int g = 0; g < selection.rowsOfGroup.length; g++) {
      for (int column = 0; column < columns; column++) {
        int c = column;
        List<int[]> ofColumn = new ArrayList<>();
        selection.best(
            g, row -> data[row * columns + c], g * k * columns + c, columns, indices, ofColumn);
        ofColumn.forEach(take -> takes.add(new int[] {take[0] * columns + c, take[1]}));
      }
    }
    Tensor elements = x.asConstant().reshape(data.length).asRows();
    Tensor taken = take(elements.in(NodeSet.of("element", data.length)), takes, indices.length);
    Tensor values = taken.asConstant().reshape(selection.rowsOfGroup.length, k, columns).asRows();
    return new TopK(
        values.in(groups.groups()), Tensor.of(groups.groups(), Shape.of(k, columns), indices));
  }

  private static int columns(Tensor x) {
    if (x.shape().rank() != 1 || x.space() == Space.ONE) {
      throw new IllegalArgumentException(
          "topk: x has "
              + x.space()
              + " rows of shape "
              + x.shape()
              + "; expected rows of shape [columns].");
    }
    return x.shape().dim(0);
  }

  private static int[][] rowsOfGroup(Groups groups) {
    Coo members = groups.members().coo();
    int[][] rows = new int[Math.toIntExact(members.cols())][0];
    int[] filled = new int[rows.length];
    for (int i = 0; i < members.size(); i++) {
      filled[members.colOf(i)]++;
    }
    for (int g = 0; g < rows.length; g++) {
      rows[g] = new int[filled[g]];
      filled[g] = 0;
    }
    for (int i = 0; i < members.size(); i++) {
      int g = members.colOf(i);
      rows[g][filled[g]++] = i;
    }
    return rows;
  }

  /**
   * Notes the best rows of a group: their positions within it from slot {@code first} on, and the
   * pairs (row, slot) to take.
   */
  private void best(
      int group, IntToDoubleFunction key, int first, int step, int[] indices, List<int[]> takes) {
    int[] rows = rowsOfGroup[group];
    Integer[] positions = Stream.iterate(0, i -> i + 1).limit(rows.length).toArray(Integer[]::new);
    Comparator<Integer> ascending = Comparator.comparingDouble(i -> key.applyAsDouble(rows[i]));
    Arrays.sort(positions, order == TopK.Order.ASCENDING ? ascending : ascending.reversed());
    for (int j = 0; j < k; j++) {
      boolean present = j < positions.length;
      indices[first + j * step] = present ? positions[j] : -1;
      if (present) {
        takes.add(new int[] {rows[positions[j]], first + j * step});
      }
    }
  }

  /** Slots with the row that was chosen for them, or 0. */
  private static Tensor take(Tensor x, List<int[]> takes, int slots) {
    NodeSet from = (NodeSet) x.space();
    int[] rows = takes.stream().mapToInt(take -> take[0]).toArray();
    int[] to = takes.stream().mapToInt(take -> take[1]).toArray();
    EdgeList relation =
        EdgeList.of("topk", from, NodeSet.of("slot", slots), Coo.of(from.size(), slots, rows, to));
    return Edges.of(relation).sum(Edges.of(relation).src(x));
  }
}

package dev.weft.message;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Graph;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.sparse.Coo;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * Rows that belong to groups: nodes or edges to the graphs of a batch, rows to segments or to
 * types. Readouts are message passing over this relation. Rows of tensors may be {@code rows} or
 * plain rows; results have one row for each group, 0 for an empty group.
 *
 * @param rows what belongs to groups
 * @param members from the rows (sources) to the groups (destinations), edge i leaving row i
 */
public record Groups(Space rows, EdgeList members) {
  /** Checks that every row belongs to one group. */
  public Groups {
    if (members.size() != rows.size() || members.src().size() != rows.size()) {
      throw new IllegalArgumentException(
          "Groups: "
              + members
              + " leads from "
              + members.src()
              + " for "
              + rows
              + "; expected one edge for every row, edge i leaving row i.");
    }
  }

  /** The nodes of each graph of a batch, for the only node type. */
  public static Groups ofNodes(Graph batch) {
    return new Groups(batch.nodes(), batch.membership());
  }

  /** The nodes of a type of each graph of a batch. */
  public static Groups ofNodes(Graph batch, String type) {
    return new Groups(batch.nodes(type), batch.membership(type));
  }

  /** The edges of each graph of a batch, for the only relation. */
  public static Groups ofEdges(Graph batch) {
    return ofEdges(batch, batch.relation());
  }

  /** The edges of a relation of each graph of a batch. */
  public static Groups ofEdges(Graph batch, String relation) {
    return ofEdges(batch, batch.relation(relation));
  }

  private static Groups ofEdges(Graph batch, Relation relation) {
    Coo graphOfNode = batch.layout().membership(relation.src()).coo();
    Coo ends = relation.coo();
    int[] graphs =
        IntStream.range(0, Math.toIntExact(ends.size()))
            .map(i -> graphOfNode.colOf(ends.rowOf(i)))
            .toArray();
    return ofIndex(relation.edges(), batch.graphs(), graphs);
  }

  /** Consecutive rows: the first {@code lengths[0]} are group 0, and so on. Rows are plain. */
  public static Groups ofLengths(int... lengths) {
    int[] index =
        IntStream.range(0, lengths.length)
            .flatMap(i -> IntStream.generate(() -> i).limit(lengths[i]))
            .toArray();
    return ofIndex(new Space.Rows(index.length), NodeSet.of("segment", lengths.length), index);
  }

  /**
   * Row i belongs to group {@code index[i]}.
   *
   * @throws IllegalArgumentException when there is not one index for each row, or one is out of
   *     range
   */
  public static Groups ofIndex(Space rows, NodeSet groups, int... index) {
    NodeSet members = rows instanceof NodeSet nodes ? nodes : NodeSet.of("row", rows.size());
    int[] every = IntStream.range(0, index.length).toArray();
    return new Groups(
        rows,
        EdgeList.of(
            "groups", members, groups, Coo.of(members.size(), groups.size(), every, index)));
  }

  /**
   * The groups of the first rows, for the destinations of a block, which are the first of its
   * sources.
   *
   * @throws IllegalArgumentException when there are more of them than rows
   */
  public Groups ofFirst(NodeSet first) {
    if (first == rows) {
      return this;
    }
    if (first.size() > rows.size()) {
      throw new IllegalArgumentException(
          "Groups over " + rows + ": " + first + " cannot be the first of them; expected no more.");
    }
    int[] index =
        IntStream.range(0, Math.toIntExact(first.size())).map(members.coo()::colOf).toArray();
    return ofIndex(first, groups(), index);
  }

  /** The groups as a space: that of readouts. */
  public NodeSet groups() {
    return members.dst();
  }

  private Edges edges() {
    return Edges.of(members);
  }

  private Tensor toMembers(Tensor x) {
    return edges().src(toRows(x));
  }

  /** The tensor as rows of the members' node set. */
  Tensor toRows(Tensor x) {
    return Place.in("Groups over " + rows, x, rows).in(members.src());
  }

  /** Reduced over the rows of each group. */
  public Tensor reduce(Tensor x, Reduction how) {
    return edges().reduce(toMembers(x), how);
  }

  /** Sum over the rows of each group. */
  public Tensor sum(Tensor x) {
    return reduce(x, Reduction.SUM);
  }

  /** Weighted sum over the rows of each group: of x · weight. */
  public Tensor sum(Tensor x, Tensor weight) {
    return sum(x.times(weight));
  }

  /** Mean over the rows of each group. */
  public Tensor mean(Tensor x) {
    return reduce(x, Reduction.MEAN);
  }

  /**
   * Mean over the rows of each group of x · weight, as DGL has it: divided by the number of rows,
   * not by the sum of weights.
   */
  public Tensor mean(Tensor x, Tensor weight) {
    return mean(x.times(weight));
  }

  /** Maximum over the rows of each group. */
  public Tensor max(Tensor x) {
    return reduce(x, Reduction.MAX);
  }

  /** Minimum over the rows of each group. */
  public Tensor min(Tensor x) {
    return reduce(x, Reduction.MIN);
  }

  /** exp(x) normalised over the rows of each group; a row for each row. */
  public Tensor softmax(Tensor x) {
    return edges().softmax(toMembers(x)).in(rows);
  }

  /** For every row the row of its group. */
  public Tensor broadcast(Tensor y) {
    return edges().dst(Place.in("Groups.broadcast", y, groups())).in(rows);
  }

  /**
   * Row i times the matrix of its group (segment_mm, gather_mm): x [k] gives [n]; with leading axes
   * x [..., k] gives [..., n], a product for every leading index. Over edges it is computed within
   * the kernel that uses it, and no row for every edge is kept.
   *
   * @param w a constant [groups, ..., k, n], or [..., k, n] for every group
   */
  public Tensor matmul(Tensor x, Tensor w) {
    Tensor perGroup = w.space() == Space.ONE ? w.asRows() : w;
    return toRows(x).typedMatmul(members, perGroup).in(rows);
  }

  /**
   * The k best rows of each group by one column. Which rows are best is decided now, by evaluating
   * x; the values are lazy and gradients flow to the rows that were chosen.
   *
   * @param x rows of shape [columns]
   * @param column negative ones count from the end
   */
  public TopK topk(Tensor x, int k, TopK.Order order, int column) {
    return Selection.byColumn(this, x, k, order, column);
  }

  /**
   * The k best elements of each column in each group, every column on its own; else as {@link
   * #topk}.
   */
  public TopK topkEach(Tensor x, int k, TopK.Order order) {
    return Selection.each(this, x, k, order);
  }
}

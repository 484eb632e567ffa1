package dev.weft.tensor;

import dev.weft.graph.EdgeList;
import dev.weft.graph.EdgeType;
import dev.weft.graph.Graph;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;

/**
 * The graph operators of one relation: node rows to edges, edge rows to nodes.
 *
 * @param list the edges
 * @param toward the end that messages go to: DST, or SRC for a reversed relation
 */
public record Edges(EdgeList list, Op.End toward) {
  /** The edges in their own direction. */
  public static Edges of(EdgeList list) {
    return new Edges(list, Op.End.DST);
  }

  /** The edges of a relation, in its direction. */
  public static Edges of(Relation relation) {
    return new Edges(relation.edges(), relation.isReversed() ? Op.End.SRC : Op.End.DST);
  }

  /**
   * The edges of a graph with one relation.
   *
   * @throws IllegalArgumentException when there are several
   */
  public static Edges of(Graph graph) {
    return of(graph.relation());
  }

  /**
   * The edges of a graph's relation, written {@code user:rates:movie} or by its bare name where
   * that is unique.
   *
   * @throws IllegalArgumentException when there is none or several
   */
  public static Edges of(Graph graph, String relation) {
    return of(graph.relation(relation));
  }

  /** The edges of a graph's relation. */
  public static Edges of(Graph graph, String src, String relation, String dst) {
    return of(graph.relation(new EdgeType(src, relation, dst)));
  }

  /**
   * Rows of a block's destinations from rows of its sources, of which they are the first; for
   * blocks with one node type.
   */
  public static Tensor blockDst(Graph block, Tensor x) {
    return blockDst(block.blockDst(), x);
  }

  /**
   * Rows of a block's destinations of a type from rows of its sources, of which they are the first.
   */
  public static Tensor blockDst(Graph block, String type, Tensor x) {
    return blockDst(block.blockDst(type), x);
  }

  private static Tensor blockDst(EdgeList dstToSrc, Tensor x) {
    Tensor rows = x.at(dstToSrc, Op.End.DST);
    return rows.space() == Space.ONE ? rows : rows.in(dstToSrc.src());
  }

  /** The nodes edges leave. */
  public NodeSet srcNodes() {
    return toward.other().of(list);
  }

  /** The nodes edges enter. */
  public NodeSet dstNodes() {
    return toward.of(list);
  }

  /** The same edges, the other way round; edge rows stay where they are. */
  public Edges reverse() {
    return new Edges(list, toward.other());
  }

  /** For every edge the row of its source. */
  public Tensor src(Tensor x) {
    return x.at(list, toward.other());
  }

  /** For every edge the row of its destination. */
  public Tensor dst(Tensor x) {
    return x.at(list, toward);
  }

  /** Messages reduced over the in-edges of every destination. */
  public Tensor reduce(Tensor messages, Reduction how) {
    return messages.reduce(list, toward, how);
  }

  /** Sum over in-edges; 0 where there are none. */
  public Tensor sum(Tensor messages) {
    return reduce(messages, Reduction.SUM);
  }

  /** Mean over in-edges; 0 where there are none. */
  public Tensor mean(Tensor messages) {
    return reduce(messages, Reduction.MEAN);
  }

  /** Maximum over in-edges; 0 where there are none. */
  public Tensor max(Tensor messages) {
    return reduce(messages, Reduction.MAX);
  }

  /** Minimum over in-edges; 0 where there are none. */
  public Tensor min(Tensor messages) {
    return reduce(messages, Reduction.MIN);
  }

  /** Product over in-edges; 1 where there are none. */
  public Tensor prod(Tensor messages) {
    return reduce(messages, Reduction.PROD);
  }

  /**
   * exp(scores) normalised over the in-edges of every destination, for each element of the row
   * shape on its own.
   */
  public Tensor softmax(Tensor scores) {
    return scores.softmax(list, toward);
  }

  /** Number of in-edges of every destination; row shape []. */
  public Tensor inDegrees() {
    return sum(Tensor.literal(1));
  }

  /** Number of out-edges of every source; row shape []. */
  public Tensor outDegrees() {
    return reverse().inDegrees();
  }
}

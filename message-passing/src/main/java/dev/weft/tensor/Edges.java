package dev.weft.tensor;

import dev.weft.graph.EdgeList;
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

  /** exp(scores) normalised over the in-edges of every destination, for each element of the row shape on its own. */
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

package dev.weft.nn;

import dev.weft.graph.Column;
import dev.weft.graph.Graph;
import dev.weft.graph.Relation;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Tensor;

/**
 * A layer that passes messages along edges: features of nodes in, features of the destinations out.
 * Defined on every graph: a destination without in-edges receives 0 from its neighbours, and a
 * graph without nodes gives no rows.
 */
public interface GraphLayer extends Layer {
  /**
   * Features of the destinations.
   *
   * @param edges the relation
   * @param ends features at both ends and edge weights
   * @param mode training or evaluation
   * @return rows of the destinations of {@code edges}
   */
  Tensor forward(Edges edges, Ends ends, Mode mode);

  /** Whether the formula has a place for features of the destinations. */
  default boolean readsDestinations() {
    return true;
  }

  /**
   * Without edge weights; x are the features of the sources, whose first rows are the destinations
   * of a block.
   */
  default Tensor forward(Edges edges, Features x, Mode mode) {
    return forward(edges, Ends.of(x), mode);
  }

  /** With a weight for every edge, row shape [] or [1]. */
  default Tensor forward(Edges edges, Features x, Tensor edgeWeight, Mode mode) {
    return forward(edges, Ends.of(x).weighted(edgeWeight), mode);
  }

  /** Over the only relation of a graph. */
  default Tensor forward(Graph graph, Features x, Mode mode) {
    return forward(Edges.of(graph), x, mode);
  }

  /** Over the only relation of a graph, with a weight for every edge. */
  default Tensor forward(Graph graph, Features x, Tensor edgeWeight, Mode mode) {
    return forward(Edges.of(graph), x, edgeWeight, mode);
  }

  /** Over the only relation of a graph, with features from its frame. */
  default Tensor forward(Graph graph, Column x, Mode mode) {
    return forward(graph, Features.of(x), mode);
  }

  /** Over one relation of a heterograph. */
  default Tensor forward(Relation relation, Ends ends, Mode mode) {
    return forward(Edges.of(relation), ends, mode);
  }

  /** Over one relation of a heterograph; x are the features of its sources. */
  default Tensor forward(Relation relation, Features x, Mode mode) {
    return forward(Edges.of(relation), x, mode);
  }
}

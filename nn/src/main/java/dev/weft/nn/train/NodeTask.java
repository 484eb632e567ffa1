package dev.weft.nn.train;

import dev.weft.graph.Column;
import dev.weft.graph.Graph;
import dev.weft.tensor.Features;
import dev.weft.tensor.Tensor;

/**
 * Classify the nodes of one graph: what a model reads, what it should say, and which nodes are for
 * what.
 *
 * @param graph homogeneous; self loops as the model wants them
 * @param features of every node
 * @param labels class of every node, row shape []
 * @param train not 0 for the nodes whose labels the loss sees
 * @param validation not 0 for the nodes that choose the best epoch
 * @param test not 0 for the nodes that say how good it is
 */
public record NodeTask(
    Graph graph, Features features, Tensor labels, Tensor train, Tensor validation, Tensor test) {
  /** Everything from a graph's frame, in place. */
  public static NodeTask of(
      Graph graph, Column features, Column labels, Column train, Column validation, Column test) {
    return new NodeTask(
        graph,
        Features.of(features),
        Tensor.of(labels),
        Tensor.of(train),
        Tensor.of(validation),
        Tensor.of(test));
  }
}

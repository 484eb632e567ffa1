package dev.weft.nn.model;

import dev.weft.nn.Ends;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.conv.AppnpConv;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;

/**
 * Predict, then propagate (Gasteiger et al., 2019): the scores of an {@link Mlp}, smoothed by
 * personalised propagation. The paper adds a self loop to every node of the graph first, and decays
 * the first layer only.
 *
 * @param predictor scores from a node's own features
 * @param propagation of the scores
 */
public record Appnp(Mlp predictor, AppnpConv propagation) implements Model {
  /** Two linear layers, ten steps, α 0.1; dropout 0.5 of features and edges. */
  public static Appnp of(int in, int hidden, int classes, Seed seed) {
    return of(in, hidden, classes, 10, 0.1, seed);
  }

  /** Two linear layers, k steps; dropout 0.5 of features and edges. */
  public static Appnp of(int in, int hidden, int classes, int k, double alpha, Seed seed) {
    return new Appnp(Mlp.of(in, hidden, classes, seed), AppnpConv.of(k, alpha)).withDropout(0.5);
  }

  @Override
  public Appnp withDropout(double p) {
    return new Appnp(predictor.withDropout(p), propagation.withEdgeDropout(p));
  }

  @Override
  public Parameters parameters() {
    return predictor.parameters();
  }

  @Override
  public Parameters firstLayer() {
    return predictor.firstLayer();
  }

  @Override
  public Tensor forward(Edges edges, Ends ends, Mode mode) {
    Tensor scores = predictor.forward(ends.sourcesOnly("Appnp").src(), mode.in("predictor"));
    return propagation.forward(edges, ends.at(scores), mode.in("propagation"));
  }
}

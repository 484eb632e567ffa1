package dev.weft.nn.model;

import dev.weft.nn.Ends;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.conv.SgConv;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;

/**
 * Simplified graph convolution (Wu et al., 2019): a linear classifier of k times smoothed features.
 * The paper adds a self loop to every node of the graph first.
 *
 * @param layer the only one
 * @param dropout share of the features dropped first
 */
public record Sgc(SgConv layer, double dropout) implements Model {
  /** Two steps of smoothing, no dropout. */
  public static Sgc of(int in, int classes, Seed seed) {
    return of(in, classes, 2, seed);
  }

  /** k steps of smoothing, no dropout. */
  public static Sgc of(int in, int classes, int k, Seed seed) {
    return new Sgc(SgConv.of(in, classes, k, seed.child("layer")), 0);
  }

  @Override
  public Sgc withDropout(double p) {
    return new Sgc(layer, p);
  }

  @Override
  public Parameters parameters() {
    return Parameters.none().with("layer", layer);
  }

  @Override
  public Parameters firstLayer() {
    return layer.parameters();
  }

  @Override
  public Tensor forward(Edges edges, Ends ends, Mode mode) {
    return layer.forward(edges, ends.sourcesOnly("Sgc").map(x -> mode.dropout(x, dropout)), mode);
  }
}

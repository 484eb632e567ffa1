package dev.weft.nn.model;

import dev.weft.nn.Ends;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.conv.GinConv;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.dense.Pointwise;
import dev.weft.nn.dense.Sequential;
import dev.weft.nn.norm.BatchNorm;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.List;

/**
 * Graph isomorphism network (Xu et al., 2019) for nodes: sums of neighbours through linear maps
 * with batch normalisation and ReLU, ε trained, then a linear classifier behind a dropout.
 *
 * @param layers in order
 * @param classifier of the last hidden features
 * @param dropout share of the features dropped before the classifier
 */
public record Gin(List<GinConv> layers, Linear classifier, double dropout) implements Model {
  /** Two convolutions of two linear maps each, dropout 0.5. */
  public static Gin of(int in, int hidden, int classes, Seed seed) {
    List<GinConv> layers =
        Stack.of(
            "Gin",
            (i, from, to) -> layer(from, to, seed.child("layers").child(i)),
            in,
            hidden,
            hidden);
    return new Gin(layers, Linear.of(hidden, classes, seed.child("classifier")), 0.5);
  }

  private static GinConv layer(int in, int out, Seed seed) {
    Pointwise relu = Pointwise.of(Functions::relu);
    Sequential maps =
        Sequential.of(
            Linear.of(in, out, seed.child(0)),
            BatchNorm.of(out),
            relu,
            Linear.of(out, out, seed.child(1)),
            relu);
    return GinConv.of(maps).withTrainedEpsilon(0);
  }

  @Override
  public Gin withDropout(double p) {
    return new Gin(layers, classifier, p);
  }

  @Override
  public Parameters parameters() {
    return Parameters.none().with("layers", layers).with("classifier", classifier);
  }

  @Override
  public Parameters firstLayer() {
    return layers.getFirst().parameters();
  }

  @Override
  public Tensor forward(Edges edges, Ends ends, Mode mode) {
    Features h = ends.sourcesOnly("Gin").src();
    for (int i = 0; i < layers.size(); i++) {
      h = layers.get(i).forward(edges, ends.at(h), mode.in("layers", i));
    }
    return classifier.apply(mode.in("classifier").dropout(h, dropout));
  }
}

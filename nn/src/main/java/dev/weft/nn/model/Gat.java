package dev.weft.nn.model;

import dev.weft.nn.Ends;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.conv.GatConv;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.List;

/**
 * Graph attention network (Veličković et al., 2018): the heads of hidden layers side by side, ELU
 * after them, the mean of the last layer's heads. The paper adds a self loop to every node of the
 * graph first.
 *
 * @param layers in order; dropout stands in them
 */
public record Gat(List<GatConv> layers) implements Model {
  /**
   * Two layers: {@code heads} heads of {@code hidden} features, then one head; dropout 0.6 of
   * features and attention.
   */
  public static Gat of(int in, int hidden, int heads, int classes, Seed seed) {
    GatConv first = GatConv.of(in, hidden, heads, seed.child("layers").child(0));
    GatConv last =
        GatConv.of(Math.multiplyExact(hidden, heads), classes, 1, seed.child("layers").child(1));
    return new Gat(List.of(first, last)).withDropout(0.6);
  }

  @Override
  public Gat withDropout(double p) {
    return new Gat(layers.stream().map(layer -> layer.withDropout(p, p)).toList());
  }

  @Override
  public Parameters parameters() {
    return Parameters.none().with("layers", layers);
  }

  @Override
  public Parameters firstLayer() {
    return layers.getFirst().parameters();
  }

  @Override
  public Tensor forward(Edges edges, Ends ends, Mode mode) {
    Features h = ends.sourcesOnly("Gat").src();
    int last = layers.size() - 1;
    for (int i = 0; i < last; i++) {
      h =
          Functions.elu(
              layers.get(i).forward(edges, ends.at(h), mode.in("layers", i)).reshape(-1), 1);
    }
    return layers.get(last).forward(edges, ends.at(h), mode.in("layers", last)).mean(0);
  }
}

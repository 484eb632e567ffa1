package dev.weft.nn.model;

import dev.weft.nn.Ends;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.conv.GatV2Conv;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.List;

/**
 * {@link Gat} with dynamic attention (Brody et al., 2022).
 *
 * @param layers in order; dropout stands in them
 */
public record Gatv2(List<GatV2Conv> layers) implements Model {
  /**
   * Two layers: {@code heads} heads of {@code hidden} features, then one head; dropout 0.6 of
   * features and attention.
   */
  public static Gatv2 of(int in, int hidden, int heads, int classes, Seed seed) {
    GatV2Conv first = GatV2Conv.of(in, hidden, heads, seed.child("layers").child(0));
    GatV2Conv last =
        GatV2Conv.of(Math.multiplyExact(hidden, heads), classes, 1, seed.child("layers").child(1));
    return new Gatv2(List.of(first, last)).withDropout(0.6);
  }

  @Override
  public Gatv2 withDropout(double p) {
    return new Gatv2(layers.stream().map(layer -> layer.withDropout(p, p)).toList());
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
    Features h = ends.sourcesOnly("Gatv2").src();
    int last = layers.size() - 1;
    for (int i = 0; i < last; i++) {
      h =
          Functions.elu(
              layers.get(i).forward(edges, ends.at(h), mode.in("layers", i)).reshape(-1), 1);
    }
    return layers.get(last).forward(edges, ends.at(h), mode.in("layers", last)).mean(0);
  }
}

package dev.weft.nn.model;

import dev.weft.nn.Ends;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.conv.SageConv;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.List;

/**
 * GraphSAGE (Hamilton et al., 2017) over whole graphs: layers with ReLU between them, dropout
 * before each.
 *
 * @param layers in order
 * @param dropout share of the features dropped before each layer
 */
public record Sage(List<SageConv> layers, double dropout) implements Model {
  /** Two layers that take the mean of the neighbours, dropout 0.5. */
  public static Sage of(int in, int hidden, int classes, Seed seed) {
    return of(SageConv.Aggregator.MEAN, seed, in, hidden, classes);
  }

  /** Widths from the features to the classes, dropout 0.5. */
  public static Sage of(SageConv.Aggregator aggregator, Seed seed, int... widths) {
    return new Sage(
        Stack.of(
            "Sage",
            (i, in, out) -> SageConv.of(in, out, aggregator, seed.child("layers").child(i)),
            widths),
        0.5);
  }

  @Override
  public Sage withDropout(double p) {
    return new Sage(layers, p);
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
    Features h = ends.sourcesOnly("Sage").src();
    for (int i = 0; i < layers.size(); i++) {
      Mode here = mode.in("layers", i);
      Features given = i == 0 ? h : Functions.relu(h.toDense());
      h = layers.get(i).forward(edges, ends.at(here.dropout(given, dropout)), here);
    }
    return h.toDense();
  }
}

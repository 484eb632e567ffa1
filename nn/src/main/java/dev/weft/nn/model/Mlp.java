package dev.weft.nn.model;

import dev.weft.nn.Ends;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.Linear;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.List;

/**
 * Linear maps with ReLU between them, dropout before each: what a network knows without the graph.
 *
 * @param layers in order
 * @param dropout share of the features dropped before each layer
 */
public record Mlp(List<Linear> layers, double dropout) implements Model {
  /** Two layers, dropout 0.5. */
  public static Mlp of(int in, int hidden, int classes, Seed seed) {
    return of(seed, in, hidden, classes);
  }

  /** Widths from the features to the classes, dropout 0.5. */
  public static Mlp of(Seed seed, int... widths) {
    return new Mlp(
        Stack.of("Mlp", (i, in, out) -> Linear.of(in, out, seed.child("layers").child(i)), widths),
        0.5);
  }

  @Override
  public Mlp withDropout(double p) {
    return new Mlp(layers, p);
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
    return forward(ends.src(), mode);
  }

  /** Without a graph. */
  public Tensor forward(Features x, Mode mode) {
    Features h = x;
    for (int i = 0; i < layers.size(); i++) {
      Features given = i == 0 ? h : Functions.relu(h.toDense());
      h = layers.get(i).apply(mode.in("layers", i).dropout(given, dropout));
    }
    return h.toDense();
  }
}

package dev.weft.nn.model;

import dev.weft.nn.Ends;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.conv.GraphConv;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.List;

/**
 * Graph convolutional network (Kipf and Welling, 2017): graph convolutions with ReLU between them,
 * dropout before each. The paper adds a self loop to every node of the graph first, and decays the
 * first layer only.
 *
 * @param layers in order
 * @param dropout share of the features dropped before each layer
 */
public record Gcn(List<GraphConv> layers, double dropout) implements Model {
  /** Two layers, dropout 0.5. */
  public static Gcn of(int in, int hidden, int classes, Seed seed) {
    return of(seed, in, hidden, classes);
  }

  /** Widths from the features to the classes, dropout 0.5. */
  public static Gcn of(Seed seed, int... widths) {
    return new Gcn(
        Stack.of(
            "Gcn", (i, in, out) -> GraphConv.of(in, out, seed.child("layers").child(i)), widths),
        0.5);
  }

  @Override
  public Gcn withDropout(double p) {
    return new Gcn(layers, p);
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
    Features h = ends.sourcesOnly("Gcn").src();
    for (int i = 0; i < layers.size(); i++) {
      Mode here = mode.in("layers", i);
      Features given = i == 0 ? h : Functions.relu(h.toDense());
      h = layers.get(i).forward(edges, ends.at(here.dropout(given, dropout)), here);
    }
    return h.toDense();
  }
}

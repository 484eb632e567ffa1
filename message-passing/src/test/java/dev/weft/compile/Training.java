package dev.weft.compile;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Two-layer networks in plain tensor algebra and a step of gradient descent with momentum: what
 * training asks of the compiler.
 */
final class Training {
  /** One layer: node rows and their width in, node rows and a width out. */
  @FunctionalInterface
  interface Layer {
    Tensor forward(Training t, String name, Tensor x, int out);
  }

  static final Map<String, Layer> LAYERS = layers();

  final EdgeList graph;
  final Edges edges;
  final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Random random;
  private final Tensor features;
  private final Tensor target;

  Training(int nodes, int edges, int width, long seed) {
    random = new Random(seed);
    NodeSet set = NodeSet.of("node", nodes);
    int[] src = new int[edges];
    int[] dst = new int[edges];
    for (int i = 0; i < edges; i++) {
      src[i] = random.nextInt(nodes);
      dst[i] = random.nextInt(8) == 0 ? 0 : random.nextInt(nodes);
    }
    graph = EdgeList.of("node:to:node", set, set, Coo.of(nodes, nodes, src, dst));
    this.edges = Edges.of(graph);
    features = Tensor.of(set, Shape.of(width), floats(nodes * width, 1));
    target = Tensor.of(set, Shape.of(4), floats(nodes * 4, 1));
  }

  private float[] floats(int count, double scale) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (float) (scale * (2 * random.nextDouble() - 1));
    }
    return out;
  }

  private static Map<String, Layer> layers() {
    Map<String, Layer> all = new LinkedHashMap<>();
    all.put(
        "gcn",
        (t, name, x, out) -> {
          Tensor norm = t.edges.inDegrees().max(Tensor.literal(1)).pow(-0.5).reshape(1);
          Tensor h = x.matmul(t.weight(name + ".w", x.width(), out)).times(norm);
          return t.edges.sum(t.edges.src(h)).times(norm).plus(t.weight(name + ".b", out));
        });
    all.put(
        "sage",
        (t, name, x, out) -> {
          Tensor mean = t.edges.mean(t.edges.src(x));
          return x.matmul(t.weight(name + ".self", x.width(), out))
              .plus(mean.matmul(t.weight(name + ".neigh", x.width(), out)));
        });
    all.put(
        "gin",
        (t, name, x, out) -> {
          Tensor sum =
              x.times(t.weight(name + ".eps", 1).plus(1)).plus(t.edges.sum(t.edges.src(x)));
          return sum.matmul(t.weight(name + ".w", x.width(), out));
        });
    all.put(
        "max",
        (t, name, x, out) ->
            t.edges.max(t.edges.src(x.matmul(t.weight(name + ".w", x.width(), out)))));
    all.put(
        "gat",
        (t, name, x, out) -> {
          int heads = 2;
          Tensor h = x.matmul(t.weight(name + ".w", x.width(), out)).reshape(heads, out / heads);
          Tensor score =
              t.edges
                  .src(h.dot(t.weight(name + ".l", heads, out / heads)))
                  .plus(t.edges.dst(h.dot(t.weight(name + ".r", heads, out / heads))));
          Tensor soft =
              t.edges.softmax(score.gt(0).select(score, score.times(0.2))).dropout(0.2, Seed.of(5));
          return t.edges.sum(soft.times(t.edges.src(h))).reshape(out);
        });
    all.put(
        "gatv2",
        (t, name, x, out) -> {
          Tensor l = x.matmul(t.weight(name + ".wl", x.width(), out)).reshape(2, out / 2);
          Tensor r = x.matmul(t.weight(name + ".wr", x.width(), out)).reshape(2, out / 2);
          Tensor sum = t.edges.src(l).plus(t.edges.dst(r));
          Tensor score =
              sum.gt(0).select(sum, sum.times(0.2)).dot(t.weight(name + ".a", 2, out / 2));
          return t.edges.sum(t.edges.softmax(score).times(t.edges.src(l))).reshape(out);
        });
    all.put(
        "pna",
        (t, name, x, out) -> {
          Tensor m = t.edges.src(x).plus(t.edges.dst(x.tanh()));
          Tensor mean = t.edges.mean(m);
          Tensor variance = t.edges.mean(m.times(m)).minus(mean.times(mean));
          Tensor all4 =
              Tensor.concat(
                  0,
                  mean,
                  t.edges.max(m),
                  t.edges.reduce(m, Reduction.MIN),
                  variance.max(Tensor.literal(0)).plus(1e-5).sqrt());
          return all4.matmul(t.weight(name + ".w", 4 * x.width(), out));
        });
    return all;
  }

  Tensor weight(String name, int... dims) {
    int count = Shape.of(dims).width();
    Parameter p =
        parameters.computeIfAbsent(
            name,
            n ->
                Parameter.of(
                    n, Parameter.Kind.TRAINED, Space.ONE, Shape.of(dims), floats(count, 0.5)));
    return p.read();
  }

  Tensor logits(Layer layer, int hidden, long step) {
    Tensor h = layer.forward(this, "0", features, hidden);
    Tensor dropped = h.max(Tensor.literal(0)).dropout(0.5, Seed.of(step));
    return layer.forward(this, "1", dropped, 4);
  }

  Tensor loss(Layer layer, int hidden, long step) {
    Tensor difference = logits(layer, hidden, step).minus(target);
    return difference.times(difference).sum().meanRows();
  }

  /** The updates of a step at this learning rate. */
  List<Update> updates(Tensor loss, double rate) {
    List<Parameter> trained = List.copyOf(parameters.values());
    List<Tensor> gradients = loss.gradients(trained);
    List<Update> updates = new ArrayList<>();
    for (int i = 0; i < trained.size(); i++) {
      updates.add(
          new Update(
              trained.get(i),
              trained.get(i).read().minus(gradients.get(i).times(Tensor.scalar(rate)))));
    }
    return updates;
  }
}

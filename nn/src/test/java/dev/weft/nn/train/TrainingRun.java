package dev.weft.nn.train;

import dev.weft.graph.Graph;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Mode;
import dev.weft.nn.loss.Losses;
import dev.weft.nn.model.Gat;
import dev.weft.nn.model.Gcn;
import dev.weft.nn.model.Model;
import dev.weft.nn.model.Sage;
import dev.weft.nn.optim.Adam;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;

/** A graph with a hub, made-up features and labels, and a model trained on it with dropout. */
final class TrainingRun {
  static final Seed SEED = Seed.of(11);
  private static final int FEATURES = 20;
  private static final int CLASSES = 5;

  final Graph graph;
  final Tensor x;
  private final Tensor labels;

  /** A quarter of the edges enter one node. */
  TrainingRun(int nodes, int edges) {
    Random random = new Random(3);
    int[] src = random.ints(edges, 0, nodes).toArray();
    int[] dst = random.ints(edges, 0, nodes).toArray();
    for (int e = 0; e < edges; e += 4) {
      dst[e] = 17;
    }
    graph = Graph.of(nodes, src, dst);
    x =
        Tensor.of(
            graph.nodes(),
            Shape.of(FEATURES),
            random.doubles((long) nodes * FEATURES, -1, 1).toArray());
    labels = Tensor.of(graph.nodes(), Shape.SCALAR, random.ints(nodes, 0, CLASSES).toArray());
  }

  /** A new model: {@code gcn}, {@code sage} or {@code gat}. */
  static Model model(String name) {
    return switch (name) {
      case "gcn" -> Gcn.of(FEATURES, 16, CLASSES, SEED);
      case "sage" -> Sage.of(FEATURES, 16, CLASSES, SEED);
      case "gat" -> Gat.of(FEATURES, 4, 2, CLASSES, SEED);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** All parameters after so many steps, by the evaluator in use. */
  double[] trained(String name, int steps) {
    Model made = model(name);
    Adam adam = Adam.of(made.parameters()).learningRate(0.01).weightDecay(1e-3);
    for (int step = 0; step < steps; step++) {
      Tensor logits = made.forward(graph, x, Mode.training(SEED.child(step)));
      adam.step(Losses.crossEntropy(logits, labels));
    }
    return made.parameters().elementsByName().values().stream()
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }
}

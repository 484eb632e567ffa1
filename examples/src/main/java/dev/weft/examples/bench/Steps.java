package dev.weft.examples.bench;

import dev.weft.graph.Graph;
import dev.weft.graph.transform.SelfLoops;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Mode;
import dev.weft.nn.loss.Losses;
import dev.weft.nn.model.Gat;
import dev.weft.nn.model.Gcn;
import dev.weft.nn.model.Model;
import dev.weft.nn.model.Sage;
import dev.weft.nn.optim.Adam;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Features;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The models whose training steps are timed: forward, cross entropy, backward and Adam, without
 * dropout.
 *
 * <p>On a graph below {@value #SMALL} nodes: 1,433 sparse words, 7 classes, a loss over the first
 * 140 nodes; else 100 dense features, 47 classes, a loss over all nodes. GCN and GAT add self
 * loops.
 */
public enum Steps {
  /** Two GraphConv layers, 16 hidden. */
  GCN,
  /** Two SAGEConv layers that take the mean; 16 hidden on a small graph, else 128. */
  SAGE,
  /** Two GATConv layers; 8 heads of 8 on a small graph, else 4 of 32, then one. */
  GAT,
  /** Two RelGraphConv layers over trained rows of 16; a graph with types of edges. */
  RGCN,
  /** The same, relation after relation. */
  RGCN_LOOP;

  static final int SMALL = 10_000;
  private static final int LOSS_NODES = 140;

  /** As the user types it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The model of this name. */
  public static Optional<Steps> of(String text) {
    return Stream.of(values()).filter(model -> model.text().equals(text)).findFirst();
  }

  /** All names, with a separator between them. */
  public static String all(String separator) {
    return Stream.of(values()).map(Steps::text).collect(Collectors.joining(separator));
  }

  /** The width of a hidden row on a graph, all heads together. */
  int width(GraphFolder folder) {
    boolean small = folder.numNodes() < SMALL;
    return switch (this) {
      case GCN -> 16;
      case RGCN, RGCN_LOOP -> Relational.WIDTH;
      case SAGE -> small ? 16 : 128;
      case GAT -> small ? 64 : 128;
    };
  }

  /** Attention heads of the first layer. */
  int heads(GraphFolder folder) {
    return this == GAT ? folder.numNodes() < SMALL ? 8 : 4 : 1;
  }

  /** The work on a graph. */
  Work on(GraphFolder folder) {
    return switch (this) {
      case RGCN -> Relational.fused(folder);
      case RGCN_LOOP -> Relational.loop(folder);
      case GCN, SAGE, GAT -> onFeatures(folder);
    };
  }

  private Work onFeatures(GraphFolder folder) {
    Graph given = Graph.of(folder.coo());
    Graph graph = this == SAGE ? given : SelfLoops.addSelfLoops(given);
    boolean small = folder.numNodes() < SMALL;
    Features x =
        small
            ? Inputs.words(graph.nodes(), 1433)
            : Inputs.features(graph.nodes(), Shape.of(100), 0);
    int classes = small ? 7 : 47;
    Tensor labels = Inputs.labels(graph.nodes(), classes);
    Tensor counted = Inputs.first(graph.nodes(), small ? LOSS_NODES : folder.numNodes());
    Model model = model(x.width(), width(folder), heads(folder), classes).withDropout(0);
    return new Training(
        graph, x, labels, counted, model, Adam.of(model.parameters()).learningRate(0.01));
  }

  private Model model(int in, int width, int heads, int classes) {
    Seed seed = Seed.of(0);
    return switch (this) {
      case GCN -> Gcn.of(in, width, classes, seed);
      case SAGE -> Sage.of(in, width, classes, seed);
      case GAT -> Gat.of(in, width / heads, heads, classes, seed);
      case RGCN, RGCN_LOOP ->
          throw new IllegalStateException("Steps: " + text() + " has no features.");
    };
  }

  private record Training(
      Graph graph, Features x, Tensor labels, Tensor counted, Model model, Adam adam)
      implements Work {
    private Tensor logits() {
      return model.forward(graph, x, Mode.training(Seed.of(adam.steps())));
    }

    private Tensor loss(Tensor logits) {
      return Losses.crossEntropy(logits, labels, counted);
    }

    @Override
    public AutoCloseable run() {
      adam.step(loss(logits()));
      return () -> {};
    }

    /** Of the logits now. */
    @Override
    public Check check() {
      try (Value value = Evaluation.valueOf(logits())) {
        return Check.of(value);
      }
    }

    @Override
    public List<String> plan() {
      return Plans.of(adam.explain(loss(logits())));
    }
  }
}

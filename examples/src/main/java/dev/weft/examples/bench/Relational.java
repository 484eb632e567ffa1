package dev.weft.examples.bench;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Graph;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import dev.weft.message.Groups;
import dev.weft.nn.Ends;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.conv.RelGraphConv;
import dev.weft.nn.dense.Embedding;
import dev.weft.nn.loss.Losses;
import dev.weft.nn.optim.Adam;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A training step of a relational graph convolution network: a trained row for each node, two
 * layers with a matrix for each relation and a bias, edges weighted by one over the in-edges of
 * their relation, ReLU between, a loss on all nodes.
 *
 * @param convolution how a layer aggregates
 * @param embedding the nodes' rows
 * @param layers both
 * @param labels of the nodes
 * @param adam what moves them
 */
record Relational(
    Convolution convolution,
    Embedding embedding,
    List<RelGraphConv> layers,
    Tensor labels,
    Adam adam)
    implements Work {
  static final int WIDTH = 16;

  /** What a layer computes. */
  interface Convolution {
    Tensor of(RelGraphConv layer, Tensor h);
  }

  private static Relational of(GraphFolder folder, NodeSet nodes, Convolution convolution) {
    Seed seed = Seed.of(0);
    Embedding embedding = Embedding.of(nodes, WIDTH, seed);
    List<RelGraphConv> layers =
        IntStream.range(0, 2)
            .mapToObj(
                i ->
                    RelGraphConv.of(WIDTH, WIDTH, folder.numTypes(), seed.child(i))
                        .withoutSelfLoop())
            .toList();
    Parameters all = Parameters.none().with("embedding", embedding).with("layers", layers);
    Tensor labels = Inputs.labels(nodes, WIDTH);
    return new Relational(convolution, embedding, layers, labels, Adam.of(all).learningRate(0.01));
  }

  /** All relations in one pass over the edges. */
  static Relational fused(GraphFolder folder) {
    Graph graph = Graph.of(folder.coo());
    Edges edges = Edges.of(graph);
    Groups types = types(edges.list(), folder);
    types.members().in();
    Tensor norm = RelGraphConv.perRelation(edges, types);
    return of(
        folder,
        graph.nodes(),
        (layer, h) -> layer.forward(edges, Ends.of(h).weighted(norm), types, Mode.evaluation()));
  }

  /** Relation after relation: its matrix, its edges, and their sum. */
  static Relational loop(GraphFolder folder) {
    Graph graph = Graph.of(folder.coo());
    Edges whole = Edges.of(graph);
    double[] norm = RelGraphConv.perRelation(whole, types(whole.list(), folder)).doubles();
    List<Edges> relations = new ArrayList<>();
    List<Tensor> weights = new ArrayList<>();
    for (int r = 0; r < folder.numTypes(); r++) {
      int[] own = edgesOf(folder.typesOfEdges(), r);
      int[] src = Arrays.stream(own).map(folder.coo()::rowOf).toArray();
      int[] dst = Arrays.stream(own).map(folder.coo()::colOf).toArray();
      EdgeList list =
          EdgeList.of(
              "relation",
              graph.nodes(),
              graph.nodes(),
              Coo.of(folder.numNodes(), folder.numNodes(), src, dst));
      relations.add(Edges.of(list));
      weights.add(
          Tensor.of(list, Shape.of(1), Arrays.stream(own).mapToDouble(e -> norm[e]).toArray()));
    }
    return of(
        folder,
        graph.nodes(),
        (layer, h) -> {
          Tensor matrices = layer.linear().parameters().get("W").read();
          Tensor sum = Tensor.literal(0);
          for (int r = 0; r < relations.size(); r++) {
            Edges e = relations.get(r);
            Tensor w = matrices.slice(0, r, r + 1).reshape(WIDTH, WIDTH);
            sum = sum.plus(e.sum(e.src(h).matmul(w).times(weights.get(r))));
          }
          return sum.plus(layer.bias().orElseThrow().read());
        });
  }

  private static int[] edgesOf(int[] types, int relation) {
    return IntStream.range(0, types.length).filter(e -> types[e] == relation).toArray();
  }

  private static Groups types(Space edges, GraphFolder folder) {
    return Groups.ofIndex(edges, NodeSet.of("relation", folder.numTypes()), folder.typesOfEdges());
  }

  private Tensor logits() {
    Tensor h = Functions.relu(convolution.of(layers.getFirst(), embedding.rows()));
    return convolution.of(layers.get(1), h);
  }

  private Tensor loss() {
    return Losses.crossEntropy(logits(), labels);
  }

  @Override
  public AutoCloseable run() {
    adam.step(loss());
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
    return Plans.of(adam.explain(loss()));
  }
}

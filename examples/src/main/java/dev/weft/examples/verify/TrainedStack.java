package dev.weft.examples.verify;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.kernels.memory.Shape;
import dev.weft.message.Groups;
import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.conv.GatConv;
import dev.weft.nn.conv.GraphConv;
import dev.weft.nn.conv.Norm;
import dev.weft.nn.conv.RelGraphConv;
import dev.weft.nn.conv.SageConv;
import dev.weft.nn.dense.TypedLinear;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Equal layers one after another, an activation between them: heads side by side after a hidden
 * attention layer, their mean after the last.
 *
 * @param layers in order
 * @param activation between them
 */
record TrainedStack(List<GraphLayer> layers, UnaryOperator<Tensor> activation) implements Layer {
  private static final Seed SEED = Seed.of(0);

  /** What the layers are. */
  enum Kind {
    GRAPH("GraphConv"),
    SAGE_MEAN("SAGEConv mean"),
    SAGE_GCN("SAGEConv gcn"),
    SAGE_POOL("SAGEConv pool"),
    GAT("GATConv"),
    RELATIONAL("RelGraphConv");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** As cases call it. */
    String words() {
      return words;
    }
  }

  /**
   * The layers that the subject and the shapes of the parameters describe, with those parameters.
   */
  static TrainedStack of(GoldenCase given) {
    String[] parts = given.subject().split(" x ");
    Kind kind =
        List.of(Kind.values()).stream()
            .filter(k -> k.words().equals(parts[0]))
            .findFirst()
            .orElseThrow(() -> new UnknownCase(given.subject()));
    List<GraphLayer> layers = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(parts[1]); i++) {
      layers.add(layer(given, kind, "param.layers." + i + "."));
    }
    checkSizes(given, kind, layers.size());
    TrainedStack stack =
        new TrainedStack(
            List.copyOf(layers), LayerFamily.activation(given.hyper("activation", "none")));
    ModuleFamily.Parameters.load(given, stack);
    return stack;
  }

  /** The shapes say all that the settings say; where both differ, the case means something else. */
  private static void checkSizes(GoldenCase given, Kind kind, int depth) {
    int hidden = given.hyper("hidden", -1);
    String first = "param.layers.0.";
    int out =
        switch (kind) {
          case GRAPH -> given.shape(first + "weight")[1];
          case SAGE_MEAN, SAGE_GCN, SAGE_POOL -> given.shape(first + "fc_neigh.weight")[0];
          case GAT -> given.shape(first + "attn_l")[2];
          case RELATIONAL -> given.shape(first + "h_bias")[0];
        };
    if (hidden >= 0 && hidden != out && depth > 1) {
      throw new UnknownCase("hidden=" + hidden + " with a first layer that gives " + out);
    }
    for (int i = 0; i < Math.min(depth, given.hyper("heads").size()); i++) {
      int heads = kind == Kind.GAT ? given.shape("param.layers." + i + ".attn_l")[1] : 0;
      if (heads != given.hyper("heads").get(i).asInt()) {
        throw new UnknownCase("heads=" + given.hyper("heads"));
      }
    }
  }

  private static GraphLayer layer(GoldenCase given, Kind kind, String prefix) {
    return switch (kind) {
      case GRAPH -> {
        int[] shape = given.shape(prefix + "weight");
        Norm norm = Norm.valueOf(given.hyper("norm", "both").toUpperCase(Locale.ROOT));
        GraphConv conv = GraphConv.of(shape[0], shape[1], SEED).withNorm(norm);
        yield given.has(prefix + "bias") ? conv : conv.withoutBias();
      }
      case SAGE_MEAN -> sage(given, SageConv.Aggregator.MEAN, prefix);
      case SAGE_GCN -> sage(given, SageConv.Aggregator.GCN, prefix);
      case SAGE_POOL -> sage(given, SageConv.Aggregator.POOL, prefix);
      case GAT -> {
        int[] attention = given.shape(prefix + "attn_l");
        GatConv conv =
            GatConv.of(given.shape(prefix + "fc.weight")[1], attention[2], attention[1], SEED);
        yield given.has(prefix + "bias") ? conv : conv.withoutBias();
      }
      case RELATIONAL -> relational(given, prefix);
    };
  }

  private static GraphLayer relational(GoldenCase given, String prefix) {
    if (!given.hyper("regularizer", "").equals("basis")) {
      throw new UnknownCase("regularizer=" + given.hyper("regularizer"));
    }
    int[] bases = given.shape(prefix + "linear_r.W");
    int relations = given.hyper("num_rels", 0);
    TypedLinear linear =
        TypedLinear.withBases(
            bases[1], bases[2], relations, given.hyper("num_bases", bases[0]), SEED);
    int[] types = given.ints("etypes");
    float[] norm = given.floats("norm");
    return new OfTypes(
        RelGraphConv.of(linear, SEED),
        list -> Groups.ofIndex(list, NodeSet.of("relation", relations), types),
        list -> Tensor.of(list, Shape.of(1), norm));
  }

  /** A relational layer with the types and weights of the case's edges. */
  private record OfTypes(
      RelGraphConv layer, Function<EdgeList, Groups> types, Function<EdgeList, Tensor> weight)
      implements GraphLayer {
    @Override
    public Parameters parameters() {
      return layer.parameters();
    }

    @Override
    public Tensor forward(Edges edges, Ends ends, Mode mode) {
      EdgeList list = edges.list();
      return layer.forward(edges, ends.weighted(weight.apply(list)), types.apply(list), mode);
    }
  }

  private static SageConv sage(GoldenCase given, SageConv.Aggregator aggregator, String prefix) {
    int[] shape = given.shape(prefix + "fc_neigh.weight");
    SageConv conv = SageConv.of(shape[1], shape[0], aggregator, SEED);
    return given.has(prefix + "bias") || given.has(prefix + "fc_self.bias")
        ? conv
        : conv.withoutBias();
  }

  @Override
  public Parameters parameters() {
    return Parameters.none().with("layers", layers);
  }

  /** Scores of the nodes. */
  Tensor forward(EdgeList list, Tensor x) {
    Edges edges = Edges.of(list);
    Tensor h = x;
    int last = layers.size() - 1;
    for (int i = 0; i <= last; i++) {
      GraphLayer layer = layers.get(i);
      Tensor y = layer.forward(edges, Ends.of(h), Mode.evaluation());
      boolean heads = layer instanceof GatConv;
      h = i == last ? (heads ? y.mean(0) : y) : activation.apply(heads ? y.reshape(-1) : y);
    }
    return h;
  }
}

package dev.weft.examples.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.examples.verify.ModuleFamily.Parameters;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Ends;
import dev.weft.nn.FeatureLayer;
import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.conv.AgnnConv;
import dev.weft.nn.conv.ChebConv;
import dev.weft.nn.conv.EdgeConv;
import dev.weft.nn.conv.GatedGraphConv;
import dev.weft.nn.conv.Gcn2Conv;
import dev.weft.nn.conv.GineConv;
import dev.weft.nn.conv.NnConv;
import dev.weft.nn.conv.PnaConv;
import dev.weft.nn.conv.TagConv;
import dev.weft.nn.dense.Pointwise;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Convolutions with inputs of their own: edge features and types, first features, eigenvalues. */
final class MoreLayersFamily implements Family {
  private static final Seed SEED = Seed.of(0);
  private static final Mode MODE = Mode.evaluation();

  @Override
  public Set<String> subjects() {
    return Set.of(
        "TAGConv",
        "AGNNConv",
        "ChebConv",
        "GCN2Conv",
        "EdgeConv",
        "GINEConv",
        "NNConv",
        "PNAConv",
        "GatedGraphConv");
  }

  @Override
  public Answer answer(GoldenCase given) {
    given.hyper("allow_zero_in_degree");
    Edges edges = Edges.of(Graphs.edges(given));
    Tensor y = new Case(given, edges).output();
    given.allSettingsRead();
    given.allInputsRead();
    return new Answer.Formula(Map.of("y", y));
  }

  /** A case with its edges. */
  private record Case(GoldenCase given, Edges edges) {
    Tensor output() {
      return switch (given.subject()) {
        case "TAGConv" -> tag();
        case "AGNNConv" -> agnn();
        case "ChebConv" -> cheb();
        case "GCN2Conv" -> gcn2();
        case "EdgeConv" -> edge();
        case "GINEConv" -> gine();
        case "NNConv" -> nn();
        case "PNAConv" -> pna();
        case "GatedGraphConv" -> gated();
        default -> throw new UnknownCase(given.subject());
      };
    }

    private Tensor tag() {
      TagConv layer =
          TagConv.of(in(), out(), given.hyper("k", 2), SEED).withActivation(activation());
      return loaded(biased(layer, TagConv::withoutBias)).forward(edges, ends(), MODE);
    }

    private Tensor agnn() {
      double beta = given.hyper("init_beta", 1.0);
      AgnnConv layer = given.hyper("learn_beta", true) ? AgnnConv.of(beta) : AgnnConv.fixed(beta);
      return loaded(layer).forward(edges, Ends.of(x()), MODE);
    }

    private Tensor cheb() {
      ChebConv layer =
          ChebConv.of(in(), out(), given.hyper("k", 0), SEED).withActivation(activation());
      return loaded(biased(layer, ChebConv::withoutBias))
          .forward(edges, Ends.of(x()), lambda(), MODE);
    }

    private Tensor gcn2() {
      Gcn2Conv layer =
          Gcn2Conv.of(
              in(),
              given.hyper("layer", 1),
              given.hyper("alpha", 0.1),
              given.hyper("lambda_", 1.0),
              SEED);
      Gcn2Conv weighed =
          given.hyper("project_initial_features", true) ? layer : layer.withInitialWeight(SEED);
      Tensor initial = given.rows("x_0", Ends.sources(edges));
      return loaded(biased(weighed.withActivation(activation()), Gcn2Conv::withoutBias))
          .forward(edges, ends(), initial, MODE);
    }

    private Tensor edge() {
      EdgeConv layer = EdgeConv.of(given.hyper("in_feat", 0), given.hyper("out_feat", 0), SEED);
      return loaded(given.hyper("batch_norm", false) ? layer.withBatchNorm() : layer)
          .forward(edges, Ends.of(x()), MODE);
    }

    private Tensor gine() {
      GineConv layer = GineConv.of(function("apply_func"));
      double epsilon = given.hyper("init_eps", 0.0);
      GineConv shaped =
          given.hyper("learn_eps", false)
              ? layer.withTrainedEpsilon(epsilon)
              : layer.withEpsilon(epsilon);
      return loaded(shaped).forward(edges, Ends.of(x()), onEdges("x_e"), MODE);
    }

    private Tensor nn() {
      NnConv layer =
          NnConv.of(in(), out(), function("edge_func"), SEED)
              .withReduction(constant(Reduction.class, given.hyper("aggregator_type", "mean")));
      NnConv added = given.hyper("residual", false) ? layer.withResidual(SEED) : layer;
      return loaded(biased(added, NnConv::withoutBias))
          .forward(edges, Ends.of(x()), onEdges("x_e"), MODE);
    }

    private Tensor pna() {
      given.hyper("dropout");
      PnaConv.Options options =
          new PnaConv.Options(
              constants(PnaConv.Aggregator.class, "aggregators"),
              constants(PnaConv.Scaler.class, "scalers"),
              given.hyper("delta", 1.0),
              given.hyper("residual", true) ? PnaConv.Skip.ADDED : PnaConv.Skip.NONE,
              0);
      PnaConv layer =
          loaded(
              PnaConv.of(
                  given.hyper("in_size", 0),
                  given.hyper("out_size", 0),
                  given.hyper("num_towers", 1),
                  given.hyper("edge_feat_size", 0),
                  options,
                  SEED));
      List<Tensor> features = given.has("x_e") ? List.of(onEdges("x_e")) : List.of();
      Tensor sizes =
          given.has("batch_num_nodes")
              ? perNode(given.doubles("batch_num_nodes"))
              : Tensor.count(Ends.sources(edges));
      return layer.forward(edges, x(), features, sizes, MODE);
    }

    private Tensor gated() {
      given.hyper("in_feats");
      GatedGraphConv layer =
          GatedGraphConv.of(out(), given.hyper("n_steps", 1), given.hyper("n_etypes", 1), SEED);
      Tensor types =
          given.has("etypes") ? given.integers("etypes", edges.list()) : Tensor.literal(0);
      return loaded(biased(layer, GatedGraphConv::withoutBias)).forward(edges, x(), types, MODE);
    }

    private int in() {
      return given.hyper("in_feats", 0);
    }

    private int out() {
      return given.hyper("out_feats", 0);
    }

    private Tensor x() {
      return given.rows("x", Ends.sources(edges));
    }

    private Ends ends() {
      Ends ends = Ends.of(x());
      return given.has("edge_weight") ? ends.weighted(onEdges("edge_weight")) : ends;
    }

    private Tensor onEdges(String array) {
      return given.rows(array, edges.list());
    }

    private UnaryOperator<Tensor> activation() {
      return LayerFamily.activation(given.hyper("activation", "none").toLowerCase(Locale.ROOT));
    }

    private <L> L biased(L layer, UnaryOperator<L> without) {
      return given.hyper("bias", true) ? layer : without.apply(layer);
    }

    private <L extends Layer> L loaded(L layer) {
      Parameters.load(given, layer);
      return layer;
    }

    private FeatureLayer function(String key) {
      String text = given.hyper(key, "");
      return text.isEmpty() ? Pointwise.of(UnaryOperator.identity()) : LayerFamily.function(text);
    }

    private <E extends Enum<E>> List<E> constants(Class<E> type, String key) {
      List<E> constants = new ArrayList<>();
      for (JsonNode name : given.hyper(key)) {
        constants.add(constant(type, name.asText()));
      }
      return constants;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
      for (E constant : type.getEnumConstants()) {
        if (constant.name().toLowerCase(Locale.ROOT).equals(name)) {
          return constant;
        }
      }
      throw new UnknownCase(type.getSimpleName() + " " + name);
    }

    /** The largest eigenvalue at every node; DGL takes 2 where none is given. */
    private Tensor lambda() {
      JsonNode setting = given.hyper("lambda_max");
      if (given.has("lambda_max")) {
        double[] values = given.doubles("lambda_max");
        return given.has("batch_num_nodes") ? perNode(values) : Tensor.literal(values[0]);
      }
      if (setting.isNumber()) {
        return Tensor.literal(setting.asDouble());
      }
      if (setting.isMissingNode() || setting.isNull() || setting.asText().startsWith("2 ")) {
        return Tensor.literal(2);
      }
      throw new UnknownCase("lambda_max=" + setting);
    }

    /** A number of each graph of the batch, at its nodes. */
    private Tensor perNode(double[] ofGraphs) {
      Space nodes = Ends.sources(edges);
      double[] values = new double[Math.toIntExact(nodes.size())];
      int[] sizes = given.ints("batch_num_nodes");
      int at = 0;
      for (int graph = 0; graph < sizes.length; graph++) {
        for (int i = 0; i < sizes[graph]; i++) {
          values[at++] = ofGraphs[graph];
        }
      }
      return Tensor.of(nodes, Shape.SCALAR, values);
    }
  }
}

package dev.weft.examples.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.examples.verify.ModuleFamily.Parameters;
import dev.weft.kernels.lang.Reduction;
import dev.weft.nn.Ends;
import dev.weft.nn.FeatureLayer;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.conv.AppnpConv;
import dev.weft.nn.conv.Attended;
import dev.weft.nn.conv.EdgeWeightNorm;
import dev.weft.nn.conv.GatConv;
import dev.weft.nn.conv.GatV2Conv;
import dev.weft.nn.conv.GinConv;
import dev.weft.nn.conv.GraphConv;
import dev.weft.nn.conv.Norm;
import dev.weft.nn.conv.SageConv;
import dev.weft.nn.conv.SgConv;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.dense.Pointwise;
import dev.weft.nn.dense.Sequential;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Graph convolutions. */
final class LayerFamily implements Family {
  private static final Seed SEED = Seed.of(0);

  @Override
  public Set<String> subjects() {
    return Set.of(
        "GraphConv",
        "EdgeWeightNorm",
        "SAGEConv",
        "GATConv",
        "GATv2Conv",
        "GINConv",
        "SGConv",
        "APPNPConv");
  }

  @Override
  public Answer answer(GoldenCase given) {
    Edges edges = Edges.of(Graphs.edges(given));
    Map<String, Tensor> outputs =
        given.subject().equals("EdgeWeightNorm")
            ? edgeWeightNorm(given, edges)
            : layer(given, edges);
    given.allSettingsRead();
    return new Answer.Formula(outputs);
  }

  private static Map<String, Tensor> edgeWeightNorm(GoldenCase given, Edges edges) {
    Tensor weight = given.rows("edge_weight", edges.list());
    return Map.of(
        "y", new EdgeWeightNorm(norm(given), given.hyper("eps", 0.0)).apply(edges, weight));
  }

  private static Map<String, Tensor> layer(GoldenCase given, Edges edges) {
    GraphLayer layer = layer(given);
    Parameters.load(given, layer);
    Tensor x = given.rows("x", Ends.sources(edges));
    Ends ends =
        given.has("x_dst") ? Ends.of(x, given.rows("x_dst", Ends.destinations(edges))) : Ends.of(x);
    ends = given.has("edge_weight") ? ends.weighted(given.rows("edge_weight", edges.list())) : ends;
    Mode mode = Mode.evaluation();
    return switch (layer) {
      case GatConv gat -> attended(gat.attend(edges, ends, mode));
      case GatV2Conv gat -> attended(gat.attend(edges, ends, mode));
      case GraphConv conv when given.has("weight") ->
          Map.of("y", conv.forwardWith(given.constant("weight"), edges, ends, mode));
      default -> Map.of("y", layer.forward(edges, ends, mode));
    };
  }

  private static Map<String, Tensor> attended(Attended attended) {
    return Map.of("y_out", attended.out(), "y_attention", attended.attention());
  }

  private static GraphLayer layer(GoldenCase given) {
    int out = given.hyper("out_feats", 0);
    UnaryOperator<Tensor> activation = activation(given.hyper("activation", "none"));
    boolean bias = given.hyper("bias", true);
    for (String ignored : List.of("allow_zero_in_degree", "cached")) {
      given.hyper(ignored);
    }
    for (String dropout : List.of("feat_drop", "attn_drop", "edge_drop")) {
      given.hyper(dropout);
    }
    return switch (given.subject()) {
      case "GraphConv" -> {
        GraphConv conv =
            GraphConv.of(in(given, 0), out, SEED).withNorm(norm(given)).withActivation(activation);
        GraphConv weighed = given.hyper("weight", true) ? conv : conv.withoutWeight();
        yield bias ? weighed : weighed.withoutBias();
      }
      case "SAGEConv" -> {
        SageConv conv =
            SageConv.of(
                    in(given, 0),
                    in(given, 1),
                    out,
                    aggregator(given.hyper("aggregator_type", "mean")),
                    SEED)
                .withActivation(activation);
        yield bias ? conv : conv.withoutBias();
      }
      case "GATConv" -> {
        int heads = given.hyper("num_heads", 1);
        GatConv conv =
            given.hyper("in_feats").isArray()
                ? GatConv.of(in(given, 0), in(given, 1), out, heads, SEED)
                : GatConv.of(in(given, 0), out, heads, SEED);
        GatConv shaped =
            (bias ? conv : conv.withoutBias())
                .withNegativeSlope(given.hyper("negative_slope", 0.2))
                .withActivation(activation);
        yield given.hyper("residual", false) ? shaped.withResidual(SEED) : shaped;
      }
      case "GATv2Conv" -> {
        GatV2Conv conv =
            GatV2Conv.of(in(given, 0), in(given, 1), out, given.hyper("num_heads", 1), SEED);
        GatV2Conv shared = given.hyper("share_weights", false) ? conv.withSharedWeights() : conv;
        GatV2Conv shaped =
            (bias ? shared : shared.withoutBias())
                .withNegativeSlope(given.hyper("negative_slope", 0.2))
                .withActivation(activation);
        yield given.hyper("residual", false) ? shaped.withResidual(SEED) : shaped;
      }
      case "GINConv" -> {
        GinConv conv =
            given.hyper("apply_func").isNull() || given.hyper("apply_func").isMissingNode()
                ? GinConv.plain()
                : GinConv.of(function(given.hyper("apply_func").asText()));
        double epsilon = given.hyper("init_eps", 0.0);
        GinConv shaped =
            conv.withReduction(
                    Reduction.valueOf(
                        given.hyper("aggregator_type", "sum").toUpperCase(Locale.ROOT)))
                .withActivation(activation);
        yield given.hyper("learn_eps", false)
            ? shaped.withTrainedEpsilon(epsilon)
            : shaped.withEpsilon(epsilon);
      }
      case "SGConv" -> {
        SgConv conv = SgConv.of(in(given, 0), out, given.hyper("k", 1), SEED);
        yield bias ? conv : conv.withoutBias();
      }
      case "APPNPConv" -> AppnpConv.of(given.hyper("k", 10), given.hyper("alpha", 0.1));
      default -> throw new UnknownCase(given.subject());
    };
  }

  private static SageConv.Aggregator aggregator(String name) {
    for (SageConv.Aggregator aggregator : SageConv.Aggregator.values()) {
      if (aggregator.name().toLowerCase(Locale.ROOT).equals(name)) {
        return aggregator;
      }
    }
    throw new UnknownCase("aggregator_type=" + name);
  }

  private static int in(GoldenCase given, int end) {
    JsonNode in = given.hyper("in_feats");
    return in.isArray() ? in.get(end).asInt() : in.asInt();
  }

  private static Norm norm(GoldenCase given) {
    return Norm.valueOf(given.hyper("norm", "both").toUpperCase(Locale.ROOT));
  }

  static UnaryOperator<Tensor> activation(String name) {
    return switch (name) {
      case "relu" -> Functions::relu;
      case "elu" -> x -> Functions.elu(x, 1);
      case "tanh" -> Tensor::tanh;
      case "sigmoid" -> Tensor::sigmoid;
      case "leaky_relu" -> x -> Functions.leakyRelu(x, 0.01);
      case "gelu" -> Functions::gelu;
      case "silu" -> Functions::silu;
      case "none", "null", "" -> UnaryOperator.identity();
      default -> throw new UnknownCase("activation=" + name);
    };
  }

  /**
   * {@code Linear(a,b)}, or such maps with activations between them: {@code
   * Linear(4,4)-ReLU-Linear(4,3)}.
   */
  static FeatureLayer function(String text) {
    List<FeatureLayer> layers = new ArrayList<>();
    for (String part : text.split("-")) {
      if (part.startsWith("Linear(")) {
        String[] sizes = part.replaceAll("[^0-9,]", "").split(",");
        layers.add(Linear.of(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), SEED));
      } else {
        layers.add(Pointwise.of(activation(part.toLowerCase(Locale.ROOT))));
      }
    }
    return layers.size() == 1 ? layers.getFirst() : new Sequential(layers);
  }
}

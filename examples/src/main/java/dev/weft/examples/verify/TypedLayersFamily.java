package dev.weft.examples.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.examples.verify.ModuleFamily.Parameters;
import dev.weft.graph.Graph;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.message.CrossReducer;
import dev.weft.message.Groups;
import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.conv.GatConv;
import dev.weft.nn.conv.GraphConv;
import dev.weft.nn.conv.HeteroGraphConv;
import dev.weft.nn.conv.HgtConv;
import dev.weft.nn.conv.Norm;
import dev.weft.nn.conv.RelGraphConv;
import dev.weft.nn.conv.SageConv;
import dev.weft.nn.dense.TypedLinear;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Layers with weights by type of row, edge or relation. */
final class TypedLayersFamily implements Family {
  private static final Seed SEED = Seed.of(0);
  private static final Mode MODE = Mode.evaluation();

  /** {@code GATConv((3,4),2,heads=2)}, {@code SAGEConv((3,4),4,mean)}. */
  private static final Pattern MODULE =
      Pattern.compile("(\\w+)\\(\\(?(\\d+)(?:,(\\d+)\\))?,(\\d+)(?:,(?:\\w+=)?(\\w+))?\\)");

  @Override
  public Set<String> subjects() {
    return Set.of("TypedLinear", "RelGraphConv", "HGTConv", "HeteroGraphConv");
  }

  @Override
  public Answer answer(GoldenCase given) {
    Map<String, Tensor> outputs =
        switch (given.subject()) {
          case "TypedLinear" -> Map.of("y", typedLinear(given));
          case "RelGraphConv" -> Map.of("y", relational(given));
          case "HGTConv" -> Map.of("y", transformer(given));
          case "HeteroGraphConv" -> hetero(given);
          default -> throw new UnknownCase(given.subject());
        };
    given.allSettingsRead();
    given.allInputsRead();
    return new Answer.Formula(outputs);
  }

  private static <L extends Layer> L loaded(GoldenCase given, L layer) {
    Parameters.load(given, layer);
    return layer;
  }

  private static Groups types(GoldenCase given, String array, Space rows, int count) {
    return Groups.ofIndex(rows, NodeSet.of("type", count), given.ints(array));
  }

  private static Tensor typedLinear(GoldenCase given) {
    int types = given.hyper("num_types", 0);
    // Sorted rows go another way and give the same.
    given.hyper("sorted_by_type");
    TypedLinear layer =
        loaded(given, linear(given, given.hyper("in_size", 0), given.hyper("out_size", 0), types));
    Tensor x = given.rows("x");
    return layer.forward(x, types(given, "x_type", x.space(), types), MODE);
  }

  private static TypedLinear linear(GoldenCase given, int in, int out, int types) {
    int bases = given.hyper("num_bases", 0);
    return switch (given.hyper("regularizer", "none")) {
      case "none" -> TypedLinear.of(in, out, types, SEED);
      case "basis" -> TypedLinear.withBases(in, out, types, bases, SEED);
      case "bdd" -> TypedLinear.withBlocks(in, out, types, bases, SEED);
      default -> throw new UnknownCase("regularizer=" + given.hyper("regularizer"));
    };
  }

  private static Tensor relational(GoldenCase given) {
    Edges edges = Edges.of(Graphs.edges(given));
    int relations = given.hyper("num_rels", 0);
    given.hyper("presorted");
    RelGraphConv layer =
        RelGraphConv.of(
                linear(given, given.hyper("in_feat", 0), given.hyper("out_feat", 0), relations),
                SEED)
            .withActivation(LayerFamily.activation(given.hyper("activation", "none")));
    layer = given.hyper("self_loop", true) ? layer : layer.withoutSelfLoop();
    layer = given.hyper("bias", true) ? layer : layer.withoutBias();
    layer = given.hyper("layer_norm", false) ? layer.withLayerNorm() : layer;
    Ends ends = Ends.of(given.rows("x", Ends.sources(edges)));
    ends = given.has("norm") ? ends.weighted(given.rows("norm", edges.list())) : ends;
    Groups types = types(given, "etypes", edges.list(), relations);
    return loaded(given, layer).forward(edges, ends, types, MODE);
  }

  private static Tensor transformer(GoldenCase given) {
    Edges edges = Edges.of(Graphs.edges(given));
    int nodeTypes = given.hyper("num_ntypes", 0);
    int relations = given.hyper("num_etypes", 0);
    given.hyper("dropout");
    HgtConv layer =
        HgtConv.of(
            given.hyper("in_size", 0),
            given.hyper("head_size", 0),
            given.hyper("num_heads", 0),
            nodeTypes,
            relations,
            SEED);
    layer = loaded(given, given.hyper("use_norm", false) ? layer.withNorm() : layer);
    NodeSet sources = Ends.sources(edges);
    return layer.forward(
        edges,
        given.rows("x", sources),
        types(given, "ntype", sources, nodeTypes),
        types(given, "etype", edges.list(), relations),
        MODE);
  }

  private static Map<String, Tensor> hetero(GoldenCase given) {
    Graph graph = Graphs.heterograph(given);
    Map<String, GraphLayer> layers = new TreeMap<>();
    given.hyper("modules").properties().forEach(e -> layers.put(e.getKey(), module(e.getValue())));
    HeteroGraphConv layer =
        HeteroGraphConv.of(layers)
            .withAcross(
                CrossReducer.valueOf(given.hyper("aggregate", "sum").toUpperCase(Locale.ROOT)));
    Map<String, Tensor> x = new HashMap<>();
    for (String array : given.names("x.")) {
      String type = array.substring("x.".length());
      x.put(type, given.rows(array, graph.nodes(type)));
    }
    Map<String, Tensor> outputs = new HashMap<>();
    loaded(given, layer).forward(graph, x, MODE).forEach((type, y) -> outputs.put("y_" + type, y));
    return outputs;
  }

  private static GraphLayer module(JsonNode text) {
    Matcher parts = MODULE.matcher(text.asText());
    if (!parts.matches()) {
      throw new UnknownCase("module " + text);
    }
    int src = Integer.parseInt(parts.group(2));
    int dst = parts.group(3) == null ? src : Integer.parseInt(parts.group(3));
    int out = Integer.parseInt(parts.group(4));
    String setting = parts.group(5);
    return switch (parts.group(1)) {
      case "GraphConv" ->
          GraphConv.of(src, out, SEED).withNorm(Norm.valueOf(setting.toUpperCase(Locale.ROOT)));
      case "SAGEConv" ->
          SageConv.of(
              src, dst, out, SageConv.Aggregator.valueOf(setting.toUpperCase(Locale.ROOT)), SEED);
      case "GATConv" -> GatConv.of(src, dst, out, Integer.parseInt(setting), SEED);
      default -> throw new UnknownCase("module " + text);
    };
  }
}

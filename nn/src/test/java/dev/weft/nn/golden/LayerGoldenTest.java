package dev.weft.nn.golden;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Graph layers give DGL's outputs and gradients, in double to 1e-9. */
class LayerGoldenTest {
  private static final Set<String> KNOWN =
      Set.of(
          "GraphConv",
          "EdgeWeightNorm",
          "SAGEConv",
          "GATConv",
          "GATv2Conv",
          "GINConv",
          "SGConv",
          "APPNPConv");
  private static final Seed SEED = Seed.of(7);

  @TestFactory
  Stream<DynamicTest> layersGiveWhatDglGives() throws IOException {
    List<Path> files = GoldenCase.files("layers");
    assumeTrue(!files.isEmpty(), () -> "no golden numbers in " + GoldenCase.folder());
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files) {
      GoldenCase golden = GoldenCase.read(file);
      if (KNOWN.contains(golden.op())
          && !golden.hyper().path("aggregator_type").asText().equals("lstm")) {
        tests.addAll(Evaluators.each(golden.name, () -> check(golden)));
      }
    }
    return tests.stream();
  }

  private static void check(GoldenCase golden) {
    Edges edges = golden.edges();
    Checked checked = new Checked(golden);
    if (golden.op().equals("EdgeWeightNorm")) {
      Tensor weight = golden.rows("edge_weight", edges.list());
      Tensor y =
          new EdgeWeightNorm(norm(golden.hyper()), golden.hyper().path("eps").asDouble())
              .apply(edges, weight);
      checked.input("edge_weight", weight).output("y", y).run();
      return;
    }
    GraphLayer layer = layer(golden);
    golden.load(layer.parameters());
    Tensor x = golden.rows("x", Ends.sources(edges));
    Ends ends = Ends.of(x);
    checked.input("x", x).parameters(layer.parameters());
    if (golden.has("x_dst")) {
      Tensor dst = golden.rows("x_dst", Ends.destinations(edges));
      checked.input("x_dst", dst);
      ends = Ends.of(x, dst);
    }
    if (golden.has("edge_weight")) {
      Tensor weight = golden.rows("edge_weight", edges.list());
      checked.input("edge_weight", weight);
      ends = ends.weighted(weight);
    }
    outputs(golden, checked, layer, edges, ends);
    checked.run();
  }

  private static void outputs(
      GoldenCase golden, Checked checked, GraphLayer layer, Edges edges, Ends ends) {
    Mode mode = Mode.evaluation();
    switch (layer) {
      case GatConv gat -> attended(checked, gat.attend(edges, ends, mode));
      case GatV2Conv gat -> attended(checked, gat.attend(edges, ends, mode));
      case GraphConv conv when golden.has("weight") -> {
        Tensor weight =
            Tensor.constant(golden.array("weight").floats(), golden.array("weight").shape());
        checked.input("weight", weight).output("y", conv.forwardWith(weight, edges, ends, mode));
      }
      default -> checked.output("y", layer.forward(edges, ends, mode));
    }
  }

  private static void attended(Checked checked, Attended attended) {
    checked.output("y_out", attended.out()).output("y_attention", attended.attention());
  }

  private static GraphLayer layer(GoldenCase golden) {
    JsonNode h = golden.hyper();
    int out = h.path("out_feats").asInt();
    UnaryOperator<Tensor> act = activation(h.path("activation"));
    boolean bias = h.path("bias").asBoolean(true);
    return switch (golden.op()) {
      case "GraphConv" -> {
        GraphConv conv =
            GraphConv.of(h.path("in_feats").asInt(), out, SEED)
                .withNorm(norm(h))
                .withActivation(act);
        GraphConv weighed = h.path("weight").asBoolean() ? conv : conv.withoutWeight();
        yield bias ? weighed : weighed.withoutBias();
      }
      case "SAGEConv" -> {
        SageConv conv =
            SageConv.of(
                    in(h, 0),
                    in(h, 1),
                    out,
                    SageConv.Aggregator.valueOf(
                        h.path("aggregator_type").asText().toUpperCase(Locale.ROOT)),
                    SEED)
                .withActivation(act);
        yield bias ? conv : conv.withoutBias();
      }
      case "GATConv" -> {
        int heads = h.path("num_heads").asInt();
        GatConv conv =
            h.path("in_feats").isArray()
                ? GatConv.of(in(h, 0), in(h, 1), out, heads, SEED)
                : GatConv.of(in(h, 0), out, heads, SEED);
        GatConv shaped =
            (bias ? conv : conv.withoutBias())
                .withNegativeSlope(h.path("negative_slope").asDouble())
                .withActivation(act);
        yield h.path("residual").asBoolean() ? shaped.withResidual(SEED) : shaped;
      }
      case "GATv2Conv" -> {
        GatV2Conv conv = GatV2Conv.of(in(h, 0), in(h, 1), out, h.path("num_heads").asInt(), SEED);
        GatV2Conv shared = h.path("share_weights").asBoolean() ? conv.withSharedWeights() : conv;
        GatV2Conv shaped =
            (bias ? shared : shared.withoutBias())
                .withNegativeSlope(h.path("negative_slope").asDouble())
                .withActivation(act);
        yield h.path("residual").asBoolean() ? shaped.withResidual(SEED) : shaped;
      }
      case "GINConv" -> {
        GinConv conv =
            h.path("apply_func").isNull()
                ? GinConv.plain()
                : GinConv.of(function(h.path("apply_func").asText()));
        double eps = h.path("init_eps").asDouble();
        GinConv shaped =
            conv.withReduction(
                    Reduction.valueOf(h.path("aggregator_type").asText().toUpperCase(Locale.ROOT)))
                .withActivation(act);
        yield h.path("learn_eps").asBoolean()
            ? shaped.withTrainedEpsilon(eps)
            : shaped.withEpsilon(eps);
      }
      case "SGConv" -> {
        SgConv conv = SgConv.of(h.path("in_feats").asInt(), out, h.path("k").asInt(), SEED);
        yield bias ? conv : conv.withoutBias();
      }
      case "APPNPConv" -> AppnpConv.of(h.path("k").asInt(), h.path("alpha").asDouble());
      default -> throw new IllegalArgumentException(golden.op());
    };
  }

  private static int in(JsonNode hyper, int end) {
    JsonNode in = hyper.path("in_feats");
    return in.isArray() ? in.get(end).asInt() : in.asInt();
  }

  private static Norm norm(JsonNode hyper) {
    return Norm.valueOf(hyper.path("norm").asText().toUpperCase(Locale.ROOT));
  }

  private static UnaryOperator<Tensor> activation(JsonNode name) {
    return switch (name.asText()) {
      case "relu" -> Functions::relu;
      case "elu" -> x -> Functions.elu(x, 1);
      case "null", "" -> UnaryOperator.identity();
      default -> throw new IllegalArgumentException("activation " + name);
    };
  }

  /** Linear(a,b), or such maps with ReLU between them: Linear(4,4)-ReLU-Linear(4,3). */
  private static FeatureLayer function(String text) {
    List<FeatureLayer> layers = new ArrayList<>();
    for (String part : text.split("-")) {
      if (part.equals("ReLU")) {
        layers.add(Pointwise.of(Functions::relu));
      } else {
        String[] sizes = part.replaceAll("[^0-9,]", "").split(",");
        layers.add(Linear.of(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), SEED));
      }
    }
    return layers.size() == 1 ? layers.getFirst() : new Sequential(layers);
  }
}

package dev.weft.nn.golden;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Ends;
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
import dev.weft.nn.dense.Linear;
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

/** Layers with inputs of their own: edge features, edge types, initial features, eigenvalues. */
class MoreLayersGoldenTest {
  private static final Set<String> KNOWN =
      Set.of(
          "TAGConv",
          "AGNNConv",
          "ChebConv",
          "GCN2Conv",
          "EdgeConv",
          "GINEConv",
          "NNConv",
          "PNAConv",
          "GatedGraphConv");
  private static final Seed SEED = Seed.of(7);
  private static final Mode MODE = Mode.evaluation();

  @TestFactory
  Stream<DynamicTest> layersGiveWhatDglGives() throws IOException {
    List<Path> files = GoldenCase.files("layers");
    assumeTrue(!files.isEmpty(), () -> "no golden numbers in " + GoldenCase.folder());
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files) {
      GoldenCase golden = GoldenCase.read(file);
      if (KNOWN.contains(golden.op())) {
        tests.addAll(Evaluators.each(golden.name, () -> new Case(golden).check()));
      }
    }
    return tests.stream();
  }

  /** One case with its inputs. */
  private static final class Case {
    private final GoldenCase golden;
    private final JsonNode h;
    private final Edges edges;
    private final Checked checked;
    private final Tensor x;
    private final Seed seed = SEED;

    Case(GoldenCase golden) {
      this.golden = golden;
      this.h = golden.hyper();
      this.edges = golden.edges();
      this.checked = new Checked(golden);
      this.x = golden.rows("x", Ends.sources(edges));
      checked.input("x", x);
    }

    void check() {
      checked.output("y", output()).run();
    }

    private <L extends Layer> L loaded(L layer) {
      golden.load(layer.parameters());
      checked.parameters(layer.parameters());
      return layer;
    }

    private Tensor onEdges(String name) {
      Tensor rows = golden.rows(name, edges.list());
      checked.input(name, rows);
      return rows;
    }

    private Ends ends() {
      return golden.has("edge_weight") ? Ends.of(x).weighted(onEdges("edge_weight")) : Ends.of(x);
    }

    private int hyper(String name) {
      return h.path(name).asInt();
    }

    private <L> L biased(L layer, UnaryOperator<L> without) {
      return h.path("bias").asBoolean(true) ? layer : without.apply(layer);
    }

    private UnaryOperator<Tensor> activation() {
      return h.path("activation").asText().equals("relu")
          ? Functions::relu
          : UnaryOperator.identity();
    }

    private Linear function(String text) {
      String[] sizes = text.replaceAll("[^0-9,]", "").split(",");
      return Linear.of(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), seed);
    }

    private Tensor output() {
      return switch (golden.op()) {
        case "TAGConv" -> {
          TagConv layer = TagConv.of(hyper("in_feats"), hyper("out_feats"), hyper("k"), seed);
          TagConv shaped = biased(layer.withActivation(activation()), TagConv::withoutBias);
          yield loaded(shaped).forward(edges, ends(), MODE);
        }
        case "AGNNConv" -> {
          double beta = h.path("init_beta").asDouble();
          boolean learned = h.path("learn_beta").asBoolean();
          AgnnConv layer = learned ? AgnnConv.of(beta) : AgnnConv.fixed(beta);
          yield loaded(layer).forward(edges, x, MODE);
        }
        case "ChebConv" -> {
          ChebConv layer = ChebConv.of(hyper("in_feats"), hyper("out_feats"), hyper("k"), seed);
          ChebConv shaped = biased(layer.withActivation(activation()), ChebConv::withoutBias);
          yield loaded(shaped).forward(edges, Ends.of(x), lambda(), MODE);
        }
        case "GCN2Conv" -> gcn2();
        case "EdgeConv" -> {
          EdgeConv layer = EdgeConv.of(hyper("in_feat"), hyper("out_feat"), seed);
          boolean norm = h.path("batch_norm").asBoolean();
          yield loaded(norm ? layer.withBatchNorm() : layer).forward(edges, x, MODE);
        }
        case "GINEConv" -> {
          GineConv layer = GineConv.of(function(h.path("apply_func").asText()));
          double eps = h.path("init_eps").asDouble();
          boolean learned = h.path("learn_eps").asBoolean();
          GineConv shaped = learned ? layer.withTrainedEpsilon(eps) : layer.withEpsilon(eps);
          yield loaded(shaped).forward(edges, Ends.of(x), onEdges("x_e"), MODE);
        }
        case "NNConv" -> {
          Linear function = function(h.path("edge_func").asText());
          String how = h.path("aggregator_type").asText().toUpperCase(Locale.ROOT);
          NnConv layer = NnConv.of(hyper("in_feats"), hyper("out_feats"), function, seed);
          NnConv shaped = layer.withReduction(Reduction.valueOf(how));
          NnConv added = h.path("residual").asBoolean() ? shaped.withResidual(seed) : shaped;
          NnConv last = biased(added, NnConv::withoutBias);
          yield loaded(last).forward(edges, Ends.of(x), onEdges("x_e"), MODE);
        }
        case "PNAConv" -> pna();
        case "GatedGraphConv" -> {
          GatedGraphConv layer =
              GatedGraphConv.of(hyper("out_feats"), hyper("n_steps"), hyper("n_etypes"), seed);
          Tensor types =
              golden.has("etypes")
                  ? Tensor.of(edges.list(), Shape.SCALAR, golden.array("etypes").ints())
                  : Tensor.literal(0);
          GatedGraphConv shaped = biased(layer, GatedGraphConv::withoutBias);
          yield loaded(shaped).forward(edges, x, types, MODE);
        }
        default -> throw new IllegalArgumentException(golden.op());
      };
    }

    private Tensor gcn2() {
      double alpha = h.path("alpha").asDouble();
      double lambda = h.path("lambda_").asDouble();
      Gcn2Conv layer = Gcn2Conv.of(hyper("in_feats"), hyper("layer"), alpha, lambda, seed);
      boolean shared = h.path("project_initial_features").asBoolean();
      Gcn2Conv weighed = shared ? layer : layer.withInitialWeight(seed);
      Gcn2Conv shaped = biased(weighed.withActivation(activation()), Gcn2Conv::withoutBias);
      Tensor initial = golden.rows("x_0", Ends.sources(edges));
      checked.input("x_0", initial);
      return loaded(shaped).forward(edges, ends(), initial, MODE);
    }

    private Tensor pna() {
      List<PnaConv.Aggregator> aggregators = new ArrayList<>();
      for (JsonNode name : h.path("aggregators")) {
        aggregators.add(PnaConv.Aggregator.valueOf(name.asText().toUpperCase(Locale.ROOT)));
      }
      List<PnaConv.Scaler> scalers = new ArrayList<>();
      for (JsonNode name : h.path("scalers")) {
        scalers.add(PnaConv.Scaler.valueOf(name.asText().toUpperCase(Locale.ROOT)));
      }
      boolean added = h.path("residual").asBoolean();
      PnaConv.Skip skip = added ? PnaConv.Skip.ADDED : PnaConv.Skip.NONE;
      PnaConv.Options options =
          new PnaConv.Options(aggregators, scalers, h.path("delta").asDouble(), skip, 0);
      int towers = hyper("num_towers");
      int wide = hyper("edge_feat_size");
      PnaConv layer =
          loaded(PnaConv.of(hyper("in_size"), hyper("out_size"), towers, wide, options, seed));
      List<Tensor> features = golden.has("x_e") ? List.of(onEdges("x_e")) : List.of();
      return layer.forward(edges, x, features, perNode("batch_num_nodes"), MODE);
    }

    private Tensor lambda() {
      return golden.has("lambda_max") ? perNode("lambda_max") : Tensor.literal(2);
    }

    /** A number of each graph, at its nodes; without a batch the number itself. */
    private Tensor perNode(String name) {
      Space nodes = Ends.sources(edges);
      if (!golden.has("batch_num_nodes")) {
        boolean sizes = name.equals("batch_num_nodes");
        return sizes ? Tensor.count(nodes) : Tensor.literal(golden.array(name).data()[0]);
      }
      double[] values = new double[(int) nodes.size()];
      int at = 0;
      int[] sizes = golden.array("batch_num_nodes").ints();
      for (int graph = 0; graph < sizes.length; graph++) {
        for (int i = 0; i < sizes[graph]; i++) {
          values[at++] = golden.array(name).data()[graph];
        }
      }
      return Tensor.of(nodes, Shape.SCALAR, values);
    }
  }
}

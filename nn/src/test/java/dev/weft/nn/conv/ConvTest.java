package dev.weft.nn.conv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import dev.weft.nn.CornerGraphs;
import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Mode;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.SparseTensor;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConvTest {
  private static final Seed SEED = Seed.of(3);

  @BeforeAll
  static void interpretInDouble() {
    Evaluation.use(new Interpreter());
  }

  private static Tensor features(Space nodes, int width, int seed) {
    Random random = new Random(seed);
    double[] elements = random.doubles(nodes.size() * width, -1, 1).toArray();
    return Tensor.of(nodes, Shape.of(width), elements);
  }

  @Test
  void everyLayerGivesFiniteRowsForEveryDestinationOfEveryCornerGraph() {
    for (Map.Entry<String, Edges> graph : CornerGraphs.all().entrySet()) {
      for (Map.Entry<String, GraphLayer> layer : LayerCases.all().entrySet()) {
        Edges edges = graph.getValue();
        Tensor x = features(Ends.sources(edges), 3, 1);
        for (Mode mode : List.of(Mode.training(SEED), Mode.evaluation())) {
          Tensor y = layer.getValue().forward(edges, x, mode);
          String where = layer.getKey() + " on " + graph.getKey() + " in " + mode;
          assertEquals(Ends.destinations(edges).size(), y.space().size(), where);
          assertTrue(Arrays.stream(y.doubles()).allMatch(Double::isFinite), where);
        }
      }
    }
  }

  @Test
  void everyGradientAgreesWithFiniteDifferences() {
    for (Map.Entry<String, Edges> graph : CornerGraphs.all().entrySet()) {
      for (Map.Entry<String, GraphLayer> layer : LayerCases.all().entrySet()) {
        checkGradients(
            layer.getKey() + " on " + graph.getKey(), layer.getValue(), graph.getValue());
      }
    }
  }

  @Test
  void everyGradientAgreesWithFiniteDifferencesOnBlocks() {
    LayerCases.onBlocks()
        .forEach(
            (name, layer) -> checkGradients(name + " on a block", layer, CornerGraphs.block()));
  }

  private static void checkGradients(String where, GraphLayer layer, Edges edges) {
    Tensor x = features(Ends.sources(edges), 3, 2);
    List<Parameter> trained = List.copyOf(layer.parameters().trained().values());
    Tensor loss = loss(layer, edges, x);
    List<Tensor> gradients = Evaluation.evaluate(loss.gradients(trained));
    for (int p = 0; p < trained.size(); p++) {
      Parameter parameter = trained.get(p);
      Value before = parameter.value();
      double[] elements = before.doubles();
      for (int i = 0; i < elements.length; i++) {
        double numeric =
            (nudged(parameter, elements, i, 1e-5, layer, edges, x)
                    - nudged(parameter, elements, i, -1e-5, layer, edges, x))
                / 2e-5;
        assertEquals(
            numeric,
            gradients.get(p).doubles()[i],
            1e-7 + 1e-6 * Math.abs(numeric),
            where + ": gradient of " + parameter + "[" + i + "]");
      }
      parameter.assign(before);
    }
  }

  private static double nudged(
      Parameter parameter,
      double[] elements,
      int i,
      double step,
      GraphLayer layer,
      Edges edges,
      Tensor x) {
    double[] moved = elements.clone();
    moved[i] += step;
    parameter.assign(Value.copyOf(moved, 1, moved.length));
    return loss(layer, edges, x).item();
  }

  /** A sum of the outputs, each times a number of its own. */
  private static Tensor loss(GraphLayer layer, Edges edges, Tensor x) {
    Tensor y = layer.forward(edges, x, Mode.training(SEED));
    return y.times(features(y.space(), y.shape().width(), 5).reshape(y.shape().dims()))
        .sum()
        .sumRows();
  }

  @Test
  void sparseFeaturesGiveWhatDenseOnesGive() {
    Edges edges = CornerGraphs.all().get("one hub");
    NodeSet nodes = Ends.sources(edges);
    EdgeList entries =
        EdgeList.of(
            "entries",
            nodes,
            NodeSet.of("column", 3),
            Coo.of(7, 3, new int[] {0, 1, 1, 3, 6, 5}, new int[] {2, 0, 1, 1, 2, 0}));
    SparseTensor sparse =
        new SparseTensor(entries, Tensor.of(entries, Shape.SCALAR, 1, 2, 3, 4, 5, 6f));
    for (Map.Entry<String, GraphLayer> layer : LayerCases.all().entrySet()) {
      double[] expected =
          layer.getValue().forward(edges, sparse.toDense(), Mode.training(SEED)).doubles();
      assertArrayEquals(
          expected,
          layer.getValue().forward(edges, sparse, Mode.training(SEED)).doubles(),
          1e-12,
          layer.getKey());
    }
  }

  @Test
  void aPairOfTheSameFeaturesIsTheGraph() {
    Edges edges = CornerGraphs.all().get("isolated nodes");
    Tensor x = features(Ends.sources(edges), 3, 4);
    for (GraphLayer layer :
        List.of(
            SageConv.of(3, 2, SageConv.Aggregator.MEAN, SEED),
            GatConv.of(3, 2, 2, SEED),
            GatV2Conv.of(3, 2, 2, SEED))) {
      double[] expected = layer.forward(edges, x, Mode.evaluation()).doubles();
      assertArrayEquals(
          expected,
          layer.forward(edges, Ends.of(x, x), Mode.evaluation()).doubles(),
          1e-12,
          layer.toString());
    }
  }

  @Test
  void theReversedEdgesSendTheOtherWay() {
    Edges edges = CornerGraphs.graph(3, new int[] {0, 0}, new int[] {1, 2});
    Tensor x = Tensor.of(Ends.sources(edges), Shape.of(1), 1, 10, 100f);
    GraphLayer sum = GraphConv.of(1, 1, SEED).withoutWeight().withoutBias().withNorm(Norm.NONE);
    assertArrayEquals(new double[] {0, 1, 1}, sum.forward(edges, x, Mode.evaluation()).doubles());
    assertArrayEquals(
        new double[] {110, 0, 0}, sum.forward(edges.reverse(), x, Mode.evaluation()).doubles());
  }

  @Test
  void aWrongWidthIsNamedWithTheLayer() {
    Edges edges = CornerGraphs.all().get("isolated nodes");
    Tensor x = features(Ends.sources(edges), 4, 1);
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> GatConv.of(3, 2, 8, SEED).forward(edges, x, Mode.evaluation()));
    assertEquals(
        "GatConv(in=3, out=2, heads=8): x has shape [6, 4]; expected [node[6], 3].",
        error.getMessage());
  }

  @Test
  void moreDestinationsThanSourcesNeedFeaturesOfTheirOwn() {
    NodeSet src = NodeSet.of("user", 1);
    NodeSet dst = NodeSet.of("item", 2);
    Edges edges =
        Edges.of(EdgeList.of("buys", src, dst, Coo.of(1, 2, new int[] {0}, new int[] {1})));
    SageConv layer = SageConv.of(3, 2, SageConv.Aggregator.MEAN, SEED);
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> layer.forward(edges, features(src, 3, 1), Mode.evaluation()));
    assertTrue(error.getMessage().endsWith("Give both, Ends.of(src, dst)."), error.getMessage());
  }

  @Test
  void anEdgeWeightIsRefusedWhereTheFormulaHasNone() {
    Edges edges = CornerGraphs.all().get("self loops");
    Tensor x = features(Ends.sources(edges), 3, 1);
    Tensor weight = Tensor.of(edges.list(), Shape.SCALAR, 1, 2, 3f);
    assertThrows(
        IllegalArgumentException.class,
        () -> GatV2Conv.of(3, 2, 2, SEED).forward(edges, x, weight, Mode.evaluation()));
  }

  @Test
  void smoothingOnceIsSmoothingInTheLayer() {
    Edges edges = CornerGraphs.all().get("one hub");
    Tensor x = features(Ends.sources(edges), 3, 6);
    SgConv layer = SgConv.of(3, 2, 2, SEED);
    assertArrayEquals(
        layer.forward(edges, x, Mode.evaluation()).doubles(),
        layer.fc().apply(layer.smooth(edges, x).evaluate()).doubles(),
        1e-12);
  }
}

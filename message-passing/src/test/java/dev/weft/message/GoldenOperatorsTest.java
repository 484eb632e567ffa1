package dev.weft.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.compile.Compiler;
import dev.weft.graph.BatchLayout;
import dev.weft.graph.EdgeList;
import dev.weft.graph.Graph;
import dev.weft.graph.GraphBuilder;
import dev.weft.graph.Space;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.message.HeteroMessages.RelationUpdate;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Evaluator;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import dev.weft.testing.Golden;
import dev.weft.testing.GradientCheck;
import dev.weft.testing.Graphs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operator of DGL that Weft knows, against DGL's own numbers in double: results and gradients
 * to 1e-9.
 */
final class GoldenOperatorsTest {
  private static final double TOLERANCE = 1e-9;

  static Stream<Golden> cases() {
    return Golden.names("ops", "").stream().map(name -> Golden.read("ops", name));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("cases")
  void resultsAndGradientsAreThoseOfDgl(Golden golden) {
    check(golden, new Interpreter(), TOLERANCE, TOLERANCE);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("cases")
  void compiledInSinglePrecisionTheyAreWithinTheToleranceOfTheCase(Golden golden) {
    JsonNode tolerance = golden.json().get("tolerance");
    check(
        golden, new Compiler(), tolerance.get("rtol").asDouble(), tolerance.get("atol").asDouble());
  }

  private static void check(Golden golden, Evaluator evaluator, double relative, double absolute) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    Map<String, Tensor> outputs = compute(golden, inputs);
    assertTrue(!outputs.isEmpty(), golden.name());
    Map<String, Tensor> wanted = new LinkedHashMap<>();
    Tensor loss = Tensor.literal(0);
    for (String output : outputs.keySet()) {
      Tensor y = outputs.get(output);
      wanted.put("y64" + output, y);
      // DGL has no gradient of max and min over no edges.
      double[] weights =
          golden.has("R" + output)
              ? golden.array("R" + output).data()
              : new double[Math.toIntExact(y.space().size() * y.shape().width())];
      loss = loss.plus(y.times(Tensor.of(y.space(), y.shape(), weights)).sum().sumRows());
    }
    List<Tensor> gradients = loss.gradients(List.copyOf(inputs.values()));
    int i = 0;
    for (String input : inputs.keySet()) {
      if (golden.has("grad64_" + input)) {
        wanted.put("grad64_" + input, gradients.get(i));
      }
      i++;
    }
    assertEquals(golden.suffixes("grad64_").size(), wanted.size() - outputs.size(), golden.name());
    List<Value> values = evaluator.run(List.copyOf(wanted.values()), List.of());
    int at = 0;
    for (String array : wanted.keySet()) {
      check(golden, array, values.get(at++).doubles(), relative, absolute);
    }
  }

  private static void check(
      Golden golden, String array, double[] values, double relative, double absolute) {
    double[] expected = golden.array(array).data();
    assertEquals(expected.length, values.length, golden + " " + array);
    for (int i = 0; i < values.length; i++) {
      assertEquals(
          expected[i],
          values[i],
          absolute + relative * Math.abs(expected[i]),
          golden + " " + array + "[" + i + "]");
    }
  }

  private static Map<String, Tensor> compute(Golden g, Map<String, Tensor> in) {
    String op = g.json().get("op").asText();
    return switch (op) {
      case "gspmm" -> Map.of("", gspmm(g, in));
      case "gsddmm" -> Map.of("", gsddmm(g, in));
      case "edge_softmax" ->
          g.has("logits") ? Map.of("", edgeSoftmax(g, in)) : edgeSoftmaxAcross(g, in);
      case "multi_update_all" -> multiUpdateAll(g, in);
      case "segment_reduce" ->
          Map.of(
              "",
              Segments.reduce(
                  input(g, in, "x", Space.ONE),
                  reduction(text(g, "reducer")),
                  g.array("seglen").ints()));
      case "segment_softmax" ->
          Map.of("", Segments.softmax(input(g, in, "x", Space.ONE), g.array("seglen").ints()));
      case "segment_mm" ->
          Map.of(
              "",
              Segments.matmul(
                  input(g, in, "a", Space.ONE),
                  input(g, in, "b", Space.ONE),
                  g.array("seglen").ints()));
      case "gather_mm" ->
          Map.of(
              "",
              Segments.gatherMatmul(
                  input(g, in, "a", Space.ONE),
                  input(g, in, "b", Space.ONE),
                  g.array("idx_b").ints()));
      default -> Map.of(op.startsWith("topk") ? "_values" : "", readout(g, op, in));
    };
  }

  /** An input as rows of a space; ONE stands for plain rows. */
  private static Tensor input(Golden g, Map<String, Tensor> in, String name, Space space) {
    Golden.Array array = g.array(name);
    Space rows = space == Space.ONE ? new Space.Rows(array.dims()[0]) : space;
    Tensor x = Tensor.of(rows, Shape.of(array.rowDims()), array.data());
    in.put(name, x);
    return x;
  }

  private static String text(Golden g, String hyper) {
    return g.json().get("hyper").get(hyper).asText();
  }

  private static Reduction reduction(String name) {
    return Reduction.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static MessageOp messageOp(String name) {
    return MessageOp.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static EdgeList edges(Golden g) {
    int[] src = g.array("src").ints();
    int[] dst = g.array("dst").ints();
    return g.has("num_nodes")
        ? Graphs.homogeneous(g.name(), g.array("num_nodes").ints()[0], src, dst)
        : Graphs.bipartite(
            g.name(), g.array("num_src").ints()[0], g.array("num_dst").ints()[0], src, dst);
  }

  private static Tensor gspmm(Golden g, Map<String, Tensor> in) {
    EdgeList list = edges(g);
    MessageOp op = messageOp(text(g, "op"));
    Tensor u = op == MessageOp.COPY_RHS ? Tensor.literal(0) : input(g, in, "u", list.src());
    Tensor e = op == MessageOp.COPY_LHS ? Tensor.literal(0) : input(g, in, "e", list);
    return Gspmm.of(Edges.of(list), op, reduction(text(g, "reduce")), u, e);
  }

  private static Tensor gsddmm(Golden g, Map<String, Tensor> in) {
    EdgeList list = edges(g);
    MessageOp op = messageOp(text(g, "op"));
    Target lhs = Target.valueOf(text(g, "lhs_target").toUpperCase(Locale.ROOT));
    Target rhs = Target.valueOf(text(g, "rhs_target").toUpperCase(Locale.ROOT));
    Tensor left = g.has("lhs") ? input(g, in, "lhs", space(list, lhs)) : Tensor.literal(0);
    Tensor right = g.has("rhs") ? input(g, in, "rhs", space(list, rhs)) : Tensor.literal(0);
    return Gsddmm.of(Edges.of(list), op, lhs, left, rhs, right);
  }

  private static Space space(EdgeList list, Target target) {
    return switch (target) {
      case U -> list.src();
      case V -> list.dst();
      case E -> list;
    };
  }

  private static Tensor edgeSoftmax(Golden g, Map<String, Tensor> in) {
    EdgeList list = edges(g);
    Tensor logits = input(g, in, "logits", list);
    return text(g, "norm_by").equals("dst")
        ? EdgeSoftmax.byDst(Edges.of(list), logits)
        : EdgeSoftmax.bySrc(Edges.of(list), logits);
  }

  private static Graph heterograph(Golden g) {
    GraphBuilder builder = Graph.builder();
    for (String type : g.suffixes("num_nodes.")) {
      builder.nodes(type, g.array("num_nodes." + type).ints()[0]);
    }
    for (JsonNode type : g.json().get("graph").get("canonical_edge_types")) {
      String relation = type.get(1).asText();
      String name = type.get(0).asText() + ":" + relation + ":" + type.get(2).asText();
      builder.edges(name, g.array("src." + relation).ints(), g.array("dst." + relation).ints());
    }
    return builder.build();
  }

  private static Map<String, Tensor> edgeSoftmaxAcross(Golden g, Map<String, Tensor> in) {
    Graph graph = heterograph(g);
    List<String> names = g.suffixes("logits.");
    List<Edges> relations = names.stream().map(name -> Edges.of(graph, name)).toList();
    List<Tensor> logits = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      logits.add(input(g, in, "logits." + names.get(i), relations.get(i).list()));
    }
    List<Tensor> weights = EdgeSoftmax.across(relations, logits);
    Map<String, Tensor> outputs = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      outputs.put("_" + names.get(i), weights.get(i));
    }
    return outputs;
  }

  private static Map<String, Tensor> multiUpdateAll(Golden g, Map<String, Tensor> in) {
    Graph graph = heterograph(g);
    HeteroMessages messages = HeteroMessages.of(graph);
    for (String type : g.suffixes("x.")) {
      messages = messages.withNodes(type, "x", input(g, in, "x." + type, graph.nodes(type)));
    }
    for (String relation : g.suffixes("w.")) {
      messages =
          messages.withEdges(
              relation, "w", input(g, in, "w." + relation, graph.relation(relation).edges()));
    }
    Map<String, RelationUpdate> updates = new HashMap<>();
    g.json()
        .get("hyper")
        .get("functions")
        .properties()
        .forEach(
            entry -> {
              Function<Message, Tensor> message =
                  entry.getValue().get(0).asText().equals("copy_u")
                      ? BuiltIn.copyU("x")
                      : BuiltIn.uMulE("x", "w");
              updates.put(
                  entry.getKey(),
                  new RelationUpdate(message, reduction(entry.getValue().get(1).asText())));
            });
    CrossReducer across = CrossReducer.valueOf(text(g, "cross_reducer").toUpperCase(Locale.ROOT));
    Map<String, Tensor> outputs = new HashMap<>();
    messages.multiUpdateAll(updates, across).forEach((type, y) -> outputs.put("_" + type, y));
    return outputs;
  }

  private static Graph batch(Golden g) {
    Graph whole =
        Graph.of(g.array("num_nodes").ints()[0], g.array("src").ints(), g.array("dst").ints());
    long[] counts = Arrays.stream(g.array("batch_num_nodes").ints()).asLongStream().toArray();
    return whole
        .derive()
        .nodes(whole.nodes())
        .relation(whole.relation())
        .layout(BatchLayout.of(counts.length, Map.of(whole.nodes(), counts)))
        .build();
  }

  private static Tensor readout(Golden g, String op, Map<String, Tensor> in) {
    Graph batch = batch(g);
    Groups groups = op.endsWith("_nodes") ? Groups.ofNodes(batch) : Groups.ofEdges(batch);
    if (op.startsWith("broadcast")) {
      return groups.broadcast(input(g, in, "x", groups.groups()));
    }
    Tensor x = input(g, in, "x", groups.rows());
    if (op.startsWith("softmax")) {
      return groups.softmax(x);
    }
    if (op.startsWith("topk")) {
      return topk(g, groups, x);
    }
    boolean weighted = g.has("w");
    return switch (text(g, "op")) {
      case "sum" -> weighted ? groups.sum(x, input(g, in, "w", groups.rows())) : groups.sum(x);
      case "mean" -> weighted ? groups.mean(x, input(g, in, "w", groups.rows())) : groups.mean(x);
      case "max" -> groups.max(x);
      case "min" -> groups.min(x);
      default -> throw new IllegalArgumentException(g.name());
    };
  }

  private static Tensor topk(Golden g, Groups groups, Tensor x) {
    JsonNode hyper = g.json().get("hyper");
    int k = hyper.get("k").asInt();
    TopK.Order order =
        hyper.get("descending").asBoolean() ? TopK.Order.DESCENDING : TopK.Order.ASCENDING;
    TopK best =
        hyper.get("sortby").isNull()
            ? groups.topkEach(x, k, order)
            : groups.topk(x, k, order, hyper.get("sortby").asInt());
    int[] expected = g.array("y64_indices").ints();
    double[] actual = GradientCheck.doubles(best.indices());
    for (int i = 0; i < actual.length; i++) {
      assertTrue(actual[i] == -1 || actual[i] == expected[i], g + " index " + i);
    }
    return best.values();
  }
}

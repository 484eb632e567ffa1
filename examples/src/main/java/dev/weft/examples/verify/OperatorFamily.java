package dev.weft.examples.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.graph.EdgeList;
import dev.weft.graph.Graph;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.message.BuiltIn;
import dev.weft.message.CrossReducer;
import dev.weft.message.EdgeSoftmax;
import dev.weft.message.Groups;
import dev.weft.message.Gsddmm;
import dev.weft.message.Gspmm;
import dev.weft.message.HeteroMessages;
import dev.weft.message.HeteroMessages.RelationUpdate;
import dev.weft.message.Message;
import dev.weft.message.MessageOp;
import dev.weft.message.Segments;
import dev.weft.message.Target;
import dev.weft.message.TopK;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Message passing: gspmm, gsddmm, edge softmax, multi-relation updates, segments, readouts, top-k.
 */
final class OperatorFamily implements Family {
  @Override
  public Set<String> subjects() {
    return Set.of(
        "gspmm",
        "gsddmm",
        "edge_softmax",
        "multi_update_all",
        "segment_reduce",
        "segment_softmax",
        "segment_mm",
        "gather_mm",
        "broadcast_nodes",
        "broadcast_edges",
        "readout_nodes",
        "readout_edges",
        "softmax_nodes",
        "softmax_edges",
        "topk_nodes",
        "topk_edges");
  }

  @Override
  public Answer answer(GoldenCase given) {
    Map<String, Tensor> outputs = outputs(given);
    given.allSettingsRead();
    return new Answer.Formula(outputs);
  }

  private static Map<String, Tensor> outputs(GoldenCase given) {
    return switch (given.subject()) {
      case "gspmm" -> y(gspmm(given));
      case "gsddmm" -> y(gsddmm(given));
      case "edge_softmax" -> given.has("logits") ? y(edgeSoftmax(given)) : edgeSoftmaxAcross(given);
      case "multi_update_all" -> multiUpdateAll(given);
      case "segment_reduce" -> y(segmentReduce(given));
      case "segment_softmax" -> y(segmentSoftmax(given));
      case "segment_mm" ->
          y(Segments.matmul(given.rows("a"), given.rows("b"), given.ints("seglen")));
      case "gather_mm" ->
          y(Segments.gatherMatmul(given.rows("a"), given.rows("b"), given.ints("idx_b")));
      case "topk_nodes", "topk_edges" -> topk(given, groups(given));
      default -> y(readout(given, groups(given)));
    };
  }

  private static Map<String, Tensor> y(Tensor output) {
    return Map.of("y", output);
  }

  /** An enum constant by its lower-case name. */
  private static <E extends Enum<E>> E named(Class<E> type, String name) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(name)) {
        return constant;
      }
    }
    throw new UnknownCase(type.getSimpleName() + " " + name);
  }

  private static Tensor gspmm(GoldenCase given) {
    EdgeList edges = Graphs.edges(given);
    MessageOp op = named(MessageOp.class, given.hyper("op", ""));
    Tensor u = op == MessageOp.COPY_RHS ? Tensor.literal(0) : given.rows("u", edges.src());
    Tensor e = op == MessageOp.COPY_LHS ? Tensor.literal(0) : given.rows("e", edges);
    return Gspmm.of(Edges.of(edges), op, named(Reduction.class, given.hyper("reduce", "")), u, e);
  }

  private static Tensor gsddmm(GoldenCase given) {
    EdgeList edges = Graphs.edges(given);
    MessageOp op = named(MessageOp.class, given.hyper("op", ""));
    Target lhs = named(Target.class, given.hyper("lhs_target", "u"));
    Target rhs = named(Target.class, given.hyper("rhs_target", "v"));
    Tensor left = given.has("lhs") ? given.rows("lhs", space(edges, lhs)) : Tensor.literal(0);
    Tensor right = given.has("rhs") ? given.rows("rhs", space(edges, rhs)) : Tensor.literal(0);
    return Gsddmm.of(Edges.of(edges), op, lhs, left, rhs, right);
  }

  private static Space space(EdgeList edges, Target target) {
    return switch (target) {
      case U -> edges.src();
      case V -> edges.dst();
      case E -> edges;
    };
  }

  private static Tensor edgeSoftmax(GoldenCase given) {
    EdgeList edges = Graphs.edges(given);
    Tensor logits = given.rows("logits", edges);
    return switch (given.hyper("norm_by", "dst")) {
      case "dst" -> EdgeSoftmax.byDst(Edges.of(edges), logits);
      case "src" -> EdgeSoftmax.bySrc(Edges.of(edges), logits);
      default -> throw new UnknownCase("norm_by=" + given.hyper("norm_by", ""));
    };
  }

  private static Map<String, Tensor> edgeSoftmaxAcross(GoldenCase given) {
    if (!given.hyper("norm_by", "dst").equals("dst")) {
      throw new UnknownCase("softmax across relations by source");
    }
    Graph graph = Graphs.heterograph(given);
    List<String> names =
        given.names("logits.").stream().map(n -> n.substring("logits.".length())).toList();
    List<Edges> relations = names.stream().map(name -> Edges.of(graph, name)).toList();
    List<Tensor> logits = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      logits.add(given.rows("logits." + names.get(i), relations.get(i).list()));
    }
    List<Tensor> weights = EdgeSoftmax.across(relations, logits);
    Map<String, Tensor> outputs = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      outputs.put("y_" + names.get(i), weights.get(i));
    }
    return outputs;
  }

  private static Map<String, Tensor> multiUpdateAll(GoldenCase given) {
    Graph graph = Graphs.heterograph(given);
    HeteroMessages messages = HeteroMessages.of(graph);
    for (String array : given.names("x.")) {
      String type = array.substring("x.".length());
      messages = messages.withNodes(type, "x", given.rows(array, graph.nodes(type)));
    }
    for (String array : given.names("w.")) {
      String relation = array.substring("w.".length());
      messages =
          messages.withEdges(relation, "w", given.rows(array, graph.relation(relation).edges()));
    }
    Map<String, RelationUpdate> updates = new HashMap<>();
    for (var entry : given.hyper("functions").properties()) {
      updates.put(
          entry.getKey(),
          new RelationUpdate(
              message(entry.getValue().get(0).asText()),
              named(Reduction.class, entry.getValue().get(1).asText())));
    }
    Map<String, Tensor> outputs = new HashMap<>();
    messages
        .multiUpdateAll(updates, named(CrossReducer.class, given.hyper("cross_reducer", "sum")))
        .forEach((type, y) -> outputs.put("y_" + type, y));
    return outputs;
  }

  /** A built-in message by its DGL name, over node data x and edge data w. */
  private static Function<Message, Tensor> message(String name) {
    String[] parts = name.split("_");
    if (parts.length == 2 && parts[0].equals("copy")) {
      Target target = named(Target.class, parts[1]);
      return BuiltIn.of(MessageOp.COPY_LHS, target, data(target), target, data(target));
    }
    if (parts.length != 3) {
      throw new UnknownCase("message " + name);
    }
    Target lhs = named(Target.class, parts[0]);
    Target rhs = named(Target.class, parts[2]);
    return BuiltIn.of(named(MessageOp.class, parts[1]), lhs, data(lhs), rhs, data(rhs));
  }

  private static String data(Target target) {
    return target == Target.E ? "w" : "x";
  }

  private static Tensor segmentReduce(GoldenCase given) {
    return Segments.reduce(
        given.rows("x"),
        named(Reduction.class, given.hyper("reducer", "sum")),
        given.ints("seglen"));
  }

  private static Tensor segmentSoftmax(GoldenCase given) {
    given.hyper("reducer");
    return Segments.softmax(given.rows("x"), given.ints("seglen"));
  }

  private static Groups groups(GoldenCase given) {
    Graph batch = Graphs.batch(given);
    return given.subject().endsWith("_nodes") ? Groups.ofNodes(batch) : Groups.ofEdges(batch);
  }

  private static Tensor readout(GoldenCase given, Groups groups) {
    if (given.subject().startsWith("broadcast")) {
      return groups.broadcast(given.rows("x", groups.groups()));
    }
    Tensor x = given.rows("x", groups.rows());
    given.hyper("weight");
    String op = given.hyper("op", "sum");
    if (given.subject().startsWith("softmax")) {
      return groups.softmax(x);
    }
    if (!given.has("w")) {
      return groups.reduce(x, named(Reduction.class, op));
    }
    Tensor weight = given.rows("w", groups.rows());
    return switch (op) {
      case "sum" -> groups.sum(x, weight);
      case "mean" -> groups.mean(x, weight);
      default -> throw new UnknownCase("weighted " + op);
    };
  }

  private static Map<String, Tensor> topk(GoldenCase given, Groups groups) {
    Tensor x = given.rows("x", groups.rows());
    int k = given.hyper("k", 1);
    TopK.Order order =
        given.hyper("descending", true) ? TopK.Order.DESCENDING : TopK.Order.ASCENDING;
    JsonNode column = given.hyper("sortby");
    TopK best =
        column.isNumber() ? groups.topk(x, k, order, column.asInt()) : groups.topkEach(x, k, order);
    Tensor recorded =
        given.integers("y_indices", best.indices().space()).reshape(best.indices().shape().dims());
    Tensor indices = best.indices().lt(Tensor.literal(0)).select(recorded, best.indices());
    return Map.of("y_values", best.values(), "y_indices", indices);
  }
}

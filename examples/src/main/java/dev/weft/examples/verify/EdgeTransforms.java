package dev.weft.examples.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.graph.Columns;
import dev.weft.graph.EdgeArrays;
import dev.weft.graph.EdgeOrder;
import dev.weft.graph.Graph;
import dev.weft.graph.Relation;
import dev.weft.graph.transform.Derived;
import dev.weft.graph.transform.Fill;
import dev.weft.graph.transform.Reordering;
import dev.weft.graph.transform.Reversal;
import dev.weft.graph.transform.SelfLoops;
import dev.weft.graph.transform.Simplify;
import java.util.Map;
import java.util.TreeMap;

/** Edges added, taken away, turned round, merged, or derived from walks. */
final class EdgeTransforms {
  private EdgeTransforms() {}

  static Map<String, Transform> all() {
    return Map.ofEntries(
        Map.entry(
            "add_self_loop",
            (given, graph) ->
                GraphArrays.of(
                    SelfLoops.addSelfLoops(graph, looped(given, graph), Fill.one()), graph)),
        Map.entry(
            "remove_self_loop",
            (given, graph) ->
                GraphArrays.of(SelfLoops.removeSelfLoops(graph, looped(given, graph)), graph)),
        Map.entry("add_reverse_edges", EdgeTransforms::addReverseEdges),
        Map.entry("reverse", EdgeTransforms::reverse),
        Map.entry("to_bidirected", EdgeTransforms::toBidirected),
        Map.entry("to_simple", EdgeTransforms::toSimple),
        Map.entry("line_graph", EdgeTransforms::lineGraph),
        Map.entry(
            "khop_graph",
            (given, graph) -> GraphArrays.of(Derived.khopGraph(graph, given.hyper("k", 1)), graph)),
        Map.entry(
            "khop_adj",
            (given, graph) ->
                Map.of("adj", Transform.doubles(Derived.khopAdj(graph, given.hyper("k", 1))))),
        Map.entry("metapath_reachable_graph", EdgeTransforms::metapath),
        Map.entry("reorder_graph", EdgeTransforms::reorder));
  }

  private static String looped(GoldenCase given, Graph graph) {
    return Transform.relation(given, graph).type().toString();
  }

  private static Map<String, double[]> addReverseEdges(GoldenCase given, Graph graph) {
    Transform.ignoreData(given);
    Reversal.Loops loops =
        given.hyper("exclude_self", true) ? Reversal.Loops.ONCE : Reversal.Loops.TWICE;
    return GraphArrays.of(Reversal.addReverseEdges(graph, loops), graph);
  }

  private static Map<String, double[]> reverse(GoldenCase given, Graph graph) {
    Transform.ignoreData(given);
    return GraphArrays.of(Reversal.reverse(graph), graph);
  }

  private static Map<String, double[]> toBidirected(GoldenCase given, Graph graph) {
    Transform.ignoreData(given);
    return GraphArrays.of(Reversal.toBidirected(graph), graph);
  }

  private static Map<String, double[]> toSimple(GoldenCase given, Graph graph) {
    Transform.ignoreData(given);
    given.hyper("return_counts");
    given.hyper("writeback_mapping");
    Simplify.Simple simple = Simplify.toSimple(graph);
    Map<String, double[]> out = new TreeMap<>(GraphArrays.of(simple.graph(), graph));
    out.putAll(
        Transform.perRelation(
            given,
            graph,
            former ->
                Map.of(
                    "out_count",
                        Columns.doubles(
                            simple.graph().edgeData(former.type().toString(), Simplify.COUNT)),
                    "out_mapping", Transform.doubles(simple.mapping(former)))));
    return out;
  }

  private static Map<String, double[]> lineGraph(GoldenCase given, Graph graph) {
    Transform.ignoreData(given);
    Derived.Backtracking backtracking =
        given.hyper("backtracking", true)
            ? Derived.Backtracking.ALLOWED
            : Derived.Backtracking.FORBIDDEN;
    return GraphArrays.of(Derived.lineGraph(graph, backtracking), graph);
  }

  private static Map<String, double[]> metapath(GoldenCase given, Graph graph) {
    JsonNode path = given.hyper("metapath");
    Relation reached = Derived.metapathReachableGraph(graph, Transform.edgeTypes(path)).relation();
    EdgeArrays edges = reached.query().edges(EdgeOrder.ID);
    Map<String, double[]> out = new TreeMap<>();
    out.put("out_src", Transform.doubles(edges.src()));
    out.put("out_dst", Transform.doubles(edges.dst()));
    if (reached.src() == reached.dst()) {
      out.put("out_num_nodes", Transform.doubles(reached.src().size()));
    }
    out.put("out_num_src", Transform.doubles(reached.src().size()));
    out.put("out_num_dst", Transform.doubles(reached.dst().size()));
    return out;
  }

  private static Map<String, double[]> reorder(GoldenCase given, Graph graph) {
    if (!given.hyper("edge_permute_algo", "src").equals("src")) {
      throw new UnknownCase("edge_permute_algo=" + given.hyper("edge_permute_algo", ""));
    }
    int[] order =
        switch (given.hyper("node_permute_algo", "")) {
          case "custom" -> given.ints("nodes_perm");
          case "rcmk" -> Reordering.reverseCuthillMcKee(graph);
          default ->
              throw new UnknownCase("node_permute_algo=" + given.hyper("node_permute_algo", ""));
        };
    Graph reordered = Reordering.reorderGraph(graph, order);
    Map<String, double[]> out = new TreeMap<>(GraphArrays.of(reordered, graph));
    out.put("bandwidth_before", bandwidth(graph));
    out.put("bandwidth_after", bandwidth(reordered));
    return out;
  }

  private static double[] bandwidth(Graph graph) {
    EdgeArrays edges = graph.query().edges(EdgeOrder.ID);
    int widest = 0;
    for (int e = 0; e < edges.size(); e++) {
      widest = Math.max(widest, Math.abs(edges.src()[e] - edges.dst()[e]));
    }
    return new double[] {widest};
  }
}

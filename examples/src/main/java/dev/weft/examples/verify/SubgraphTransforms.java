package dev.weft.examples.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.graph.Graph;
import dev.weft.graph.transform.Neighborhoods;
import dev.weft.graph.transform.Neighborhoods.Neighborhood;
import dev.weft.graph.transform.Subgraphs;
import dev.weft.graph.transform.Subgraphs.Nodes;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Parts of a graph. */
final class SubgraphTransforms {
  private SubgraphTransforms() {}

  static Map<String, Transform> all() {
    return Map.ofEntries(
        Map.entry("node_subgraph", SubgraphTransforms::nodeSubgraph),
        Map.entry("edge_subgraph", SubgraphTransforms::edgeSubgraph),
        Map.entry(
            "in_subgraph",
            (given, graph) ->
                GraphArrays.of(
                    Subgraphs.inSubgraph(
                        graph, Transform.nodes(given, graph, "seeds"), relabel(given, false)),
                    graph)),
        Map.entry(
            "out_subgraph",
            (given, graph) ->
                GraphArrays.of(
                    Subgraphs.outSubgraph(
                        graph, Transform.nodes(given, graph, "seeds"), relabel(given, false)),
                    graph)),
        Map.entry(
            "khop_in_subgraph",
            (given, graph) ->
                around(
                    given,
                    graph,
                    Neighborhoods.khopInSubgraph(
                        graph, Transform.nodes(given, graph, "seeds"), given.hyper("k", 1)))),
        Map.entry(
            "khop_out_subgraph",
            (given, graph) ->
                around(
                    given,
                    graph,
                    Neighborhoods.khopOutSubgraph(
                        graph, Transform.nodes(given, graph, "seeds"), given.hyper("k", 1)))),
        Map.entry(
            "edge_type_subgraph",
            (given, graph) ->
                GraphArrays.of(
                    Subgraphs.edgeTypeSubgraph(graph, Transform.edgeTypes(given.hyper("etypes"))),
                    graph)),
        Map.entry(
            "node_type_subgraph",
            (given, graph) ->
                GraphArrays.of(
                    Subgraphs.nodeTypeSubgraph(graph, names(given.hyper("ntypes"))), graph)),
        Map.entry(
            "remove_nodes",
            (given, graph) ->
                GraphArrays.of(
                    Subgraphs.removeNodes(graph, Transform.nodes(given, graph, "nodes")), graph)),
        Map.entry(
            "remove_edges",
            (given, graph) ->
                GraphArrays.of(
                    Subgraphs.removeEdges(graph, Transform.edges(given, graph, "edges")), graph)));
  }

  private static Map<String, double[]> nodeSubgraph(GoldenCase given, Graph graph) {
    if (relabel(given, true) == Nodes.KEEP) {
      throw new UnknownCase("node_subgraph with relabel_nodes=false");
    }
    return GraphArrays.of(
        Subgraphs.nodeSubgraph(graph, Transform.nodes(given, graph, "nodes")), graph);
  }

  private static Map<String, double[]> edgeSubgraph(GoldenCase given, Graph graph) {
    return GraphArrays.of(
        Subgraphs.edgeSubgraph(graph, Transform.edges(given, graph, "edges"), relabel(given, true)),
        graph);
  }

  private static Map<String, double[]> around(GoldenCase given, Graph graph, Neighborhood found) {
    if (relabel(given, true) == Nodes.KEEP) {
      throw new UnknownCase("k hops with relabel_nodes=false");
    }
    Map<String, double[]> out = new TreeMap<>(GraphArrays.of(found.graph(), graph));
    found
        .seeds()
        .forEach(
            (type, ids) ->
                out.put(
                    GraphArrays.isTyped(graph) ? "out_seed_ids." + type : "out_seed_ids",
                    Transform.doubles(ids)));
    return out;
  }

  private static Nodes relabel(GoldenCase given, boolean otherwise) {
    return given.hyper("relabel_nodes", otherwise) ? Nodes.RELABEL : Nodes.KEEP;
  }

  private static String[] names(JsonNode texts) {
    String[] names = new String[texts.size()];
    Arrays.setAll(names, i -> texts.get(i).asText());
    return names;
  }
}

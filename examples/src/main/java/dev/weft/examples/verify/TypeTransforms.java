package dev.weft.examples.verify;

import static dev.weft.examples.verify.Transform.doubles;

import dev.weft.graph.Columns;
import dev.weft.graph.EdgeArrays;
import dev.weft.graph.EdgeOrder;
import dev.weft.graph.EdgeType;
import dev.weft.graph.Graph;
import dev.weft.graph.transform.Batches;
import dev.weft.graph.transform.Blocks;
import dev.weft.graph.transform.Compaction;
import dev.weft.graph.transform.Subgraphs;
import dev.weft.graph.transform.Subgraphs.Nodes;
import dev.weft.graph.transform.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Graphs as blocks, in batches, without unused nodes, with types merged and told apart. */
final class TypeTransforms {
  private TypeTransforms() {}

  static Map<String, Transform> all() {
    return Map.of(
        "to_block", TypeTransforms::toBlock,
        "compact_graphs", TypeTransforms::compact,
        "to_homogeneous", (_, graph) -> homogeneous(graph),
        "to_heterogeneous", TypeTransforms::roundTrip,
        "batch/unbatch", TypeTransforms::batch,
        "slice_batch", TypeTransforms::slice);
  }

  /**
   * The graph to work on: {@code frontier_src} and {@code frontier_dst} over the nodes of the case
   * where it has them.
   */
  private static Graph frontier(GoldenCase given, Graph graph) {
    return given.has("frontier_src")
        ? Graph.of(graph.numNodes(), given.ints("frontier_src"), given.ints("frontier_dst"))
        : graph;
  }

  private static Map<String, double[]> toBlock(GoldenCase given, Graph graph) {
    if (!given.hyper("include_dst_in_src", true)) {
      throw new UnknownCase("include_dst_in_src=false");
    }
    Map<String, int[]> seeds = Transform.nodes(given, graph, "seeds");
    Graph input =
        given.has("frontier_src")
            ? frontier(given, graph)
            : Subgraphs.inSubgraph(graph, seeds, Nodes.KEEP);
    return GraphArrays.of(Blocks.toBlock(input, seeds), graph);
  }

  private static Map<String, double[]> compact(GoldenCase given, Graph graph) {
    boolean preserves = given.has("always_preserve") || !given.names("always_preserve.").isEmpty();
    Map<String, int[]> kept =
        preserves ? Transform.nodes(given, graph, "always_preserve") : Map.of();
    return GraphArrays.of(
        Compaction.compactGraphs(List.of(frontier(given, graph)), kept).getFirst(), graph);
  }

  private static Map<String, double[]> homogeneous(Graph graph) {
    Graph merged = Types.toHomogeneous(graph);
    Map<String, double[]> out = new TreeMap<>(GraphArrays.untyped(merged));
    out.put("out_ntype", Columns.doubles(merged.nodeData(Graph.ORIGINAL_TYPE)));
    out.put("out_etype", Columns.doubles(merged.edgeData(Graph.ORIGINAL_TYPE)));
    return out;
  }

  /** Merged and told apart again; a relation without edges may be absent from what is recorded. */
  private static Map<String, double[]> roundTrip(GoldenCase given, Graph graph) {
    List<EdgeType> relations = graph.edgeTypes();
    Graph again = Types.toHeterogeneous(Types.toHomogeneous(graph), graph.nodeTypes(), relations);
    List<EdgeType> kept =
        relations.stream()
            .filter(
                type ->
                    again.relation(type).numEdges() > 0 || given.has("out_src." + type.relation()))
            .toList();
    return GraphArrays.of(
        Subgraphs.edgeTypeSubgraph(
            again, kept.stream().map(EdgeType::toString).toArray(String[]::new)),
        graph);
  }

  /** The batch of the parts, and the parts of the batch. */
  private static Map<String, double[]> batch(GoldenCase given, Graph graph) {
    List<Graph> parts = new ArrayList<>();
    for (int i = 0; given.has("part" + i + "_num_nodes"); i++) {
      String part = "part" + i;
      parts.add(
          Graph.of(
              given.count(part + "_num_nodes"),
              given.ints(part + "_src"),
              given.ints(part + "_dst")));
    }
    Graph batch = Batches.batch(parts);
    Map<String, double[]> out = new TreeMap<>(plain("", batch));
    out.put("batch_num_nodes", doubles(batch.batchNumNodes()));
    out.put("batch_num_edges", doubles(batch.batchNumEdges()));
    given.ints("batch_num_edges");
    List<Graph> again = Batches.unbatch(graph);
    for (int i = 0; i < again.size(); i++) {
      out.putAll(plain("part" + i + "_", again.get(i)));
    }
    return out;
  }

  private static Map<String, double[]> plain(String prefix, Graph graph) {
    EdgeArrays edges = graph.query().edges(EdgeOrder.ID);
    return Map.of(
        prefix + "src",
        doubles(edges.src()),
        prefix + "dst",
        doubles(edges.dst()),
        prefix + "num_nodes",
        doubles(graph.numNodes()));
  }

  private static Map<String, double[]> slice(GoldenCase given, Graph graph) {
    if (!Arrays.equals(
        graph.batchNumEdges(),
        Arrays.stream(given.ints("batch_num_edges")).asLongStream().toArray())) {
      throw new UnknownCase("edges of a batch that do not follow graph after graph");
    }
    return GraphArrays.of(Batches.sliceBatch(graph, given.hyper("gid", 0)), graph);
  }
}

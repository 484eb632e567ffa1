package dev.weft.examples.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.graph.BatchLayout;
import dev.weft.graph.EdgeList;
import dev.weft.graph.Graph;
import dev.weft.graph.GraphBuilder;
import dev.weft.graph.NodeSet;
import dev.weft.kernels.sparse.Coo;
import java.util.Arrays;
import java.util.Map;

/** The graph of a case. */
final class Graphs {
  private Graphs() {}

  /** The edges of a homogeneous graph or a block. */
  static EdgeList edges(GoldenCase given) {
    int numSrc = given.count(given.has("num_nodes") ? "num_nodes" : "num_src");
    int numDst = given.count(given.has("num_nodes") ? "num_nodes" : "num_dst");
    NodeSet src = NodeSet.of("src", numSrc);
    NodeSet dst = given.has("num_nodes") ? src : NodeSet.of("dst", numDst);
    return EdgeList.of(
        "edges", src, dst, Coo.of(numSrc, numDst, given.ints("src"), given.ints("dst")));
  }

  /** A homogeneous graph, or a block whose destinations are its first sources. */
  static Graph graph(GoldenCase given) {
    if (given.has("num_nodes")) {
      return Graph.of(given.count("num_nodes"), given.ints("src"), given.ints("dst"));
    }
    if (!given.has("num_src")) {
      throw new UnknownCase("a graph without num_nodes or num_src");
    }
    return Graph.blockBuilder()
        .srcNodes(NodeSet.of("_N", given.count("num_src")))
        .dstNodes(NodeSet.of("_N", given.count("num_dst")))
        .edges("_N:_E:_N", given.ints("src"), given.ints("dst"))
        .build();
  }

  /** A heterograph: sizes per node type, edges per relation. */
  static Graph heterograph(GoldenCase given) {
    GraphBuilder builder = Graph.builder();
    for (String array : given.names("num_nodes.")) {
      builder.nodes(array.substring("num_nodes.".length()), given.count(array));
    }
    for (JsonNode type : given.json().path("graph").path("canonical_edge_types")) {
      String relation = type.get(1).asText();
      builder.edges(
          type.get(0).asText() + ":" + relation + ":" + type.get(2).asText(),
          given.ints("src." + relation),
          given.ints("dst." + relation));
    }
    return builder.build();
  }

  /** A batch: one graph with the sizes of its parts. */
  static Graph batch(GoldenCase given) {
    Graph whole = graph(given);
    long[] nodes = Arrays.stream(given.ints("batch_num_nodes")).asLongStream().toArray();
    return whole
        .derive()
        .nodes(whole.nodes())
        .relation(whole.relation())
        .layout(BatchLayout.of(nodes.length, Map.of(whole.nodes(), nodes)))
        .build();
  }

  /** Whatever graph the case has. */
  static Graph any(GoldenCase given) {
    if (!given.names("num_nodes.").isEmpty()) {
      return heterograph(given);
    }
    return given.has("batch_num_nodes") ? batch(given) : graph(given);
  }
}

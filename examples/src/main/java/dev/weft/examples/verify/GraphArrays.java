package dev.weft.examples.verify;

import dev.weft.graph.Columns;
import dev.weft.graph.EdgeArrays;
import dev.weft.graph.EdgeOrder;
import dev.weft.graph.EdgeType;
import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import dev.weft.graph.Ids;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import dev.weft.graph.Space;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A graph as a case records it: sources, destinations, original ids, numbers of nodes. */
final class GraphArrays {
  private final Graph graph;
  private final Graph former;
  private final boolean typed;
  private final Map<String, double[]> arrays = new TreeMap<>();

  private GraphArrays(Graph graph, Graph former) {
    this.graph = graph;
    this.former = former;
    this.typed = isTyped(former);
  }

  /**
   * Whether types stand behind the names of a graph's arrays: its types have names of their own.
   */
  static boolean isTyped(Graph graph) {
    return !graph.edgeTypes().equals(List.of(EdgeType.DEFAULT));
  }

  /**
   * A result and the graph it was made from: types stand behind the names when the former graph has
   * them.
   */
  static Map<String, double[]> of(Graph result, Graph former) {
    GraphArrays out = new GraphArrays(result, former);
    for (String type : result.nodeTypes()) {
      if (result.isBlock()) {
        out.ids("out_src_nid", type, result.srcNodes(type));
        out.ids("out_dst_nid", type, result.dstNodes(type));
      } else {
        out.put("out_num_nodes", type, result.numNodes(type));
        out.ids("out_nid", type, result.nodes(type));
      }
    }
    result.relations().forEach(out::edges);
    return out.arrays;
  }

  /** A result with one node type and one relation, whatever it was made from. */
  static Map<String, double[]> untyped(Graph result) {
    return of(result, result);
  }

  private void edges(Relation relation) {
    EdgeArrays edges = relation.query().edges(EdgeOrder.ID);
    String name = relation.type().relation();
    put("out_src", name, Transform.doubles(edges.src()));
    put("out_dst", name, Transform.doubles(edges.dst()));
    ids("out_eid", name, relation.edges());
  }

  /** Former ids; what is shared with the former graph has kept its own. */
  private void ids(String array, String type, Space space) {
    Frame frame = graph.frame(space);
    if (frame.has(Graph.ORIGINAL_ID)) {
      put(array, type, Columns.doubles(frame.column(Graph.ORIGINAL_ID)));
    } else if (isShared(space)) {
      put(array, type, Transform.doubles(Ids.range(space.size()).toArray()));
    }
  }

  private boolean isShared(Space space) {
    return space instanceof NodeSet set
        ? !former.isBlock()
            && former.nodeTypes().contains(set.type())
            && former.nodes(set.type()) == set
        : former.relations().stream().anyMatch(relation -> relation.edges() == space);
  }

  private void put(String array, String type, double... elements) {
    arrays.put(typed ? array + "." + type : array, elements);
  }
}

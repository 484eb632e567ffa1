package dev.weft.graph.transform;

import dev.weft.graph.Direction;
import dev.weft.graph.EdgeList;
import dev.weft.graph.EdgeType;
import dev.weft.graph.Graph;
import dev.weft.graph.Ids;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import dev.weft.kernels.sparse.Coo;
import java.util.LinkedHashMap;
import java.util.Map;

/** What every transform checks and makes in the same way. */
final class Inputs {
  private Inputs() {}

  static Graph noBlock(Graph graph) {
    if (graph.isBlock()) {
      throw new IllegalArgumentException(
          "Transform of "
              + graph
              + ": this is a block, whose sources and destinations are different nodes; expected a"
              + " graph.");
    }
    return graph;
  }

  /** Ids of nodes by their node set; each checked. */
  static Map<NodeSet, int[]> nodes(Graph graph, Map<String, int[]> byType) {
    Map<NodeSet, int[]> out = new LinkedHashMap<>();
    byType.forEach((type, ids) -> out.put(graph.nodes(type), inRange(graph.nodes(type), ids)));
    return out;
  }

  private static int[] inRange(NodeSet nodes, int[] ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= nodes.size()) {
        throw new IllegalArgumentException(
            "Transform: node id "
                + ids[i]
                + " of type "
                + nodes.type()
                + " (position "
                + i
                + ") is out of range [0, "
                + nodes.size()
                + ").");
      }
    }
    return ids;
  }

  /** Ids of edges by their relation; each checked. */
  static Map<Relation, int[]> edges(Graph graph, Map<String, int[]> byRelation) {
    Map<Relation, int[]> out = new LinkedHashMap<>();
    byRelation.forEach(
        (name, ids) -> out.put(graph.relation(name), inRange(graph.relation(name), ids)));
    return out;
  }

  private static int[] inRange(Relation relation, int[] ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= relation.numEdges()) {
        throw new IllegalArgumentException(
            "Transform: edge id "
                + ids[i]
                + " of "
                + relation.type()
                + " (position "
                + i
                + ") is out of range [0, "
                + relation.numEdges()
                + ").");
      }
    }
    return ids;
  }

  /** The only node type's name with these ids. */
  static Map<String, int[]> only(Graph graph, int[] ids) {
    return Map.of(noBlock(graph).nodes().type(), ids);
  }

  static Map<String, int[]> onlyRelation(Graph graph, int[] ids) {
    return Map.of(noBlock(graph).relation().type().toString(), ids);
  }

  /** Other edges between the ends of a relation; their ids are checked. */
  static Coo coo(Relation like, Ids from, Ids to) {
    return new Coo(like.src().size(), like.dst().size(), from.size(), from.segment(), to.segment());
  }

  /** A relation of the same type between the same nodes, with these edges. */
  static Relation relation(Relation like, Coo coo) {
    return new Relation(
        like.type(),
        EdgeList.of(like.type().toString(), like.src(), like.dst(), coo),
        Direction.FORWARD);
  }

  static Relation relation(EdgeType type, NodeSet src, NodeSet dst, Ids from, Ids to) {
    Coo coo = new Coo(src.size(), dst.size(), from.size(), from.segment(), to.segment());
    return new Relation(type, EdgeList.of(type.toString(), src, dst, coo), Direction.FORWARD);
  }
}

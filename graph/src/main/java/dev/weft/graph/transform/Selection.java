package dev.weft.graph.transform;

import dev.weft.graph.Columns;
import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import dev.weft.graph.GraphBuilder;
import dev.weft.graph.Ids;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import dev.weft.graph.Space;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Which nodes and edges of a graph go into a new one. What is not mentioned is kept whole and
 * shared; what is selected is relabelled, its columns are gathered, and its former ids stand in the
 * column {@code _ID}.
 */
final class Selection {
  private final Graph graph;
  private final Map<NodeSet, Ids> nodes = new IdentityHashMap<>();
  private final Map<NodeSet, IdMap> maps = new IdentityHashMap<>();
  private final Map<NodeSet, NodeSet> replaced = new IdentityHashMap<>();
  private final Map<Relation, Ids> edges = new HashMap<>();

  Selection(Graph graph) {
    this.graph = Inputs.noBlock(graph);
  }

  /** Keeps these nodes of a set, in this order. */
  Selection nodes(NodeSet set, Ids ids) {
    return nodes(set, ids, NodeSet.of(set.type(), ids.size()));
  }

  /** Keeps these nodes of a set, in this order, as the given set. */
  Selection nodes(NodeSet set, Ids ids, NodeSet made) {
    nodes.put(set, ids);
    maps.put(set, IdMap.of(set.size(), ids));
    replaced.put(set, made);
    return this;
  }

  /** Keeps these edges of a relation, in this order. Their ends must be kept. */
  Selection edges(Relation relation, Ids eids) {
    edges.put(relation, eids);
    return this;
  }

  /** The new graph with the given relations of the old one, and all its node types. */
  Graph build(Iterable<Relation> relations) {
    GraphBuilder builder = graph.derive().layout(graph.layout());
    for (String type : graph.nodeTypes()) {
      addNodes(builder, graph.nodes(type));
    }
    for (Relation relation : relations) {
      addEdges(builder, relation);
    }
    return builder.build();
  }

  Graph build() {
    return build(graph.relations());
  }

  private void addNodes(GraphBuilder builder, NodeSet old) {
    if (!nodes.containsKey(old)) {
      builder.nodes(old).frame(graph.frame(old));
      return;
    }
    NodeSet made = replaced.get(old);
    builder.nodes(made).frame(gather(graph.frame(old), made, nodes.get(old)));
  }

  private void addEdges(GraphBuilder builder, Relation relation) {
    NodeSet src = replaced.getOrDefault(relation.src(), relation.src());
    NodeSet dst = replaced.getOrDefault(relation.dst(), relation.dst());
    boolean sameNodes = src == relation.src() && dst == relation.dst();
    if (sameNodes && !edges.containsKey(relation)) {
      builder.relation(relation).frame(graph.frame(relation.edges()));
      return;
    }
    Ids eids = edges.getOrDefault(relation, Ids.range(relation.numEdges()));
    Ids from = ends(new Ids(relation.coo().row(), relation.numEdges()), eids, relation.src());
    Ids to = ends(new Ids(relation.coo().col(), relation.numEdges()), eids, relation.dst());
    Relation made = Inputs.relation(relation.type(), src, dst, from, to);
    builder.relation(made).frame(gather(graph.frame(relation.edges()), made.edges(), eids));
  }

  private Ids ends(Ids all, Ids eids, NodeSet set) {
    Ids out = all.gather(eids);
    IdMap map = maps.get(set);
    if (map != null) {
      for (long i = 0; i < out.size(); i++) {
        out.set(i, map.get(out.get(i)));
      }
    }
    return out;
  }

  /** The selected rows of a frame, with their former positions. */
  static Frame gather(Frame frame, Space space, Ids positions) {
    return frame
        .gather(space, positions)
        .with(Graph.ORIGINAL_ID, Columns.of(Graph.ORIGINAL_ID, space, positions));
  }
}

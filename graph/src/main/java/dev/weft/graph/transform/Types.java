package dev.weft.graph.transform;

import dev.weft.graph.Column;
import dev.weft.graph.Columns;
import dev.weft.graph.EdgeType;
import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import dev.weft.graph.GraphBuilder;
import dev.weft.graph.Ids;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import dev.weft.graph.Space;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Types merged into one, and told apart again. */
public final class Types {
  private Types() {}

  /** As {@link #toHomogeneous(Graph, List, List)} without data. */
  public static Graph toHomogeneous(Graph graph) {
    return toHomogeneous(graph, List.of(), List.of());
  }

  /**
   * All nodes as one type and all edges as one relation: node ids shifted type after type, edges
   * relation after relation, in type order. The columns {@code _TYPE} and {@code _ID} hold every
   * node's and edge's type number and former id.
   *
   * @param nodeColumns columns to keep, which every node type must have alike
   * @param edgeColumns columns to keep, which every relation must have alike
   */
  public static Graph toHomogeneous(
      Graph graph, List<String> nodeColumns, List<String> edgeColumns) {
    Inputs.noBlock(graph);
    List<NodeSet> sets = graph.nodeTypes().stream().map(graph::nodes).toList();
    Map<NodeSet, Integer> shift = new IdentityHashMap<>();
    long total = 0;
    for (NodeSet set : sets) {
      shift.put(set, Math.toIntExact(total));
      total += set.size();
    }
    Ids from = Ids.allocate(graph.numEdges());
    Ids to = Ids.allocate(graph.numEdges());
    long at = 0;
    for (Relation relation : graph.relations()) {
      for (long e = 0; e < relation.numEdges(); e++, at++) {
        from.set(at, relation.coo().rowOf(e) + shift.get(relation.src()));
        to.set(at, relation.coo().colOf(e) + shift.get(relation.dst()));
      }
    }
    NodeSet nodes = NodeSet.of(EdgeType.DEFAULT.src(), total);
    Relation edges = Inputs.relation(EdgeType.DEFAULT, nodes, nodes, from, to);
    List<Relation> relations = graph.relations();
    return graph
        .derive()
        .nodes(nodes)
        .relation(edges)
        .frame(merged(sets.stream().map(graph::frame).toList(), nodes, nodeColumns))
        .frame(
            merged(
                relations.stream().map(r -> graph.frame(r.edges())).toList(),
                edges.edges(),
                edgeColumns))
        .build();
  }

  private static Frame merged(List<Frame> frames, Space space, List<String> names) {
    Ids type = Ids.allocate(space.size());
    Ids id = Ids.allocate(space.size());
    long at = 0;
    for (int t = 0; t < frames.size(); t++) {
      for (long i = 0; i < frames.get(t).space().size(); i++, at++) {
        type.set(at, t);
        id.set(at, (int) i);
      }
    }
    Frame out = Frame.empty(space);
    for (String name : names) {
      List<Column> parts = frames.stream().map(frame -> frame.column(name)).toList();
      out = out.with(name, Columns.concat(parts, space));
    }
    return out.with(Graph.ORIGINAL_TYPE, Columns.of(Graph.ORIGINAL_TYPE, space, type))
        .with(Graph.ORIGINAL_ID, Columns.of(Graph.ORIGINAL_ID, space, id));
  }

  /**
   * The nodes and edges told apart by their columns {@code _TYPE}, in their order. {@code _ID}
   * holds the id in the graph given; other data are taken along.
   *
   * @param nodeTypes name of every type number
   * @param edgeTypes canonical type of every relation's number; one without edges gives an empty
   *     relation
   * @throws IllegalArgumentException when a type number is out of range, or an edge's ends are not
   *     of the types its relation says
   */
  public static Graph toHeterogeneous(
      Graph graph, List<String> nodeTypes, List<EdgeType> edgeTypes) {
    Relation edges = Inputs.noBlock(graph).relation();
    int[] nodeType = numbers(graph.nodeFrame(), nodeTypes.size());
    int[] edgeType = numbers(graph.edgeFrame(), edgeTypes.size());
    List<Ids> members = groups(nodeType, nodeTypes.size());
    GraphBuilder builder = graph.derive();
    Map<String, NodeSet> sets = new HashMap<>();
    int[] local = new int[nodeType.length];
    for (int t = 0; t < nodeTypes.size(); t++) {
      Ids own = members.get(t);
      for (int i = 0; i < own.size(); i++) {
        local[own.get(i)] = i;
      }
      NodeSet set = NodeSet.of(nodeTypes.get(t), own.size());
      sets.put(set.type(), set);
      builder
          .nodes(set)
          .frame(Selection.gather(graph.nodeFrame().without(Graph.ORIGINAL_TYPE), set, own));
    }
    List<Ids> groups = groups(edgeType, edgeTypes.size());
    for (int t = 0; t < edgeTypes.size(); t++) {
      Ids own = groups.get(t);
      EdgeType type = edgeTypes.get(t);
      Ids from =
          ends(
              own,
              new Ids(edges.coo().row(), edges.numEdges()),
              local,
              nodeType,
              nodeTypes,
              type,
              type.src());
      Ids to =
          ends(
              own,
              new Ids(edges.coo().col(), edges.numEdges()),
              local,
              nodeType,
              nodeTypes,
              type,
              type.dst());
      Relation made = Inputs.relation(type, sets.get(type.src()), sets.get(type.dst()), from, to);
      builder
          .relation(made)
          .frame(
              Selection.gather(graph.edgeFrame().without(Graph.ORIGINAL_TYPE), made.edges(), own));
    }
    return builder.build();
  }

  private static int[] numbers(Frame frame, int types) {
    int[] out = Columns.ints(frame.dense(Graph.ORIGINAL_TYPE));
    for (int i = 0; i < out.length; i++) {
      if (out[i] < 0 || out[i] >= types) {
        throw new IllegalArgumentException(
            "toHeterogeneous: _TYPE["
                + i
                + "]="
                + out[i]
                + " of "
                + frame.space()
                + " is out of range [0, types="
                + types
                + ").");
      }
    }
    return out;
  }

  private static List<Ids> groups(int[] type, int types) {
    List<IdBuffer> buffers = new ArrayList<>();
    for (int t = 0; t < types; t++) {
      buffers.add(new IdBuffer());
    }
    for (int i = 0; i < type.length; i++) {
      buffers.get(type[i]).add(i);
    }
    return buffers.stream().map(IdBuffer::ids).toList();
  }

  private static Ids ends(
      Ids eids,
      Ids all,
      int[] local,
      int[] nodeType,
      List<String> names,
      EdgeType type,
      String expected) {
    Ids out = Ids.allocate(eids.size());
    for (long i = 0; i < eids.size(); i++) {
      int node = all.get(eids.get(i));
      if (!names.get(nodeType[node]).equals(expected)) {
        throw new IllegalArgumentException(
            "toHeterogeneous: edge "
                + eids.get(i)
                + " of relation "
                + type
                + " has an end at node "
                + node
                + " of type "
                + names.get(nodeType[node])
                + "; expected type "
                + expected
                + ".");
      }
      out.set(i, local[node]);
    }
    return out;
  }
}

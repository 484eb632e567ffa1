package dev.weft.graph.transform;

import dev.weft.graph.Graph;
import dev.weft.graph.GraphBuilder;
import dev.weft.graph.Ids;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** Graphs as blocks: one hop of message flow, in which destinations are a node set of their own. */
public final class Blocks {
  private Blocks() {}

  /** As {@link #toBlock(Graph, Map)} with the destinations of all edges, ascending. */
  public static Graph toBlock(Graph graph) {
    Map<String, int[]> destinations = new HashMap<>();
    for (String type : Inputs.noBlock(graph).nodeTypes()) {
      NodeSet nodes = graph.nodes(type);
      IdMap seen = new IdMap(nodes.size(), 16);
      graph.relations().stream()
          .filter(r -> r.dst() == nodes)
          .forEach(r -> addAll(seen, new Ids(r.coo().col(), r.numEdges())));
      destinations.put(type, Arrays.stream(seen.keys()).sorted().toArray());
    }
    return toBlock(graph, destinations);
  }

  private static void addAll(IdMap seen, Ids ids) {
    for (long i = 0; i < ids.size(); i++) {
      seen.add(ids.get(i));
    }
  }

  /** As {@link #toBlock(Graph, Map)} for the only node type. */
  public static Graph toBlock(Graph graph, int... destinations) {
    return toBlock(graph, Inputs.only(graph, destinations));
  }

  /**
   * The graph's edges as a block. Destination i of a type is the i-th node given, and source i is
   * the same node; the other sources follow in order of first appearance in the edges. Former ids
   * stand in {@code _ID}; data are taken along and copied when first read. Edges keep their order.
   *
   * @param destinations by node type; nodes without in-edges are allowed
   * @throws IllegalArgumentException when an edge enters a node that is not given, or a node is
   *     given twice
   */
  public static Graph toBlock(Graph graph, Map<String, int[]> destinations) {
    Map<NodeSet, int[]> given = Inputs.nodes(Inputs.noBlock(graph), destinations);
    Map<NodeSet, IdMap> maps = new IdentityHashMap<>();
    Map<NodeSet, Integer> counts = new IdentityHashMap<>();
    for (String type : graph.nodeTypes()) {
      NodeSet nodes = graph.nodes(type);
      Ids first = Ids.of(given.getOrDefault(nodes, new int[0]));
      maps.put(nodes, IdMap.of(nodes.size(), first));
      counts.put(nodes, Math.toIntExact(first.size()));
      if (maps.get(nodes).size() != first.size()) {
        throw new IllegalArgumentException(
            "toBlock: a destination of type "
                + type
                + " is given twice; expected every node once.");
      }
    }
    for (Relation relation : graph.relations()) {
      addAll(maps.get(relation.src()), new Ids(relation.coo().row(), relation.numEdges()));
    }
    return build(graph, maps, counts);
  }

  private static Graph build(Graph graph, Map<NodeSet, IdMap> maps, Map<NodeSet, Integer> counts) {
    GraphBuilder builder = Graph.blockBuilder().from(graph);
    Map<NodeSet, NodeSet> src = new IdentityHashMap<>();
    Map<NodeSet, NodeSet> dst = new IdentityHashMap<>();
    maps.forEach(
        (old, map) -> {
          Ids all = Ids.of(map.keys());
          Ids first = all.slice(0, counts.get(old));
          src.put(old, NodeSet.of(old.type(), all.size()));
          dst.put(old, NodeSet.of(old.type(), first.size()));
          builder
              .srcNodes(src.get(old))
              .frame(Selection.gather(graph.frame(old), src.get(old), all));
          builder
              .dstNodes(dst.get(old))
              .frame(Selection.gather(graph.frame(old), dst.get(old), first));
        });
    for (Relation relation : graph.relations()) {
      Ids from =
          local(
              maps.get(relation.src()),
              new Ids(relation.coo().row(), relation.numEdges()),
              Integer.MAX_VALUE,
              relation);
      Ids to =
          local(
              maps.get(relation.dst()),
              new Ids(relation.coo().col(), relation.numEdges()),
              counts.get(relation.dst()),
              relation);
      Relation made =
          Inputs.relation(
              relation.type(), src.get(relation.src()), dst.get(relation.dst()), from, to);
      builder
          .relation(made)
          .frame(
              Selection.gather(
                  graph.frame(relation.edges()), made.edges(), Ids.range(relation.numEdges())));
    }
    return builder.build();
  }

  private static Ids local(IdMap map, Ids ids, int limit, Relation relation) {
    Ids out = Ids.allocate(ids.size());
    for (long i = 0; i < ids.size(); i++) {
      int id = map.get(ids.get(i));
      if (id < 0 || id >= limit) {
        throw new IllegalArgumentException(
            "toBlock: edge "
                + i
                + " of "
                + relation.type()
                + " enters node "
                + ids.get(i)
                + ", which is not among the destinations. Give it, or take inSubgraph of the destinations first.");
      }
      out.set(i, id);
    }
    return out;
  }
}

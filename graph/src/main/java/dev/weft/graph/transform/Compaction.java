package dev.weft.graph.transform;

import dev.weft.graph.Graph;
import dev.weft.graph.Ids;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import dev.weft.kernels.sparse.Coo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Nodes without edges dropped. */
public final class Compaction {
  private Compaction() {}

  /** As {@link #compactGraphs(List, Map)} for one graph. */
  public static Graph compactGraph(Graph graph, int... alwaysPreserve) {
    return compactGraphs(List.of(graph), Inputs.only(graph, alwaysPreserve)).getFirst();
  }

  /**
   * The graphs without the nodes that have no edge in any of them; the rest is relabelled alike in
   * all, in the order of former ids, which stand in {@code _ID}. The results share their node sets.
   *
   * @param graphs over the same node types with the same numbers of nodes
   * @param alwaysPreserve nodes kept in any case
   * @throws IllegalArgumentException when node types or numbers of nodes differ
   */
  public static List<Graph> compactGraphs(List<Graph> graphs, Map<String, int[]> alwaysPreserve) {
    if (graphs.isEmpty()) {
      return List.of();
    }
    Graph first = Inputs.noBlock(graphs.getFirst());
    Map<String, IdMap> used = new HashMap<>();
    first.nodeTypes().forEach(type -> used.put(type, new IdMap(first.numNodes(type), 16)));
    Inputs.nodes(first, alwaysPreserve)
        .forEach((set, ids) -> Arrays.stream(ids).forEach(used.get(set.type())::add));
    for (Graph graph : graphs) {
      checkSame(first, graph);
      graph.relations().forEach(relation -> add(relation, used));
    }
    Map<String, Ids> kept = new HashMap<>();
    Map<String, NodeSet> sets = new HashMap<>();
    used.forEach(
        (type, map) -> {
          kept.put(type, Ids.of(Arrays.stream(map.keys()).sorted().toArray()));
          sets.put(type, NodeSet.of(type, map.size()));
        });
    List<Graph> out = new ArrayList<>();
    for (Graph graph : graphs) {
      Selection selection = new Selection(graph);
      graph
          .nodeTypes()
          .forEach(type -> selection.nodes(graph.nodes(type), kept.get(type), sets.get(type)));
      out.add(selection.build());
    }
    return List.copyOf(out);
  }

  private static void checkSame(Graph first, Graph other) {
    Inputs.noBlock(other);
    boolean same =
        first.nodeTypes().equals(other.nodeTypes())
            && first.nodeTypes().stream().allMatch(t -> first.numNodes(t) == other.numNodes(t));
    if (!same) {
      throw new IllegalArgumentException(
          "compactGraphs: "
              + other
              + " and "
              + first
              + " differ in node types or numbers of nodes; expected the same in all graphs.");
    }
  }

  private static void add(Relation relation, Map<String, IdMap> used) {
    Coo coo = relation.coo();
    IdMap src = used.get(relation.type().src());
    IdMap dst = used.get(relation.type().dst());
    for (long e = 0; e < coo.size(); e++) {
      src.add(coo.rowOf(e));
      dst.add(coo.colOf(e));
    }
  }
}

package dev.weft.graph.transform;

import dev.weft.graph.Graph;
import dev.weft.graph.Ids;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import dev.weft.kernels.sparse.Coo;

/** Edges from a node to itself. */
public final class SelfLoops {
  private SelfLoops() {}

  /** As {@link #addSelfLoops(Graph, String, Fill)} for the only relation; the loops' data is 1. */
  public static Graph addSelfLoops(Graph graph) {
    return addSelfLoops(graph, graph.relation().type().toString(), Fill.one());
  }

  /**
   * The graph with one loop at every node of a relation, also where there is one already. The loops
   * come after the other edges, in node order. Node sets and other relations are shared.
   *
   * @param fill the edge data of the loops
   * @throws IllegalArgumentException when the relation's ends are of different types
   */
  public static Graph addSelfLoops(Graph graph, String relation, Fill fill) {
    NodeSet nodes = loopNodes(graph, graph.relation(relation));
    return append(graph, graph.relation(relation), Ids.range(nodes.size()), fill);
  }

  /**
   * As {@link #addRemainingSelfLoops(Graph, String, Fill)} for the only relation; the loops' data
   * is 1.
   */
  public static Graph addRemainingSelfLoops(Graph graph) {
    return addRemainingSelfLoops(graph, graph.relation().type().toString(), Fill.one());
  }

  /** As {@link #addSelfLoops(Graph, String, Fill)}, but only at nodes that have no loop yet. */
  public static Graph addRemainingSelfLoops(Graph graph, String relation, Fill fill) {
    Relation changed = graph.relation(relation);
    NodeSet nodes = loopNodes(graph, changed);
    boolean[] has = new boolean[Math.toIntExact(nodes.size())];
    Coo coo = changed.coo();
    for (long e = 0; e < coo.size(); e++) {
      if (coo.rowOf(e) == coo.colOf(e)) {
        has[coo.rowOf(e)] = true;
      }
    }
    IdBuffer missing = new IdBuffer();
    for (int v = 0; v < has.length; v++) {
      if (!has[v]) {
        missing.add(v);
      }
    }
    return append(graph, changed, missing.ids(), fill);
  }

  /** As {@link #removeSelfLoops(Graph, String)} for the only relation. */
  public static Graph removeSelfLoops(Graph graph) {
    return removeSelfLoops(graph, graph.relation().type().toString());
  }

  /**
   * The graph without the loops of a relation; the other edges keep their order, and their former
   * ids as {@code _ID}.
   */
  public static Graph removeSelfLoops(Graph graph, String relation) {
    Relation changed = graph.relation(relation);
    loopNodes(graph, changed);
    EdgeFilter noLoop = (u, v) -> u != v;
    return new Selection(graph).edges(changed, noLoop.of(changed)).build();
  }

  private static Graph append(Graph graph, Relation relation, Ids nodes, Fill fill) {
    return Appended.edges(
        graph, relation, nodes, nodes, fill.rows(graph.frame(relation.edges()), relation, nodes));
  }

  private static NodeSet loopNodes(Graph graph, Relation relation) {
    Inputs.noBlock(graph);
    if (relation.src() != relation.dst()) {
      throw new IllegalArgumentException(
          "SelfLoops: relation "
              + relation.type()
              + " goes from "
              + relation.src()
              + " to "
              + relation.dst()
              + "; expected a relation between nodes of one type.");
    }
    return relation.src();
  }
}

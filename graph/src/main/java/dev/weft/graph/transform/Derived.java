package dev.weft.graph.transform;

import dev.weft.graph.EdgeType;
import dev.weft.graph.Graph;
import dev.weft.graph.GraphBuilder;
import dev.weft.graph.Ids;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import dev.weft.kernels.sparse.Csr;
import java.util.ArrayList;
import java.util.List;

/** Graphs whose edges are paths of another. */
public final class Derived {
  private Derived() {}

  /** Whether a line graph joins an edge with its own reverse. */
  public enum Backtracking {
    /** An edge u to v is followed by every edge that leaves v. */
    ALLOWED,
    /** An edge u to v is not followed by edges from v to u. */
    FORBIDDEN
  }

  /**
   * The line graph of the only relation: its nodes are the edges, in id order and with their data;
   * edge e1 points to another edge e2 when e2 begins where e1 ends.
   *
   * @throws IllegalArgumentException when the relation joins different node types
   */
  public static Graph lineGraph(Graph graph, Backtracking backtracking) {
    Relation relation = square(graph);
    Csr out = relation.out();
    IdBuffer from = new IdBuffer();
    IdBuffer to = new IdBuffer();
    for (long e = 0; e < relation.numEdges(); e++) {
      int u = relation.coo().rowOf(e);
      int v = relation.coo().colOf(e);
      for (long p = out.start(v); p < out.start(v + 1L); p++) {
        if (out.edge(p) != e && (backtracking == Backtracking.ALLOWED || out.column(p) != u)) {
          from.add(Ids.narrow(e));
          to.add(Ids.narrow(out.edge(p)));
        }
      }
    }
    NodeSet nodes = NodeSet.of(EdgeType.DEFAULT.src(), relation.numEdges());
    return graph
        .derive()
        .nodes(nodes)
        .relation(Inputs.relation(EdgeType.DEFAULT, nodes, nodes, from.ids(), to.ids()))
        .frame(graph.frame(relation.edges()).as(nodes))
        .build();
  }

  /**
   * One edge from u to v for every walk of exactly {@code hops} edges, so that edges repeat; sorted
   * by source, then destination. 0 hops give a loop at every node. Node sets and their data are
   * shared.
   *
   * @throws IllegalArgumentException when the relation joins different node types, or hops are
   *     negative
   */
  public static Graph khopGraph(Graph graph, int hops) {
    Relation relation = square(graph);
    IdBuffer from = new IdBuffer();
    IdBuffer to = new IdBuffer();
    Walks walks = new Walks(relation.out(), hops);
    for (int u = 0; u < relation.src().size(); u++) {
      long[] counts = walks.from(u);
      for (int v : walks.reached()) {
        for (long i = 0; i < counts[v]; i++) {
          from.add(u);
          to.add(v);
        }
      }
    }
    Relation made =
        Inputs.relation(relation.type(), relation.src(), relation.dst(), from.ids(), to.ids());
    return graph
        .derive()
        .layout(graph.layout())
        .nodes(graph.nodes())
        .frame(graph.nodeFrame())
        .relation(made)
        .build();
  }

  /**
   * The number of walks of exactly {@code hops} edges from every node to every node, row after row:
   * n × n values.
   *
   * @throws IllegalArgumentException when the relation joins different node types, or hops are
   *     negative
   */
  public static float[] khopAdj(Graph graph, int hops) {
    Relation relation = square(graph);
    int n = Math.toIntExact(relation.src().size());
    float[] out = new float[Math.multiplyExact(n, n)];
    Walks walks = new Walks(relation.out(), hops);
    for (int u = 0; u < n; u++) {
      long[] counts = walks.from(u);
      for (int v : walks.reached()) {
        out[u * n + v] = counts[v];
      }
    }
    return out;
  }

  /**
   * An edge from u to v, once, wherever relations taken one after the other lead from u to v;
   * sorted by source, then destination. The relation is called {@code _E}; node data of the two end
   * types are shared.
   *
   * @param relations named as in {@link Graph#relation(String)}; each begins at the type where the
   *     one before ends
   */
  public static Graph metapathReachableGraph(Graph graph, String... relations) {
    List<Relation> path = new ArrayList<>();
    for (String name : relations) {
      path.add(Inputs.noBlock(graph).relation(name));
    }
    checkPath(path);
    NodeSet start = path.getFirst().src();
    NodeSet end = path.getLast().dst();
    IdBuffer from = new IdBuffer();
    IdBuffer to = new IdBuffer();
    Reach reach = new Reach(path.stream().map(Relation::out).toList());
    for (int u = 0; u < start.size(); u++) {
      for (int v : reach.from(u)) {
        from.add(u);
        to.add(v);
      }
    }
    GraphBuilder builder =
        graph
            .derive()
            .layout(graph.layout())
            .nodes(start)
            .frame(graph.frame(start))
            .nodes(end)
            .frame(graph.frame(end));
    Ids src = from.ids();
    return builder
        .relation(
            Inputs.relation(
                new EdgeType(start.type(), "_E", end.type()), start, end, src, to.ids()))
        .build();
  }

  private static void checkPath(List<Relation> path) {
    if (path.isEmpty()) {
      throw new IllegalArgumentException(
          "metapathReachableGraph: the path is empty; expected at least one relation.");
    }
    for (int i = 1; i < path.size(); i++) {
      if (path.get(i).src() != path.get(i - 1).dst()) {
        throw new IllegalArgumentException(
            "metapathReachableGraph: "
                + path.get(i - 1).type()
                + " is followed by "
                + path.get(i).type()
                + ", which begins at another type; expected "
                + path.get(i - 1).type().dst()
                + ".");
      }
    }
  }

  private static Relation square(Graph graph) {
    Relation relation = Inputs.noBlock(graph).relation();
    if (relation.src() != relation.dst()) {
      throw new IllegalArgumentException(
          "Transform: relation " + relation.type() + " joins different node types; expected one.");
    }
    return relation;
  }
}

package dev.weft.graph.transform;

import dev.weft.graph.EdgeType;
import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import dev.weft.graph.GraphBuilder;
import dev.weft.graph.Ids;
import dev.weft.graph.Relation;
import dev.weft.graph.Space;
import dev.weft.kernels.sparse.Coo;
import java.util.List;

/** Edges in the other direction. */
public final class Reversal {
  private Reversal() {}

  /** Whether a self loop gets a reverse edge of its own. */
  public enum Loops {
    /** Loops stay single. */
    ONCE,
    /** Every loop is doubled, as every other edge. */
    TWICE
  }

  /** The graph with every edge reversed: names, edge ids and all data stay and are shared. O(1). */
  public static Graph reverse(Graph graph) {
    return graph.reverse();
  }

  /** As {@link #addReverseEdges(Graph, Loops)} with {@link Loops#ONCE}. */
  public static Graph addReverseEdges(Graph graph) {
    return addReverseEdges(graph, Loops.ONCE);
  }

  /**
   * The graph with the reverse of every edge. Where a relation joins nodes of one type, the reverse
   * edges follow its own, in their order, with the same data. Between different types a relation
   * {@code dst:rev_name:src} is added, which shares edges and data. Parallel edges stay parallel.
   *
   * @throws IllegalArgumentException when there is a relation called {@code rev_name} already
   */
  public static Graph addReverseEdges(Graph graph, Loops loops) {
    GraphBuilder builder = Inputs.noBlock(graph).derive().layout(graph.layout());
    graph
        .nodeTypes()
        .forEach(type -> builder.nodes(graph.nodes(type)).frame(graph.nodeFrame(type)));
    for (Relation relation : graph.relations()) {
      Frame frame = graph.frame(relation.edges());
      if (relation.src() == relation.dst()) {
        addBoth(builder, relation, frame, loops);
      } else {
        Relation back = relation.reverse();
        EdgeType name =
            new EdgeType(back.type().src(), "rev_" + back.type().relation(), back.type().dst());
        builder
            .relation(relation)
            .frame(frame)
            .relation(new Relation(name, back.edges(), back.direction()));
      }
    }
    return builder.build();
  }

  private static void addBoth(GraphBuilder builder, Relation relation, Frame frame, Loops loops) {
    EdgeFilter reversed = (u, v) -> loops == Loops.TWICE || u != v;
    Ids eids = reversed.of(relation);
    Coo coo = relation.coo();
    Ids from = new Ids(coo.row(), coo.size());
    Ids to = new Ids(coo.col(), coo.size());
    Coo back = Inputs.coo(relation, to.gather(eids), from.gather(eids));
    Relation made = Inputs.relation(relation, coo.concat(back));
    Frame more = frame.gather(new Space.Rows(eids.size()), eids);
    builder.relation(made).frame(Frame.concat(List.of(frame, more), made.edges()));
  }

  /**
   * The graph with an edge in both directions wherever there is one in either, each once, sorted by
   * source and destination. Edge data are dropped, since edges merge; node data stay.
   *
   * @throws IllegalArgumentException when a relation joins different node types
   */
  public static Graph toBidirected(Graph graph) {
    GraphBuilder builder = Inputs.noBlock(graph).derive().layout(graph.layout());
    graph
        .nodeTypes()
        .forEach(type -> builder.nodes(graph.nodes(type)).frame(graph.nodeFrame(type)));
    for (Relation relation : graph.relations()) {
      if (relation.src() != relation.dst()) {
        throw new IllegalArgumentException(
            "toBidirected: relation "
                + relation.type()
                + " joins different node types; expected one. Use addReverseEdges, which adds a"
                + " reverse relation.");
      }
      builder.relation(Inputs.relation(relation, relation.coo().symmetric()));
    }
    return builder.build();
  }
}

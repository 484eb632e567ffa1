package dev.weft.graph.transform;

import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import dev.weft.graph.GraphBuilder;
import dev.weft.graph.Ids;
import dev.weft.graph.Relation;
import dev.weft.kernels.sparse.Coo;
import java.util.List;

/** Adds edges behind those of one relation; everything else is shared. */
final class Appended {
  private Appended() {}

  /**
   * The graph with more edges from {@code src[i]} to {@code dst[i]}, whose data are the rows of
   * {@code data}.
   */
  static Graph edges(Graph graph, Relation relation, Ids src, Ids dst, Frame data) {
    Coo all = relation.coo().concat(Inputs.coo(relation, src, dst));
    Relation made = Inputs.relation(relation, all);
    Frame frame = Frame.concat(List.of(graph.frame(relation.edges()), data), made.edges());
    return replace(graph, relation, made, frame);
  }

  /** The graph with one relation replaced by another over the same nodes. */
  static Graph replace(Graph graph, Relation old, Relation made, Frame frame) {
    GraphBuilder builder = graph.derive().layout(graph.layout());
    for (String type : graph.nodeTypes()) {
      builder.nodes(graph.nodes(type)).frame(graph.nodeFrame(type));
    }
    for (Relation relation : graph.relations()) {
      if (relation.equals(old)) {
        builder.relation(made).frame(frame);
      } else {
        builder.relation(relation).frame(graph.frame(relation.edges()));
      }
    }
    return builder.build();
  }
}

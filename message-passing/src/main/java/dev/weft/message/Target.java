package dev.weft.message;

import dev.weft.graph.Space;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Tensor;

/** Where an operand of a message stands. */
public enum Target {
  /** At the source. */
  U,
  /** At the destination. */
  V,
  /** On the edge. */
  E;

  /** The operand's row for every edge. */
  public Tensor toEdges(Edges edges, Tensor x) {
    return switch (this) {
      case U -> edges.src(x);
      case V -> edges.dst(x);
      case E ->
          x.space() == Space.ONE ? x : Place.in("Edge data over " + edges.list(), x, edges.list());
    };
  }
}

package dev.weft.message;

import dev.weft.graph.Space;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Tensor;

/**
 * What a message function sees of every edge: named data of its source, its destination and itself,
 * DGL's {@code edges.src["h"]}.
 *
 * @param edges the relation that messages flow over
 * @param data the named data
 */
public record Message(Edges edges, NamedData data) {
  /** The source's row, by name. */
  public Tensor src(String name) {
    return at(Target.U, name);
  }

  /** The destination's row, by name. */
  public Tensor dst(String name) {
    return at(Target.V, name);
  }

  /** The edge's row, by name. */
  public Tensor edge(String name) {
    return at(Target.E, name);
  }

  /** The source's row of a tensor. */
  public Tensor src(Tensor x) {
    return Target.U.toEdges(edges, x);
  }

  /** The destination's row of a tensor. */
  public Tensor dst(Tensor x) {
    return Target.V.toEdges(edges, x);
  }

  /** The row of named data at a target. */
  public Tensor at(Target target, String name) {
    return target.toEdges(edges, data.get(space(target), name));
  }

  private Space space(Target target) {
    return switch (target) {
      case U -> edges.srcNodes();
      case V -> edges.dstNodes();
      case E -> edges.list();
    };
  }
}

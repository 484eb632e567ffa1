package dev.weft.compile;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves work on the rows of one end of the edges to the nodes, where it is done once per node:
 * f(src(a), src(b)) is src(f(a, b)). Not where the row would grow by it, nor where both are leaves
 * of a relation with few edges.
 */
final class Hoist {
  private final Simplify simplify;

  Hoist(Simplify simplify) {
    this.simplify = simplify;
  }

  /** The operator at the nodes, read from the edges, if that pays. */
  Optional<Tensor> apply(Op op, Space space, Shape shape) {
    if (!Expressions.isRowwise(op) || !(space instanceof EdgeList)) {
      return Optional.empty();
    }
    Optional<Op.At> first =
        op.inputs().stream()
            .filter(x -> x.op() instanceof Op.At)
            .map(x -> (Op.At) x.op())
            .findFirst();
    if (first.isEmpty()
        || first.get().edges() != space
        || !Capture.isDense(first.get().edges(), first.get().end())) {
      return Optional.empty();
    }
    EdgeList edges = first.get().edges();
    Op.End end = first.get().end();
    int widest = 0;
    for (Tensor x : op.inputs()) {
      boolean sameEnd =
          x.op() instanceof Op.At(var list, var at, var _) && list == edges && at == end;
      if (!sameEnd && x.space() != Space.ONE) {
        return Optional.empty();
      }
      widest = Math.max(widest, sameEnd ? x.shape().width() : 0);
    }
    if (shape.width() > widest) {
      return Optional.empty();
    }
    Tensor atNodes = simplify.make(withInputs(op, nodes(op.inputs())), end.of(edges), shape);
    return Optional.of(simplify.at(edges, end, atNodes));
  }

  private static List<Tensor> nodes(List<Tensor> inputs) {
    List<Tensor> nodes = new ArrayList<>();
    for (Tensor x : inputs) {
      nodes.add(x.op() instanceof Op.At(var _, var _, var node) ? node : x);
    }
    return nodes;
  }

  private static Op withInputs(Op op, List<Tensor> inputs) {
    Tensor x = inputs.getFirst();
    return switch (op) {
      case Op.Unary(var f, var _) -> new Op.Unary(f, x);
      case Op.Binary(var f, var _, var _) -> new Op.Binary(f, x, inputs.get(1));
      case Op.Select _ -> new Op.Select(x, inputs.get(1), inputs.get(2));
      case Op.Reshape _ -> new Op.Reshape(x);
      case Op.Transpose(var axes, var _) -> new Op.Transpose(axes, x);
      case Op.Slice(var axis, var start, var end, var _) -> new Op.Slice(axis, start, end, x);
      case Op.Pad(var axis, var before, var after, var _) -> new Op.Pad(axis, before, after, x);
      case Op.Expand _ -> new Op.Expand(x);
      case Op.Concat(var axis, var _) -> new Op.Concat(axis, inputs);
      case Op.Fold(var f, var axes, var _) -> new Op.Fold(f, axes, x);
      default ->
          throw new IllegalArgumentException(
              "Hoist: " + op.getClass().getSimpleName() + " is not computed row by row.");
    };
  }
}

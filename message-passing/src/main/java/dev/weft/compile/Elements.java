package dev.weft.compile;

import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import java.util.List;

/**
 * Computes large constants as rows: element-wise operators on a weight [1433, 16] become a pass over 1433 rows of 16 elements, and a sum
 * of all its elements a sum over those rows. The memory is the same, only read another way.
 */
final class Elements {
  /** Constants up to this width are computed as the single row they are. */
  private static final int SMALL = 128;

  private static final int LANES = 16;

  private final Simplify simplify;

  Elements(Simplify simplify) {
    this.simplify = simplify;
  }

  /** The operator, over rows when it works on a large constant element by element. */
  Tensor apply(Op op, Space space, Shape shape) {
    if (space != Space.ONE) {
      return plain(op, space, shape);
    }
    return switch (op) {
      case Op.Unary(var f, var x) when fits(shape, x) -> constant(new Op.Unary(f, rows(x)), shape);
      case Op.Binary(var f, var a, var b) when fits(shape, a, b) -> constant(new Op.Binary(f, rows(a), rows(b)), shape);
      case Op.Select(var c, var a, var b) when fits(shape, c, a, b) -> constant(new Op.Select(rows(c), rows(a), rows(b)), shape);
      case Op.Fold(var f, var _, var x) when shape.width() == 1 && f != Reduction.PROD && fits(x.shape(), x) -> fold(f, x, shape);
      default -> plain(op, space, shape);
    };
  }

  private Tensor plain(Op op, Space space, Shape shape) {
    return simplify.pool().of(op, space, shape);
  }

  /** Whether every input has as many elements as the large result, or one. */
  private static boolean fits(Shape shape, Tensor... inputs) {
    for (Tensor x : inputs) {
      if (x.shape().width() != shape.width() && x.shape().width() != 1) {
        return false;
      }
    }
    return shape.width() > SMALL;
  }

  private Tensor constant(Op op, Shape shape) {
    NodeSet space = space(shape.width());
    Tensor rows = simplify.make(op, space, Shape.of(lanes(shape.width())));
    return simplify.make(new Op.AsConstant(rows), Space.ONE, shape);
  }

  private Tensor rows(Tensor x) {
    if (x.shape().width() == 1) {
      return simplify.reshape(x, Shape.SCALAR);
    }
    return simplify.make(new Op.AsRows(x), space(x.shape().width()), Shape.of(lanes(x.shape().width())));
  }

  private Tensor fold(Reduction f, Tensor x, Shape shape) {
    Tensor rows = rows(x);
    Tensor sum = simplify.make(new Op.Total(f, rows), Space.ONE, rows.shape());
    Tensor all = simplify.make(new Op.Fold(f, List.of(0), sum), Space.ONE, Shape.of(1));
    return simplify.reshape(all, shape);
  }

  private NodeSet space(int width) {
    return simplify.classes().elements(width / lanes(width));
  }

  /** Elements in a row: the largest divisor up to 128 that fills whole vectors, else the largest up to 128. */
  static int lanes(int width) {
    int best = 1;
    int bestWhole = 0;
    for (int lanes = 2; lanes <= SMALL; lanes++) {
      if (width % lanes == 0) {
        best = lanes;
        bestWhole = lanes % LANES == 0 ? lanes : bestWhole;
      }
    }
    return bestWhole > 0 ? bestWhole : best;
  }
}

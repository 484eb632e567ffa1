package dev.weft.interpreter;

import dev.weft.kernels.backend.reference.ReferenceMath;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.Shape;

/** Functions of single elements. */
final class Elementwise {
  private Elementwise() {}

  static void unary(UnaryOp op, Table x, Table out) {
    for (int i = 0; i < out.data().length; i++) {
      out.data()[i] = ReferenceMath.apply(op, x.data()[i]);
    }
  }

  static void binary(BinaryOp op, Table a, Table b, Table out) {
    int[] fromA = broadcast(a.shape(), out.shape());
    int[] fromB = broadcast(b.shape(), out.shape());
    int at = 0;
    for (int row = 0; row < out.rows(); row++) {
      for (int lane = 0; lane < out.width(); lane++) {
        out.data()[at++] =
            ReferenceMath.apply(
                op, a.data()[a.start(row) + fromA[lane]], b.data()[b.start(row) + fromB[lane]]);
      }
    }
  }

  static void select(Table condition, Table a, Table b, Table out) {
    int[] fromC = broadcast(condition.shape(), out.shape());
    int[] fromA = broadcast(a.shape(), out.shape());
    int[] fromB = broadcast(b.shape(), out.shape());
    int at = 0;
    for (int row = 0; row < out.rows(); row++) {
      for (int lane = 0; lane < out.width(); lane++) {
        boolean holds = condition.data()[condition.start(row) + fromC[lane]] != 0;
        out.data()[at++] =
            holds ? a.data()[a.start(row) + fromA[lane]] : b.data()[b.start(row) + fromB[lane]];
      }
    }
  }

  static void expand(Table x, Table out) {
    int[] from = broadcast(x.shape(), out.shape());
    int at = 0;
    for (int row = 0; row < out.rows(); row++) {
      for (int lane = 0; lane < out.width(); lane++) {
        out.data()[at++] = x.data()[x.start(row) + from[lane]];
      }
    }
  }

  /**
   * For every element of a row of shape {@code to} the element of {@code from} that stands for it.
   */
  private static int[] broadcast(Shape from, Shape to) {
    int[] source = new int[to.width()];
    for (int lane = 0; lane < source.length; lane++) {
      int rest = lane;
      int stride = 1;
      for (int axis = 1; axis <= from.rank(); axis++) {
        int at = rest % to.dim(-axis);
        rest /= to.dim(-axis);
        source[lane] += from.dim(-axis) == 1 ? 0 : at * stride;
        stride *= from.dim(-axis);
      }
    }
    return source;
  }
}

package dev.weft.interpreter;

import dev.weft.kernels.backend.reference.ReferenceMath;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import java.util.Arrays;
import java.util.List;

/** Moves and reductions within rows, and over all rows. */
final class Rows {
  private Rows() {}

  static void transpose(List<Integer> axes, Table x, Table out) {
    int[] from = new int[out.width()];
    int[] strides = strides(x.shape());
    for (int lane = 0; lane < from.length; lane++) {
      int rest = lane;
      for (int axis = axes.size() - 1; axis >= 0; axis--) {
        int size = out.shape().dim(axis);
        from[lane] += rest % size * strides[axes.get(axis)];
        rest /= size;
      }
    }
    for (int row = 0; row < out.rows(); row++) {
      for (int lane = 0; lane < from.length; lane++) {
        out.data()[row * from.length + lane] = x.data()[row * from.length + from[lane]];
      }
    }
  }

  private static int[] strides(Shape shape) {
    int[] strides = new int[shape.rank()];
    int stride = 1;
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape.dim(axis);
    }
    return strides;
  }

  /** Elements of one step along an axis. */
  private static int inner(Shape shape, int axis) {
    int inner = 1;
    for (int i = axis + 1; i < shape.rank(); i++) {
      inner *= shape.dim(i);
    }
    return inner;
  }

  static void slice(int axis, int start, Table x, Table out) {
    int inner = inner(x.shape(), axis);
    int length = out.shape().dim(axis) * inner;
    int step = x.shape().dim(axis) * inner;
    for (int block = 0; length > 0 && block < out.data().length / length; block++) {
      System.arraycopy(x.data(), block * step + start * inner, out.data(), block * length, length);
    }
  }

  /**
   * Writes x at position {@code start} of an axis, leaving the rest as it is. A constant x is
   * repeated.
   */
  static void place(int axis, int start, Table x, Table out) {
    int inner = inner(x.shape(), axis);
    int length = x.shape().dim(axis) * inner;
    int step = out.shape().dim(axis) * inner;
    for (int row = 0; length > 0 && row < out.rows(); row++) {
      for (int block = 0; block < x.width() / length; block++) {
        System.arraycopy(
            x.data(),
            x.start(row) + block * length,
            out.data(),
            row * out.width() + block * step + start * inner,
            length);
      }
    }
  }

  static void concat(int axis, List<Table> parts, Table out) {
    int start = 0;
    for (Table part : parts) {
      place(axis, start, part, out);
      start += part.shape().dim(axis);
    }
  }

  static void fold(Reduction op, List<Integer> axes, Table x, Table out) {
    int[] target = new int[x.width()];
    int[] strides = strides(out.shape());
    for (int lane = 0; lane < target.length; lane++) {
      int rest = lane;
      for (int axis = x.shape().rank() - 1; axis >= 0; axis--) {
        target[lane] += axes.contains(axis) ? 0 : rest % x.shape().dim(axis) * strides[axis];
        rest /= x.shape().dim(axis);
      }
    }
    for (int row = 0; row < out.rows(); row++) {
      Accumulator sums = new Accumulator(op, out, row);
      for (int lane = 0; lane < target.length; lane++) {
        sums.add(target[lane], x.data()[row * target.length + lane]);
      }
      sums.finish();
    }
  }

  static void total(Reduction op, Table x, Table out) {
    Accumulator sums = new Accumulator(op, out, 0);
    for (int row = 0; row < x.rows(); row++) {
      for (int lane = 0; lane < out.width(); lane++) {
        sums.add(lane, x.data()[x.start(row) + lane]);
      }
    }
    sums.finish();
  }

  /** One row of results, each reduced on its own. */
  static final class Accumulator {
    private final Reduction op;
    private final double[] sums;
    private final int start;
    private final long[] counts;

    Accumulator(Reduction op, Table out, int row) {
      this.op = op;
      this.sums = out.data();
      this.start = row * out.width();
      this.counts = new long[out.width()];
      Arrays.fill(sums, start, start + counts.length, ReferenceMath.start(op));
    }

    void add(int lane, double value) {
      sums[start + lane] = ReferenceMath.add(op, sums[start + lane], value, counts[lane]++);
    }

    void finish() {
      for (int lane = 0; lane < counts.length; lane++) {
        sums[start + lane] = ReferenceMath.finish(op, sums[start + lane], counts[lane]);
      }
    }
  }
}

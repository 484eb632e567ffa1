package dev.weft.tensor;

import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a {@link Tensor} can do with the shape of a row. The row dimension itself is never written;
 * negative axes count from the end.
 */
public sealed interface Rowwise permits Tensor {
  /** What the rows are. */
  Space space();

  /** Shape of one row. */
  Shape shape();

  private Tensor self() {
    return (Tensor) this;
  }

  /**
   * The same elements, row-major, as rows of another shape; one size may be −1 and is then found.
   */
  default Tensor reshape(int... dims) {
    int[] sizes = dims.clone();
    int unknown = -1;
    int known = 1;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == -1 && unknown < 0) {
        unknown = i;
      } else {
        known = Math.multiplyExact(known, sizes[i]);
      }
    }
    if (unknown >= 0) {
      sizes[unknown] = known == 0 ? 0 : shape().width() / known;
    }
    Shape wanted = Shape.of(sizes);
    Check.shape(
        "reshape to " + Arrays.toString(dims),
        wanted.width() == shape().width(),
        shape(),
        "as many elements");
    return wanted.equals(shape()) ? self() : Tensor.leaf(new Op.Reshape(self()), space(), wanted);
  }

  /** Axis i of the result is axis {@code axes[i]}; without arguments all axes are reversed. */
  default Tensor transpose(int... axes) {
    int rank = shape().rank();
    int[] order =
        axes.length == 0
            ? IntStream.range(0, rank).map(i -> rank - 1 - i).toArray()
            : Arrays.stream(axes).map(shape()::axis).toArray();
    Check.shape(
        "transpose " + Arrays.toString(axes),
        order.length == rank && Arrays.stream(order).distinct().count() == rank,
        shape(),
        "every axis once");
    Shape result = Shape.of(Arrays.stream(order).map(shape()::dim).toArray());
    return Tensor.leaf(
        new Op.Transpose(Arrays.stream(order).boxed().toList(), self()), space(), result);
  }

  /** Positions {@code start} to {@code end} − 1 along an axis. */
  default Tensor slice(int axis, int start, int end) {
    int at = shape().axis(axis);
    Check.shape(
        "slice axis=" + axis + " [" + start + ", " + end + ")",
        0 <= start && start <= end && end <= shape().dim(at),
        shape(),
        "0 <= start <= end <= size");
    return Tensor.leaf(
        new Op.Slice(at, start, end, self()), space(), shape().with(at, end - start));
  }

  /** Zeros before and after along an axis. */
  default Tensor pad(int axis, int before, int after) {
    int at = shape().axis(axis);
    Check.shape(
        "pad before=" + before + ", after=" + after,
        before >= 0 && after >= 0,
        shape(),
        "counts >= 0");
    return Tensor.leaf(
        new Op.Pad(at, before, after, self()),
        space(),
        shape().with(at, before + shape().dim(at) + after));
  }

  /** Sizes of 1 stretched, and axes added in front, to this shape. */
  default Tensor expand(Shape wanted) {
    Check.shape(
        "expand to " + wanted,
        Shape.broadcast(shape(), wanted).equals(wanted),
        shape(),
        "a shape that broadcasts to it");
    return wanted.equals(shape()) ? self() : Tensor.leaf(new Op.Expand(self()), space(), wanted);
  }

  /** As {@link #expand(Shape)}, and the row of a constant given to every row of a space. */
  default Tensor expand(Space wantedSpace, Shape wanted) {
    if (space().equals(wantedSpace)) {
      return expand(wanted);
    }
    if (space() != Space.ONE) {
      throw new IllegalArgumentException(
          "expand: the rows are "
              + space()
              + "; expected a constant or rows of "
              + wantedSpace
              + ", since rows never broadcast.");
    }
    Check.shape(
        "expand to " + wanted,
        Shape.broadcast(shape(), wanted).equals(wanted),
        shape(),
        "a shape that broadcasts to it");
    return Tensor.leaf(new Op.Expand(self()), wantedSpace, wanted);
  }

  /** Reduced within the row over the axes (all when none is given), which keep size 1. */
  default Tensor fold(Reduction how, int... axes) {
    List<Integer> sorted =
        (axes.length == 0
                ? IntStream.range(0, shape().rank())
                : Arrays.stream(axes).map(shape()::axis))
            .sorted()
            .distinct()
            .boxed()
            .toList();
    Shape result = shape();
    for (int axis : sorted) {
      result = result.with(axis, 1);
    }
    return switch (how) {
      case MEAN ->
          fold(Reduction.SUM, axes)
              .times(1.0 / Math.max(1, shape().width() / Math.max(1, result.width())));
      case SUM, MAX, MIN, PROD ->
          sorted.isEmpty()
              ? self()
              : Tensor.leaf(new Op.Fold(how, sorted, self()), space(), result);
    };
  }

  private Tensor folded(Reduction how, int... axes) {
    boolean[] gone = new boolean[shape().rank()];
    if (axes.length == 0) {
      Arrays.fill(gone, true);
    }
    for (int axis : axes) {
      gone[shape().axis(axis)] = true;
    }
    int[] rest =
        IntStream.range(0, shape().rank()).filter(i -> !gone[i]).map(shape()::dim).toArray();
    return fold(how, axes).reshape(rest);
  }

  /** Sum within the row over the axes (all when none is given), which disappear. */
  default Tensor sum(int... axes) {
    return folded(Reduction.SUM, axes);
  }

  /** Mean within the row over the axes (all when none is given), which disappear. */
  default Tensor mean(int... axes) {
    return folded(Reduction.MEAN, axes);
  }

  /** Maximum within the row over the axes (all when none is given), which disappear. */
  default Tensor max(int... axes) {
    return folded(Reduction.MAX, axes);
  }

  /** Minimum within the row over the axes (all when none is given), which disappear. */
  default Tensor min(int... axes) {
    return folded(Reduction.MIN, axes);
  }

  /** Sum of products over the last axis, which keeps size 1. */
  default Tensor dot(Tensor other) {
    return self().times(other).fold(Reduction.SUM, -1);
  }
}

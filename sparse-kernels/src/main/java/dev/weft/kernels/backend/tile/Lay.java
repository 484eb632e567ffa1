package dev.weft.kernels.backend.tile;

import dev.weft.kernels.memory.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the lanes of one row become the lanes of another: as they are, each repeated, or copied in
 * blocks.
 */
sealed interface Lay {
  /** No change. */
  record Same() implements Lay {}

  /** {@code outer} lanes, each repeated {@code inner} times. */
  record Spread(int outer, int inner) implements Lay {}

  /** Blocks of {@code run} lanes from {@code from[i]} to {@code to[i]}. */
  record Copy(int[] from, int[] to, int run) implements Lay {}

  /** One axis to fold: lanes [outer, k, inner]. */
  record Axis(int outer, int k, int inner) {}

  /** The lay that changes nothing. */
  Lay SAME = new Same();

  /** NumPy's broadcasting of row shapes. */
  static Lay broadcast(Shape from, Shape to) {
    if (from.width() == to.width()) {
      return SAME;
    }
    int[] strides = new int[to.rank()];
    int stride = 1;
    for (int k = to.rank() - 1; k >= 0; k--) {
      int axis = k - (to.rank() - from.rank());
      int size = axis < 0 ? 1 : from.dim(axis);
      strides[k] = size == 1 ? 0 : stride;
      stride *= size;
    }
    return of(positions(to, 0, strides), from.width());
  }

  /** A strided view. */
  static Lay view(Shape from, int offset, Shape to, List<Integer> strides) {
    return of(
        positions(to, offset, strides.stream().mapToInt(Integer::intValue).toArray()),
        from.width());
  }

  /** Where a part of a concatenation goes. */
  static Copy slice(Shape part, Shape whole, int axis, int start) {
    int[] strides = new int[whole.rank()];
    int stride = 1;
    for (int k = whole.rank() - 1; k >= 0; k--) {
      strides[k] = stride;
      stride *= whole.dim(k);
    }
    int[] to = positions(part, start * strides[whole.axis(axis)], strides);
    return blocks(count(to.length), to);
  }

  /**
   * The folds, last axis first, that reduce over {@code axes}; neighbouring axes are one, axes of
   * size 1 none.
   */
  static List<Axis> axes(Shape shape, List<Integer> axes) {
    boolean[] folded = new boolean[shape.rank()];
    axes.forEach(a -> folded[shape.axis(a)] = true);
    int[] dims = shape.dims();
    List<Axis> folds = new ArrayList<>();
    for (int last = dims.length - 1; last >= 0; last--) {
      if (folded[last]) {
        int first = last;
        while (first > 0 && folded[first - 1]) {
          first--;
        }
        int k = product(dims, first, last + 1);
        if (k != 1) {
          folds.add(new Axis(product(dims, 0, first), k, product(dims, last + 1, dims.length)));
        }
        Arrays.fill(dims, first, last + 1, 1);
        last = first;
      }
    }
    return folds;
  }

  private static Lay of(int[] from, int width) {
    int n = from.length;
    if (n == width && isSpread(from, 1)) {
      return SAME;
    }
    if (width > 0 && n > width && n % width == 0 && isSpread(from, n / width)) {
      return new Spread(width, n / width);
    }
    return blocks(from, count(n));
  }

  private static boolean isSpread(int[] from, int inner) {
    for (int j = 0; j < from.length; j++) {
      if (from[j] != j / inner) {
        return false;
      }
    }
    return true;
  }

  /** Joins lanes that are neighbours on both sides into blocks of one size. */
  private static Copy blocks(int[] from, int[] to) {
    int run = from.length;
    for (int j = 1; j < from.length; j++) {
      if (from[j] != from[j - 1] + 1 || to[j] != to[j - 1] + 1) {
        run = gcd(run, j);
      }
    }
    int count = run == 0 ? 0 : from.length / run;
    int[] starts = new int[count];
    int[] ends = new int[count];
    for (int i = 0; i < count; i++) {
      starts[i] = from[i * run];
      ends[i] = to[i * run];
    }
    return new Copy(starts, ends, run);
  }

  private static int[] positions(Shape shape, int offset, int[] strides) {
    int[] out = new int[shape.width()];
    for (int j = 0; j < out.length; j++) {
      int rest = j;
      out[j] = offset;
      for (int k = shape.rank() - 1; k >= 0; k--) {
        out[j] += rest % shape.dim(k) * strides[k];
        rest /= shape.dim(k);
      }
    }
    return out;
  }

  private static int[] count(int n) {
    int[] out = new int[n];
    Arrays.setAll(out, j -> j);
    return out;
  }

  private static int product(int[] dims, int from, int to) {
    int product = 1;
    for (int k = from; k < to; k++) {
      product *= dims[k];
    }
    return product;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}

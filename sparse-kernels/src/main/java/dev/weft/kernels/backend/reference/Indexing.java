package dev.weft.kernels.backend.reference;

import dev.weft.kernels.memory.Shape;
import java.util.List;

/**
 * Element positions under broadcasting, views and slices: entry j of a result says where element j
 * comes from or goes.
 */
final class Indexing {
  private Indexing() {}

  /** For every element of {@code to}, the element of {@code from} that broadcasts to it. */
  static int[] broadcast(Shape from, Shape to) {
    Integer[] strides = new Integer[to.rank()];
    int stride = 1;
    for (int k = to.rank() - 1; k >= 0; k--) {
      int axis = k - (to.rank() - from.rank());
      int size = axis < 0 ? 1 : from.dim(axis);
      strides[k] = size == 1 ? 0 : stride;
      stride *= size;
    }
    return strided(to, 0, List.of(strides));
  }

  /**
   * {@code offset + sum(i_k * strides_k)} for every element of {@code shape} in row-major order.
   */
  static int[] strided(Shape shape, int offset, List<Integer> strides) {
    int[] out = new int[shape.width()];
    for (int j = 0; j < out.length; j++) {
      int rest = j;
      int position = offset;
      for (int k = shape.rank() - 1; k >= 0; k--) {
        position += rest % shape.dim(k) * strides.get(k);
        rest /= shape.dim(k);
      }
      out[j] = position;
    }
    return out;
  }

  /**
   * Where the elements of {@code part} lie in {@code whole} when it begins at {@code start} of
   * {@code axis}.
   */
  static int[] slice(Shape part, Shape whole, int axis, int start) {
    int a = whole.axis(axis);
    Integer[] strides = new Integer[whole.rank()];
    int stride = 1;
    for (int k = whole.rank() - 1; k >= 0; k--) {
      strides[k] = stride;
      stride *= whole.dim(k);
    }
    return strided(part, start * strides[a], List.of(strides));
  }
}

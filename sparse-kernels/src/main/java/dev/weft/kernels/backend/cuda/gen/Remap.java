package dev.weft.kernels.backend.cuda.gen;

import dev.weft.kernels.memory.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Where element {@code j} of a value comes from in another: {@code offset + sum(i_k * strides_k)},
 * where {@code i} are the coordinates of {@code j} in a box of sizes {@code dims}. Axes that run on
 * from one to the next are merged, so most maps have one axis.
 *
 * @param offset element that j = 0 comes from
 * @param dims sizes, outermost first; none for a constant
 * @param strides steps along the axes
 */
record Remap(int offset, List<Integer> dims, List<Integer> strides) {

  /** The map of these axes, merged. */
  static Remap of(int offset, int[] dims, int[] strides) {
    List<Integer> sizes = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    for (int k = 0; k < dims.length; k++) {
      int last = sizes.size() - 1;
      if (dims[k] == 1) {
        continue;
      }
      if (last >= 0 && steps.get(last) == strides[k] * dims[k]) {
        sizes.set(last, sizes.get(last) * dims[k]);
        steps.set(last, strides[k]);
      } else {
        sizes.add(dims[k]);
        steps.add(strides[k]);
      }
    }
    return new Remap(offset, List.copyOf(sizes), List.copyOf(steps));
  }

  /** The element of {@code from} that broadcasts to an element of {@code to}. */
  static Remap broadcast(Shape from, Shape to) {
    int[] strides = new int[to.rank()];
    int stride = 1;
    for (int k = to.rank() - 1; k >= 0; k--) {
      int axis = k - (to.rank() - from.rank());
      int size = axis < 0 ? 1 : from.dim(axis);
      strides[k] = size == 1 ? 0 : stride;
      stride *= size;
    }
    return of(0, to.dims(), strides);
  }

  /** What a view says. */
  static Remap view(int offset, Shape shape, List<Integer> strides) {
    return of(offset, shape.dims(), strides.stream().mapToInt(Integer::intValue).toArray());
  }

  /** True when element j comes from element j. */
  boolean isIdentity() {
    return offset == 0 && dims.size() == 1 && strides.getFirst() == 1;
  }

  /** True when all elements come from {@link #offset}. */
  boolean isConstant() {
    return strides.stream().allMatch(s -> s == 0);
  }

  /** Where element {@code j} comes from. */
  int at(int j) {
    int rest = j;
    int position = offset;
    for (int k = dims.size() - 1; k >= 0; k--) {
      position += rest % dims.get(k) * strides.get(k);
      rest /= dims.get(k);
    }
    return position;
  }
}

package dev.weft.kernels.backend.vector;

import dev.weft.kernels.backend.tile.FloatMath;
import dev.weft.kernels.backend.vector.Asm.Constant;
import dev.weft.kernels.backend.vector.LaneOps.Active;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sum over the lanes of a head: lane j goes to partial sum {@code j % 16}, and the partial sums
 * are joined in {@link FloatMath}'s tree. Heads of a group share the tree: where one head needs
 * half of a vector, two fill it.
 */
final class LaneSums {
  private final VectorOps ops;
  private final int[] partials;

  LaneSums(VectorOps ops, int lanes) {
    this.ops = ops;
    int vectors = lanes <= ops.lanes() ? 1 : Math.max(1, FloatMath.SUM_LANES / ops.lanes());
    partials = new int[vectors];
    for (int i = 0; i < vectors; i++) {
      partials[i] = ops.copy(ops.constant(0));
    }
  }

  /** Adds the unit that begins at a lane of the head. */
  void add(int lane, int value, Optional<Active> last) {
    int sum = partial(lane);
    ops.assign(sum, ops.keepOthers(sum, ops.add(sum, value), last));
  }

  /** Adds the product of two units. */
  void addProduct(int lane, int a, int b, Optional<Active> last) {
    int sum = partial(lane);
    ops.assign(sum, ops.keepOthers(sum, ops.fma(a, b, sum), last));
  }

  private int partial(int lane) {
    return partials[lane / ops.lanes() % partials.length];
  }

  /** Joins partial sums that are in different vectors. */
  private int joined() {
    int[] sums = partials.clone();
    for (int half = sums.length / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        sums[i] = ops.add(sums[i], sums[i + half]);
      }
    }
    return sums[0];
  }

  /** Stores the sums of a group of heads, a power of two, one after the other. */
  static void store(VectorOps ops, List<LaneSums> heads, int divisor, int pointer) {
    List<Integer> vectors = new ArrayList<>();
    heads.forEach(head -> vectors.add(head.joined()));
    for (int half = ops.lanes() / 2; half > 0; half /= 2) {
      int pairs = vectors.size() / 2;
      if (pairs == 0) {
        int v = vectors.getFirst();
        vectors.set(0, ops.add(v, ops.swap(v, half)));
      }
      for (int i = 0; i < pairs; i++) {
        int a = vectors.get(i);
        int b = vectors.get(i + pairs);
        int lower = ops.upper(a, ops.swap(b, half), half);
        int upper = ops.upper(ops.swap(a, half), b, half);
        vectors.set(i, ops.add(lower, upper));
      }
      if (pairs > 0) {
        vectors.subList(pairs, vectors.size()).clear();
      }
    }
    int sums = vectors.getFirst();
    if (divisor > 1) {
      sums = ops.div(sums, ops.constant(divisor));
    }
    if (heads.size() == 1) {
      ops.storeFirst(sums, pointer);
      return;
    }
    int apart = ops.lanes() / heads.size();
    if (apart > 1) {
      sums = ops.rearrange(sums, Constant.of(Asm.SHUFFLE, "every", ops.lanes(), apart));
    }
    ops.storeFirst(sums, heads.size(), pointer);
  }
}

package dev.weft.kernels.backend.vector;

import dev.weft.kernels.lang.BinaryOp;
import java.util.OptionalInt;

/**
 * What a reduction holds of a row's entries so far, for a unit of lanes.
 *
 * <p>Vectors keep a maximum by comparing, which loses NaN and takes either zero for the other; so
 * the largest bits of a magnitude are kept beside it: they are a NaN's where one was seen. The
 * maximum of Java's vectors minds all that for every entry; rows took 1.4 times as long.
 */
final class Accumulator {
  private final LaneOps ops;
  private final Reducer reducer;
  private final int value;
  private final OptionalInt magnitude;

  Accumulator(LaneOps ops, Reducer reducer) {
    this.ops = ops;
    this.reducer = reducer;
    this.value = ops.copy(ops.constant(reducer.start()));
    this.magnitude =
        reducer.isExtreme() && ops instanceof VectorOps v
            ? OptionalInt.of(ops.copy(v.bits(v.constant(0))))
            : OptionalInt.empty();
  }

  /** One more entry. */
  void add(int x) {
    if (magnitude.isEmpty()) {
      ops.assign(value, ops.zip(reducer.op(), value, x));
      return;
    }
    VectorOps v = (VectorOps) ops;
    join(v, x, v.ints("and", v.bits(x), Integer.MAX_VALUE));
  }

  private void join(VectorOps v, int x, int bits) {
    String better = reducer.op() == BinaryOp.MAX ? "GT" : "LT";
    ops.assign(value, v.blend(value, x, v.compare(better, x, value)));
    ops.assign(magnitude.getAsInt(), v.intsBoth("max", magnitude.getAsInt(), bits));
  }

  /** Joins the lanes of a vector's extreme that are {@code stride} apart. */
  void fold(int stride) {
    VectorOps v = (VectorOps) ops;
    for (int half = v.lanes() / 2; half >= stride; half /= 2) {
      int bits = v.bits(v.swap(v.floats(magnitude.getAsInt()), half));
      join(v, v.swap(value, half), bits);
    }
  }

  /** One more entry, the product of two numbers; rounded once. */
  void addProduct(int a, int b) {
    ops.assign(value, ops.fma(a, b, value));
  }

  /** The row's result: of an extreme NaN where one was seen, and never a negative zero. */
  int result() {
    if (!reducer.isExtreme()) {
      return value;
    }
    int result = value;
    if (magnitude.isPresent()) {
      VectorOps v = (VectorOps) ops;
      int largest = v.floats(magnitude.getAsInt());
      result = v.blend(value, v.constant(Float.NaN), v.compare("NE", largest, largest));
    }
    return ops.zip(BinaryOp.ADD, result, ops.constant(0));
  }
}

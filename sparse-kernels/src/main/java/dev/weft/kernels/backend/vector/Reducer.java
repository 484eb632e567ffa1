package dev.weft.kernels.backend.vector;

import dev.weft.kernels.backend.tile.Step;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Reduction;

/**
 * How a reduction over entries goes on.
 *
 * @param op joins what was reduced and one more value
 * @param start what it begins with: leaves any value unchanged
 */
record Reducer(BinaryOp op, float start) {
  static Reducer of(Step step) {
    return switch (step) {
      case Step.ReduceEntries s -> of(s.op());
      case Step.ReduceRows s -> of(s.op());
      case Step other -> of(Reduction.SUM);
    };
  }

  private static Reducer of(Reduction reduction) {
    return switch (reduction) {
      case SUM, MEAN -> new Reducer(BinaryOp.ADD, 0);
      case PROD -> new Reducer(BinaryOp.MUL, 1);
      case MAX -> new Reducer(BinaryOp.MAX, Float.NEGATIVE_INFINITY);
      case MIN -> new Reducer(BinaryOp.MIN, Float.POSITIVE_INFINITY);
    };
  }

  /** Whether nothing at all gives 0, not {@link #start}. */
  boolean isExtreme() {
    return op == BinaryOp.MAX || op == BinaryOp.MIN;
  }
}

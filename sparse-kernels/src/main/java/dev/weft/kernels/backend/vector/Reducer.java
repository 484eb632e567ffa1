package dev.weft.kernels.backend.vector;

import dev.weft.kernels.backend.tile.Step;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Reduction;

/**
 * How a reduction over entries goes on.
 *
 * @param op joins what was reduced and one more value
 * @param start what it begins with: leaves any value unchanged
 * @param isMean whether the result is divided by the number of entries
 */
record Reducer(BinaryOp op, float start, boolean isMean) {
  static Reducer of(Step step) {
    return switch (step) {
      case Step.ReduceEntries s -> of(s.op());
      case Step.ReduceRows s -> of(s.op());
      case Step.SumScaled s -> of(s.op());
      case Step.SumProduct s -> of(s.op());
      case Step other -> throw new AssertionError(other + " is no reduction.");
    };
  }

  private static Reducer of(Reduction reduction) {
    return switch (reduction) {
      case SUM -> new Reducer(BinaryOp.ADD, 0, false);
      case MEAN -> new Reducer(BinaryOp.ADD, 0, true);
      case PROD -> new Reducer(BinaryOp.MUL, 1, false);
      case MAX -> new Reducer(BinaryOp.MAX, Float.NEGATIVE_INFINITY, false);
      case MIN -> new Reducer(BinaryOp.MIN, Float.POSITIVE_INFINITY, false);
    };
  }

  /** Whether nothing at all gives 0, not {@link #start}. */
  boolean isExtreme() {
    return op == BinaryOp.MAX || op == BinaryOp.MIN;
  }
}

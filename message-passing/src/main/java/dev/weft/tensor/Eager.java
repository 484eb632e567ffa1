package dev.weft.tensor;

import java.util.List;

/**
 * Debugging mode, {@code -Dweft.eager=true}: every operator is computed when the line that writes
 * it runs, so that errors surface there. With {@code -Dweft.eager.nan=true} a result with NaN from
 * inputs without is an error too.
 */
final class Eager {
  private static volatile boolean on = Boolean.getBoolean("weft.eager");
  private static volatile boolean watchingForNan = Boolean.getBoolean("weft.eager.nan");

  private Eager() {}

  static boolean isOn() {
    return on;
  }

  /** For tests. */
  static void set(boolean eager, boolean nan) {
    on = eager;
    watchingForNan = nan;
  }

  /** Computes and keeps a new tensor. Leaves need no computing. */
  static void compute(Tensor tensor) {
    if (on && !(tensor.op().inputs().isEmpty() && !(tensor.op() instanceof Op.Random))) {
      Value value = Found.INTERPRETER.run(List.of(tensor), List.of()).getFirst();
      tensor.keep(value);
      if (watchingForNan
          && hasNan(tensor)
          && tensor.op().inputs().stream().noneMatch(Eager::hasNan)) {
        throw new ArithmeticException(
            tensor
                + ": the result has NaN; its inputs "
                + tensor.op().inputs()
                + " have none. Look for a logarithm, root or quotient outside its domain.");
      }
    }
  }

  /** Holder, filled when the first operator is computed. */
  private static final class Found {
    private static final Evaluator INTERPRETER = Evaluation.named("interpret");

    private Found() {}
  }

  private static boolean hasNan(Tensor tensor) {
    Value value = Evaluation.valueOf(tensor);
    for (long row = 0; row < value.rows(); row++) {
      for (int lane = 0; lane < value.width(); lane++) {
        if (Double.isNaN(value.get(row, lane))) {
          return true;
        }
      }
    }
    return false;
  }
}

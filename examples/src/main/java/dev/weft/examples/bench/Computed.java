package dev.weft.examples.bench;

import dev.weft.kernels.memory.Block;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import java.util.List;
import java.util.function.Supplier;

/**
 * An expression, written anew and evaluated for every run.
 *
 * @param expression what is written
 */
record Computed(Supplier<Tensor> expression) implements Work {
  @Override
  public AutoCloseable run() {
    Value value = value();
    return value.owner() instanceof Block block ? block : () -> {};
  }

  private Value value() {
    return Evaluation.evaluator().run(List.of(expression.get()), List.of()).getFirst();
  }

  @Override
  public Check check() {
    try (Value value = value()) {
      return Check.of(value);
    }
  }

  @Override
  public List<String> plan() {
    return Plans.of(Evaluation.evaluator().explain(List.of(expression.get()), List.of()));
  }
}

package dev.weft.examples.verify;

import dev.weft.tensor.Tensor;
import java.util.Map;

/** What Weft gives for a case. */
sealed interface Answer {

  /**
   * Expressions: outputs by the name of their array ({@code y}, {@code y_values}). Gradients follow
   * from the leaves that the case handed out.
   */
  record Formula(Map<String, Tensor> outputs) implements Answer {}

  /**
   * Numbers by the name of their array.
   *
   * @param arrays row-major elements
   * @param rule how they are compared with the recorded ones
   */
  record Numbers(Map<String, double[]> arrays, Rule rule) implements Answer {
    Numbers(Map<String, double[]> arrays) {
      this(arrays, Rule.AS_IT_IS);
    }
  }

  /**
   * The family compared for itself, by a rule of its own: edges as sets, nodes up to a relabelling.
   */
  record Judged(Verdict.Outcome outcome, String detail) implements Answer {}
}

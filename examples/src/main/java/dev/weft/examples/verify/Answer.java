package dev.weft.examples.verify;

import dev.weft.tensor.Tensor;
import java.util.Map;
import java.util.Set;

/** What Weft gives for a case. */
sealed interface Answer {

  /**
   * Expressions: outputs by the name of their array ({@code y}, {@code y_values}). Gradients follow from the leaves that the case handed
   * out.
   */
  record Formula(Map<String, Tensor> outputs) implements Answer {}

  /**
   * Numbers by the name of their array.
   *
   * @param arrays row-major elements
   * @param anyOrder names of arrays whose rows may come in another order, all in the same
   */
  record Numbers(Map<String, double[]> arrays, Set<String> anyOrder) implements Answer {
    Numbers(Map<String, double[]> arrays) {
      this(arrays, Set.of());
    }
  }

  /** The family compared for itself, by a rule of its own: edges as sets, nodes up to a relabelling. */
  record Judged(Verdict.Outcome outcome, String detail) implements Answer {}
}

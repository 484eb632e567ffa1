package dev.weft.nn.conv;

import dev.weft.nn.dense.Linear;
import dev.weft.tensor.Features;
import dev.weft.tensor.Tensor;

/** What an attention layer adds of its destinations' own features: rows [heads, out]. */
public sealed interface Residual {
  /** Nothing. */
  record None() implements Residual {}

  /** The features themselves, as wide as heads · out. */
  record Identity() implements Residual {}

  /**
   * A linear map of them, which then carries the layer's bias.
   *
   * @param fc to heads · out features
   */
  record Projection(Linear fc) implements Residual {}

  /** The residual's rows [heads, out]; not to be asked of None. */
  default Tensor of(Features x, int heads, int out) {
    return switch (this) {
      case None _ -> Tensor.literal(0);
      case Identity _ -> x.toDense().reshape(heads, out);
      case Projection(var fc) -> fc.apply(x).reshape(heads, out);
    };
  }
}

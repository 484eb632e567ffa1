package dev.weft.message;

import dev.weft.tensor.Functions;
import dev.weft.tensor.Tensor;
import java.util.List;

/** How the results of several relations that end in the same nodes become one. */
public enum CrossReducer {
  /** Their sum. */
  SUM,
  /** Their sum divided by the number of relations. */
  MEAN,
  /** The element-wise maximum. */
  MAX,
  /** The element-wise minimum. */
  MIN,
  /** One beside the other along a new first axis. */
  STACK;

  /** The result for one or more relations of equal row shape. */
  public Tensor apply(List<Tensor> parts) {
    return switch (this) {
      case SUM -> sum(parts);
      case MEAN -> sum(parts).times(1.0 / parts.size());
      case MAX -> parts.stream().reduce(Tensor::max).orElseThrow(CrossReducer::nothing);
      case MIN -> parts.stream().reduce(Tensor::min).orElseThrow(CrossReducer::nothing);
      case STACK -> Functions.stack(0, parts.toArray(Tensor[]::new));
    };
  }

  private static Tensor sum(List<Tensor> parts) {
    return parts.stream().reduce(Tensor::plus).orElseThrow(CrossReducer::nothing);
  }

  private static IllegalArgumentException nothing() {
    return new IllegalArgumentException("CrossReducer: no relations came; expected at least one.");
  }
}

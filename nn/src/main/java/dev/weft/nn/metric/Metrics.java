package dev.weft.nn.metric;

import dev.weft.graph.Column;
import dev.weft.tensor.Tensor;

/**
 * How good predictions are, as lazy tensors: they can be kept by a training step, {@code
 * adam.step(loss, accuracy)}, or computed in one program with others. All are constants of row
 * shape [] and 0 over no rows.
 */
public final class Metrics {
  private Metrics() {}

  /**
   * The class of the largest score, the first of equals; rows [classes] give rows [] of numbers.
   * NaN scores give {@code classes}.
   */
  public static Tensor predictions(Tensor logits) {
    int classes = logits.shape().width();
    Tensor largest = logits.ge(logits.max(-1).reshape(1));
    return largest.select(Tensor.lane(classes), Tensor.literal(classes)).min(-1);
  }

  /** The share of rows whose largest score is at their label. */
  public static Tensor accuracy(Tensor logits, Tensor labels) {
    return predictions(logits).eq(labels.reshape()).meanRows();
  }

  /** The share among the rows where the mask is not 0. */
  public static Tensor accuracy(Tensor logits, Tensor labels, Tensor mask) {
    Tensor counted = mask.reshape().ne(Tensor.literal(0));
    Tensor right = predictions(logits).eq(labels.reshape()).times(counted);
    return right.sumRows().dividedBy(counted.sumRows().max(Tensor.literal(1)));
  }

  /** The share among the rows of a mask, labels and mask from a frame. */
  public static Tensor accuracy(Tensor logits, Column labels, Column mask) {
    return accuracy(logits, Tensor.of(labels), Tensor.of(mask));
  }
}

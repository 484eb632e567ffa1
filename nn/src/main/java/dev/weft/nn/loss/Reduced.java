package dev.weft.nn.loss;

import dev.weft.tensor.Tensor;

/** What becomes of the losses of single elements or rows. */
public enum Reduced {
  /** Their mean, over every element of every row; 0 over nothing. */
  MEAN,
  /** Their sum. */
  SUM,
  /** They stay as they are. */
  NONE;

  /** Losses of elements, reduced; a constant of row shape [] unless NONE. */
  Tensor apply(Tensor losses) {
    return switch (this) {
      case MEAN -> mean(losses);
      case SUM -> losses.sum().sumRows();
      case NONE -> losses;
    };
  }

  private static Tensor mean(Tensor losses) {
    Tensor rows = Tensor.count(losses.space()).max(Tensor.literal(1));
    return losses.sum().sumRows().dividedBy(rows.times(Math.max(1, losses.shape().width())));
  }

  /** Weighted losses of rows, reduced; MEAN divides by the sum of the weights. */
  Tensor apply(Tensor losses, Tensor weights) {
    return switch (this) {
      case MEAN -> {
        Tensor total = weights.sumRows();
        yield losses
            .sumRows()
            .dividedBy(total.eq(Tensor.literal(0)).select(Tensor.literal(1), total));
      }
      case SUM -> losses.sumRows();
      case NONE -> losses;
    };
  }
}

package dev.weft.nn.dense;

import dev.weft.nn.FeatureLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Features;

/**
 * In training, each element kept with probability 1 − p and divided by it; in evaluation, x itself
 * (Srivastava et al., 2014). Sparse features stay sparse, and draw what a dense matrix would draw.
 *
 * @param p probability to drop an element, 0 ≤ p &lt; 1
 */
public record Dropout(double p) implements FeatureLayer {
  /** Checks the probability. */
  public Dropout {
    if (!(p >= 0 && p < 1)) {
      throw new IllegalArgumentException("Dropout: p=" + p + "; expected 0 <= p < 1.");
    }
  }

  /** Dropping with probability p. */
  public static Dropout of(double p) {
    return new Dropout(p);
  }

  @Override
  public Parameters parameters() {
    return Parameters.none();
  }

  @Override
  public Features forward(Features x, Mode mode) {
    return mode.dropout(x, p);
  }
}

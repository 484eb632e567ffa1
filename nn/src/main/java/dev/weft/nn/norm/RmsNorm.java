package dev.weft.nn.norm;

import dev.weft.kernels.lang.Reduction;
import dev.weft.nn.FeatureLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Features;
import dev.weft.tensor.Tensor;

/**
 * {@code x / √(mean(x²) + ε) · γ} over the last axis of every row (Zhang and Sennrich, 2019).
 *
 * @param affine γ, or none
 * @param epsilon ε
 */
public record RmsNorm(Affine affine, double epsilon) implements FeatureLayer {
  /** γ = 1, ε the distance from 1 to the next float32, 2⁻²³, as in PyTorch. */
  public static RmsNorm of(int features) {
    return new RmsNorm(Affine.scaleOnly(features), Math.ulp(1.0f));
  }

  /** With another ε. */
  public RmsNorm withEpsilon(double other) {
    return new RmsNorm(affine, other);
  }

  /** Without γ. */
  public RmsNorm withoutAffine() {
    return new RmsNorm(Affine.none(), epsilon);
  }

  @Override
  public Parameters parameters() {
    return affine.parameters();
  }

  @Override
  public Tensor forward(Features x, Mode mode) {
    Tensor dense = x.toDense();
    Tensor square = dense.times(dense).fold(Reduction.MEAN, -1);
    return affine.apply(dense.dividedBy(square.plus(epsilon).sqrt()));
  }
}

package dev.weft.nn.norm;

import dev.weft.kernels.lang.Reduction;
import dev.weft.nn.FeatureLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Features;
import dev.weft.tensor.Tensor;

/**
 * {@code (x − mean) / √(variance + ε) · γ + β} over the last axis of every row, variance divided by
 * the count (Ba et al., 2016).
 *
 * @param affine γ and β, or none
 * @param epsilon ε
 */
public record LayerNorm(Affine affine, double epsilon) implements FeatureLayer {
  /** γ = 1, β = 0, ε = 1e-5. */
  public static LayerNorm of(int features) {
    return new LayerNorm(Affine.of(features), 1e-5);
  }

  /** With another ε. */
  public LayerNorm withEpsilon(double other) {
    return new LayerNorm(affine, other);
  }

  /** Without γ and β. */
  public LayerNorm withoutAffine() {
    return new LayerNorm(Affine.none(), epsilon);
  }

  @Override
  public Parameters parameters() {
    return affine.parameters();
  }

  @Override
  public Tensor forward(Features x, Mode mode) {
    return affine.apply(standard(x.toDense(), epsilon));
  }

  /** Mean 0 and variance 1 along the last axis, up to ε. */
  static Tensor standard(Tensor x, double epsilon) {
    Tensor centred = x.minus(x.fold(Reduction.MEAN, -1));
    Tensor variance = centred.times(centred).fold(Reduction.MEAN, -1);
    return centred.dividedBy(variance.plus(epsilon).sqrt());
  }
}

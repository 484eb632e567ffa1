package dev.weft.nn.norm;

import dev.weft.kernels.memory.Shape;
import dev.weft.nn.FeatureLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.init.Init;
import dev.weft.tensor.Features;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;

/**
 * {@code (x − mean) / √(variance + ε) · γ + β} over the last axis of every row, variance divided by
 * the count (Ba et al., 2016).
 *
 * @param weight γ [features]
 * @param bias β [features]
 * @param epsilon ε
 */
public record LayerNorm(Parameter weight, Parameter bias, double epsilon) implements FeatureLayer {
  /** γ = 1, β = 0, ε = 1e-5. */
  public static LayerNorm of(int features) {
    return new LayerNorm(Affine.ones(features), Affine.zeros(features), 1e-5);
  }

  /** With another ε. */
  public LayerNorm withEpsilon(double other) {
    return new LayerNorm(weight, bias, other);
  }

  @Override
  public Parameters parameters() {
    return Parameters.of(weight, bias);
  }

  @Override
  public Tensor forward(Features x, Mode mode) {
    Tensor dense = x.toDense();
    Tensor centred = dense.minus(dense.fold(dev.weft.kernels.lang.Reduction.MEAN, -1));
    Tensor variance = centred.times(centred).fold(dev.weft.kernels.lang.Reduction.MEAN, -1);
    return centred.dividedBy(variance.plus(epsilon).sqrt()).times(weight.read()).plus(bias.read());
  }

  /** Where scale and shift of normalisations start. */
  static final class Affine {
    private Affine() {}

    static Parameter ones(int features) {
      return Init.constant(1).weight("weight", Shape.of(features), features, features, Seed.of(0));
    }

    static Parameter zeros(int features) {
      return Init.zeros().weight("bias", Shape.of(features), features, features, Seed.of(0));
    }
  }
}

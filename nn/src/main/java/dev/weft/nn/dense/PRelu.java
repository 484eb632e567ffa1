package dev.weft.nn.dense;

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
 * {@code max(0, x) + a · min(0, x)} with a trained slope a (He et al., 2015).
 *
 * @param weight slopes: [1] for all features, or [features]
 */
public record PRelu(Parameter weight) implements FeatureLayer {
  /** One slope for all features, from 0.25. */
  public static PRelu of() {
    return of(1);
  }

  /** A slope for every feature, from 0.25. */
  public static PRelu of(int slopes) {
    return new PRelu(Init.constant(0.25).weight("weight", Shape.of(slopes), 1, 1, Seed.of(0)));
  }

  @Override
  public Parameters parameters() {
    return Parameters.of(weight);
  }

  @Override
  public Tensor forward(Features x, Mode mode) {
    Tensor dense = x.toDense();
    return dense.gt(0).select(dense, dense.times(weight.read()));
  }
}

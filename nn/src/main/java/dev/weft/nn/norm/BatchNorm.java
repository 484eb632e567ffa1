package dev.weft.nn.norm;

import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.FeatureLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Features;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import java.util.Arrays;

/**
 * {@code (x − mean) / √(variance + ε) · γ + β} for every feature over all rows (Ioffe and Szegedy,
 * 2015).
 *
 * <p>In training, mean and variance are those of the rows (variance divided by the count), and the
 * step that contains the result moves the running statistics: {@code running = (1 − momentum) ·
 * running + momentum · batch}, with the variance divided by count − 1. In evaluation the running
 * statistics are used. No rows leave the statistics as they are; of a single row the variance is 0.
 *
 * @param affine γ and β, or none
 * @param runningMean state [features], from 0
 * @param runningVariance state [features], from 1
 * @param epsilon ε
 * @param momentum share of the new batch
 */
public record BatchNorm(
    Affine affine,
    Parameter runningMean,
    Parameter runningVariance,
    double epsilon,
    double momentum)
    implements FeatureLayer {
  /** γ = 1, β = 0, ε = 1e-5, momentum 0.1. */
  public static BatchNorm of(int features) {
    return new BatchNorm(
        Affine.of(features),
        state("running_mean", features, 0),
        state("running_var", features, 1),
        1e-5,
        0.1);
  }

  private static Parameter state(String name, int features, float value) {
    float[] initial = new float[features];
    Arrays.fill(initial, value);
    return Parameter.of(name, Parameter.Kind.STATE, Space.ONE, Shape.of(features), initial);
  }

  /** With another ε. */
  public BatchNorm withEpsilon(double other) {
    return new BatchNorm(affine, runningMean, runningVariance, other, momentum);
  }

  /** With another momentum. */
  public BatchNorm withMomentum(double other) {
    return new BatchNorm(affine, runningMean, runningVariance, epsilon, other);
  }

  /** Without γ and β. */
  public BatchNorm withoutAffine() {
    return new BatchNorm(Affine.none(), runningMean, runningVariance, epsilon, momentum);
  }

  @Override
  public Parameters parameters() {
    return affine.parameters().with(runningMean).with(runningVariance);
  }

  @Override
  public Tensor forward(Features x, Mode mode) {
    Tensor dense = x.toDense();
    if (!mode.isTraining()) {
      return normalised(dense.minus(runningMean.read()), runningVariance.read());
    }
    Tensor mean = dense.meanRows();
    Tensor centred = dense.minus(mean);
    Tensor variance = centred.times(centred).meanRows();
    return mode.assigning(
        normalised(centred, variance),
        moved(runningMean, mean, dense),
        moved(runningVariance, unbiased(variance, dense), dense));
  }

  private Tensor normalised(Tensor centred, Tensor variance) {
    return affine.apply(centred.dividedBy(variance.plus(epsilon).sqrt()));
  }

  private static Tensor unbiased(Tensor variance, Tensor x) {
    Tensor count = Tensor.count(x.space());
    return variance.times(count.dividedBy(count.minus(1).max(Tensor.literal(1))));
  }

  private Update moved(Parameter running, Tensor batch, Tensor x) {
    Tensor next = running.read().times(1 - momentum).plus(batch.times(momentum));
    return new Update(running, Tensor.count(x.space()).gt(0).select(next, running.read()));
  }
}

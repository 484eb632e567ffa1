package dev.weft.nn.norm;

import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Layer;
import dev.weft.nn.Parameters;
import dev.weft.nn.init.Init;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * Scale and shift of what was normalised: {@code x · γ + β}.
 *
 * @param weight γ [features], or none
 * @param bias β [features], or none
 */
public record Affine(Optional<Parameter> weight, Optional<Parameter> bias) implements Layer {
  /** γ = 1, β = 0. */
  public static Affine of(int features) {
    return new Affine(Optional.of(scale(features)), Optional.of(shift(features)));
  }

  /** γ = 1, no β. */
  public static Affine scaleOnly(int features) {
    return new Affine(Optional.of(scale(features)), Optional.empty());
  }

  /** Neither. */
  public static Affine none() {
    return new Affine(Optional.empty(), Optional.empty());
  }

  private static Parameter scale(int features) {
    return Init.constant(1).weight("weight", Shape.of(features), features, features, Seed.of(0));
  }

  private static Parameter shift(int features) {
    return Init.zeros().weight("bias", Shape.of(features), features, features, Seed.of(0));
  }

  @Override
  public Parameters parameters() {
    return Parameters.none().with(weight).with(bias);
  }

  /** Features on the last axis, scaled and shifted. */
  public Tensor apply(Tensor x) {
    Tensor scaled = weight.map(w -> x.times(w.read())).orElse(x);
    return bias.map(b -> scaled.plus(b.read())).orElse(scaled);
  }

  /** Features on the first axis of a row [features, ...], scaled and shifted. */
  Tensor applyToChannels(Tensor x) {
    Tensor scaled = weight.map(w -> x.times(onFirstAxis(w, x))).orElse(x);
    return bias.map(b -> scaled.plus(onFirstAxis(b, x))).orElse(scaled);
  }

  private static Tensor onFirstAxis(Parameter parameter, Tensor x) {
    int[] dims = new int[x.shape().rank()];
    Arrays.fill(dims, 1);
    dims[0] = parameter.shape().width();
    return parameter.read().reshape(dims);
  }
}

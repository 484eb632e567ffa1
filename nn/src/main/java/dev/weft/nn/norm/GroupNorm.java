package dev.weft.nn.norm;

import dev.weft.nn.FeatureLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Features;
import dev.weft.tensor.Tensor;

/**
 * {@code (x − mean) / √(variance + ε) · γ + β} within every row [channels, ...], mean and variance
 * over the channels of a group and all their positions (Wu and He, 2018).
 *
 * @param affine γ and β [channels], or none
 * @param groups how many groups of neighbouring channels
 * @param channels size of the first axis of a row, a multiple of groups
 * @param epsilon ε
 */
public record GroupNorm(Affine affine, int groups, int channels, double epsilon)
    implements FeatureLayer {
  /** Checks the sizes. */
  public GroupNorm {
    if (groups < 1 || channels % groups != 0) {
      throw new IllegalArgumentException(
          "GroupNorm: groups="
              + groups
              + ", channels="
              + channels
              + "; expected channels to be a multiple of groups.");
    }
  }

  /** γ = 1, β = 0, ε = 1e-5. */
  public static GroupNorm of(int groups, int channels) {
    return new GroupNorm(Affine.of(channels), groups, channels, 1e-5);
  }

  /** Every channel on its own, without γ and β: PyTorch's InstanceNorm. */
  public static GroupNorm instance(int channels) {
    return of(channels, channels).withoutAffine();
  }

  /** With another ε. */
  public GroupNorm withEpsilon(double other) {
    return new GroupNorm(affine, groups, channels, other);
  }

  /** Without γ and β. */
  public GroupNorm withoutAffine() {
    return new GroupNorm(Affine.none(), groups, channels, epsilon);
  }

  @Override
  public Parameters parameters() {
    return affine.parameters();
  }

  @Override
  public Tensor forward(Features x, Mode mode) {
    Tensor dense = x.toDense();
    if (dense.shape().rank() < 1 || dense.shape().dim(0) != channels) {
      throw new IllegalArgumentException(
          "GroupNorm(groups="
              + groups
              + ", channels="
              + channels
              + "): x has row shape "
              + dense.shape()
              + "; expected [channels="
              + channels
              + ", ...].");
    }
    Tensor grouped = dense.reshape(groups, dense.shape().width() / groups);
    Tensor standard = LayerNorm.standard(grouped, epsilon);
    return affine.applyToChannels(standard.reshape(dense.shape().dims()));
  }
}

package dev.weft.nn.dense;

import dev.weft.kernels.memory.Shape;
import dev.weft.nn.FeatureLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.init.Init;
import dev.weft.tensor.Features;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.SparseTensor;
import dev.weft.tensor.Tensor;
import java.util.Optional;

/**
 * {@code y = x Wᵀ + b}: rows [..., in] to rows [..., out].
 *
 * @param weight [out, in], PyTorch's layout
 * @param bias [out], or none
 */
public record Linear(Parameter weight, Optional<Parameter> bias) implements FeatureLayer {
  /** Checks the shapes. */
  public Linear {
    if (weight.shape().rank() != 2) {
      throw new IllegalArgumentException(
          "Linear: weight has shape " + weight.shape() + "; expected [out, in].");
    }
    bias.ifPresent(
        b -> {
          if (b.shape().width() != weight.shape().dim(0)) {
            throw new IllegalArgumentException(
                "Linear: bias has shape "
                    + b.shape()
                    + "; expected [out="
                    + weight.shape().dim(0)
                    + "].");
          }
        });
  }

  /** With a bias; both uniform within 1 / √in, as in PyTorch. */
  public static Linear of(int in, int out, Seed seed) {
    return of(in, out, seed, Init.linear()).withBias(seed, Init.linear());
  }

  /** Without a bias. */
  public static Linear of(int in, int out, Seed seed, Init init) {
    return new Linear(init.weight("weight", Shape.of(out, in), in, out, seed), Optional.empty());
  }

  /** With a new bias. */
  public Linear withBias(Seed seed, Init init) {
    return new Linear(weight, Optional.of(init.weight("bias", Shape.of(out()), in(), out(), seed)));
  }

  /** Without its bias. */
  public Linear withoutBias() {
    return new Linear(weight, Optional.empty());
  }

  /** Width of x. */
  public int in() {
    return weight.shape().dim(1);
  }

  /** Width of y. */
  public int out() {
    return weight.shape().dim(0);
  }

  @Override
  public Parameters parameters() {
    return Parameters.of(weight).with(bias);
  }

  @Override
  public Tensor forward(Features x, Mode mode) {
    return apply(x);
  }

  /** The product, for layers that hold this one; the same in training and evaluation. */
  public Tensor apply(Features x) {
    if (x.width() != in()) {
      throw new IllegalArgumentException(
          "Linear(in="
              + in()
              + ", out="
              + out()
              + "): x has "
              + x.width()
              + " features in "
              + x.space()
              + "; expected in="
              + in()
              + ".");
    }
    Tensor product =
        switch (x) {
          case Tensor dense -> dense.matmulTransposed(weight.read());
          case SparseTensor sparse -> sparse.matmul(weight.read().transpose());
        };
    return bias.map(b -> product.plus(b.read())).orElse(product);
  }
}

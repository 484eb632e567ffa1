package dev.weft.nn.dense;

import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Layer;
import dev.weft.nn.Parameters;
import dev.weft.nn.init.Init;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.Optional;

/**
 * {@code y_k = x1ᵀ W_k x2 + b_k}: two rows [in1] and [in2] to a row [out].
 *
 * @param weight [out, in1, in2]
 * @param bias [out], or none
 */
public record Bilinear(Parameter weight, Optional<Parameter> bias) implements Layer {
  /** With a bias; both uniform within 1 / √in1, as in PyTorch. */
  public static Bilinear of(int in1, int in2, int out, Seed seed) {
    Init init = Init.uniform(1 / Math.sqrt(Math.max(1, in1)));
    return new Bilinear(
        init.weight("weight", Shape.of(out, in1, in2), in1, out, seed),
        Optional.of(init.weight("bias", Shape.of(out), in1, out, seed)));
  }

  /** Without its bias. */
  public Bilinear withoutBias() {
    return new Bilinear(weight, Optional.empty());
  }

  @Override
  public Parameters parameters() {
    return Parameters.of(weight).with(bias);
  }

  /** Rows [out] of rows x1 [in1] and x2 [in2]. */
  public Tensor forward(Tensor x1, Tensor x2) {
    int out = weight.shape().dim(0);
    int in1 = weight.shape().dim(1);
    int in2 = weight.shape().dim(2);
    if (!x1.shape().equals(Shape.of(in1)) || !x2.shape().equals(Shape.of(in2))) {
      throw new IllegalArgumentException(
          "Bilinear(in1="
              + in1
              + ", in2="
              + in2
              + "): the rows have shapes "
              + x1.shape()
              + " and "
              + x2.shape()
              + "; expected [in1] and [in2].");
    }
    Tensor mapped = x2.matmulTransposed(weight.read().reshape(out * in1, in2));
    Tensor y = mapped.reshape(out, in1).times(x1).sum(-1);
    return bias.map(b -> y.plus(b.read())).orElse(y);
  }
}

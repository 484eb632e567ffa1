package dev.weft.nn.conv;

import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Ends;
import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.init.Init;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Convolution with initial residual (Chen et al., 2020), GCNII: {@code m = (1 − α) P x}, {@code β =
 * ln(λ / layer + 1)}, {@code y = act((1 − β) s + β s W1 + bias)} with {@code s = m + α x_0}; or
 * with a second weight {@code (1 − β) s + β (m W1 + α x_0 W2) + bias}. {@code P = D^-1/2 Aᵀ D^-1/2}
 * with in-degrees, at least 1; with edge weights, those normalised on both sides instead. All rows
 * have {@code features} features.
 *
 * @param weight W1 [features, features]
 * @param initialWeight W2, or none where W1 serves both
 * @param bias [features], or none
 * @param alpha share of the initial features
 * @param beta share of the weight
 * @param activation applied last
 */
public record Gcn2Conv(
    Parameter weight,
    Optional<Parameter> initialWeight,
    Optional<Parameter> bias,
    double alpha,
    double beta,
    UnaryOperator<Tensor> activation)
    implements Layer {
  /**
   * One weight for both, bias from 0.
   *
   * @param layer number of the layer, from 1
   */
  public static Gcn2Conv of(int features, int layer, double alpha, double lambda, Seed seed) {
    double beta = Math.log(lambda / Widths.atLeastOne("Gcn2Conv", "layer", layer) + 1);
    Parameter bias = Init.zeros().weight("bias", Shape.of(features), features, features, seed);
    return new Gcn2Conv(
        weight("weight1", features, seed),
        Optional.empty(),
        Optional.of(bias),
        alpha,
        beta,
        UnaryOperator.identity());
  }

  private static Parameter weight(String name, int features, Seed seed) {
    Shape square = Shape.of(features, features);
    return Init.glorotNormal(1).weight(name, square, features, features, seed);
  }

  /** With a weight of their own for the initial features. */
  public Gcn2Conv withInitialWeight(Seed seed) {
    Parameter second = weight("weight2", weight.shape().dim(0), seed);
    return new Gcn2Conv(weight, Optional.of(second), bias, alpha, beta, activation);
  }

  /** Without a bias. */
  public Gcn2Conv withoutBias() {
    return new Gcn2Conv(weight, initialWeight, Optional.empty(), alpha, beta, activation);
  }

  /** With a function applied last. */
  public Gcn2Conv withActivation(UnaryOperator<Tensor> other) {
    return new Gcn2Conv(weight, initialWeight, bias, alpha, beta, other);
  }

  @Override
  public Parameters parameters() {
    return Parameters.of(weight).with(initialWeight).with(bias);
  }

  /**
   * The next features.
   *
   * @param ends features of the nodes, and edge weights if there are any
   * @param initial features x_0 of the first layer
   */
  public Tensor forward(Edges edges, Ends ends, Features initial, Mode mode) {
    Tensor x = ends.sourcesOnly("Gcn2Conv").src().toDense();
    Widths.check(this, "x", x, weight.shape().dim(0));
    Tensor smoothed = Propagation.byInDegrees("Gcn2Conv", edges, ends.weight()).step(x);
    Tensor m = smoothed.times(1 - alpha);
    Tensor kept = initial.toDense().times(alpha);
    Tensor s = m.plus(kept);
    Tensor mapped =
        initialWeight
            .map(second -> m.matmul(weight.read()).plus(kept.matmul(second.read())))
            .orElseGet(() -> s.matmul(weight.read()));
    Tensor y = s.times(1 - beta).plus(mapped.times(beta));
    return activation.apply(bias.map(b -> y.plus(b.read())).orElse(y));
  }

  @Override
  public String toString() {
    return "Gcn2Conv(features=" + weight.shape().dim(0) + ", alpha=" + alpha + ")";
  }
}

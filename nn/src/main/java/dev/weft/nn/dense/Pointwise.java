package dev.weft.nn.dense;

import dev.weft.nn.FeatureLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Features;
import dev.weft.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * A function without parameters as a layer: {@code Pointwise.of(Functions::relu)}.
 *
 * @param function what it computes
 */
public record Pointwise(UnaryOperator<Tensor> function) implements FeatureLayer {
  /** This function. */
  public static Pointwise of(UnaryOperator<Tensor> function) {
    return new Pointwise(function);
  }

  @Override
  public Parameters parameters() {
    return Parameters.none();
  }

  @Override
  public Tensor forward(Features x, Mode mode) {
    return function.apply(x.toDense());
  }
}

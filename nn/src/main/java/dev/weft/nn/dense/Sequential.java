package dev.weft.nn.dense;

import dev.weft.nn.FeatureLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Features;
import dev.weft.tensor.Tensor;
import java.util.List;

/**
 * Layers one after another. Parameters are named {@code 0.weight}, {@code 2.weight}, ... by their
 * layer's position, as in PyTorch.
 *
 * @param layers in order; none gives x itself
 */
public record Sequential(List<FeatureLayer> layers) implements FeatureLayer {
  /** Copies the list. */
  public Sequential {
    layers = List.copyOf(layers);
  }

  /** These layers in order. */
  public static Sequential of(FeatureLayer... layers) {
    return new Sequential(List.of(layers));
  }

  @Override
  public Parameters parameters() {
    Parameters all = Parameters.none();
    for (int i = 0; i < layers.size(); i++) {
      all = all.with(Integer.toString(i), layers.get(i));
    }
    return all;
  }

  @Override
  public Tensor forward(Features x, Mode mode) {
    Features h = x;
    for (int i = 0; i < layers.size(); i++) {
      h = layers.get(i).forward(h, mode.in("layer", i));
    }
    return h.toDense();
  }
}

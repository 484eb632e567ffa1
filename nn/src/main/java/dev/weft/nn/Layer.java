package dev.weft.nn;

/**
 * Something with parameters: a layer, a whole model, a loss with weights of its own.
 * Implementations are immutable; what training moves are the values of their {@link
 * dev.weft.tensor.Parameter}s.
 */
public interface Layer {
  /**
   * Every parameter and running statistic with its hierarchical name, in a fixed order: {@code
   * layers.0.fc.weight}. Names and memory layouts are those of PyTorch and DGL, so weights trained
   * there load here.
   */
  Parameters parameters();
}

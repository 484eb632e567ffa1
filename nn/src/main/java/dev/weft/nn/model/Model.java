package dev.weft.nn.model;

import dev.weft.nn.GraphLayer;
import dev.weft.nn.Parameters;

/**
 * A whole network: features of nodes in, class scores (logits) of nodes out, over one homogeneous
 * graph.
 */
public interface Model extends GraphLayer {
  /**
   * The parameters that touch the input features: what the GCN and APPNP papers alone decay. {@code
   * adam.weightDecay(5e-4, model.firstLayer())}.
   */
  Parameters firstLayer();

  /** With another dropout in all places where the model drops something. */
  Model withDropout(double p);
}

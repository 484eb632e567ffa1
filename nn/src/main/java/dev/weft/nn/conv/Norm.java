package dev.weft.nn.conv;

import dev.weft.tensor.Edges;
import dev.weft.tensor.Tensor;

/**
 * How a graph convolution divides by degrees. Degrees count edges, parallel ones too, and are at
 * least 1.
 */
public enum Norm {
  /**
   * By the square roots of the source's out-degree and the destination's in-degree (Kipf and
   * Welling, 2017).
   */
  BOTH,
  /** By the destination's in-degree: a mean. */
  RIGHT,
  /** By the source's out-degree: a random walk. */
  LEFT,
  /** Not at all: a sum. */
  NONE;

  /** Rows of the sources, divided before they are sent. */
  Tensor atSources(Edges edges, Tensor x) {
    return switch (this) {
      case BOTH -> x.times(inverseRoot(edges.outDegrees()));
      case LEFT -> x.times(atLeastOne(edges.outDegrees()).reciprocal());
      case RIGHT, NONE -> x;
    };
  }

  /** Rows of the destinations, divided after they were received. */
  Tensor atDestinations(Edges edges, Tensor x) {
    return switch (this) {
      case BOTH -> x.times(inverseRoot(edges.inDegrees()));
      case RIGHT -> x.times(atLeastOne(edges.inDegrees()).reciprocal());
      case LEFT, NONE -> x;
    };
  }

  static Tensor atLeastOne(Tensor degrees) {
    return degrees.max(Tensor.literal(1));
  }

  static Tensor inverseRoot(Tensor degrees) {
    return atLeastOne(degrees).sqrt().reciprocal();
  }
}

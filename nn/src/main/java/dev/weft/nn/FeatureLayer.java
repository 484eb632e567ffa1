package dev.weft.nn;

import dev.weft.graph.Column;
import dev.weft.tensor.Features;

/** A layer that needs no graph: features in, features of the same rows out. */
public interface FeatureLayer extends Layer {
  /** Features of the same rows. */
  Features forward(Features x, Mode mode);

  /** Of a column in place. */
  default Features forward(Column x, Mode mode) {
    return forward(Features.of(x), mode);
  }
}

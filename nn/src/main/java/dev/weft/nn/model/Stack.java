package dev.weft.nn.model;

import java.util.ArrayList;
import java.util.List;

/** How the layers of a model follow each other. */
final class Stack {
  private Stack() {}

  /** Makes one layer of a model. */
  interface Maker<L> {
    L make(int layer, int in, int out);
  }

  /**
   * As many layers as there are steps between widths.
   *
   * @param widths in, hidden ..., classes
   */
  static <L> List<L> of(String model, Maker<L> maker, int... widths) {
    if (widths.length < 2) {
      throw new IllegalArgumentException(
          model
              + ": "
              + widths.length
              + " widths came; expected at least two, features and classes.");
    }
    List<L> layers = new ArrayList<>();
    for (int i = 0; i + 1 < widths.length; i++) {
      layers.add(maker.make(i, widths[i], widths[i + 1]));
    }
    return List.copyOf(layers);
  }
}

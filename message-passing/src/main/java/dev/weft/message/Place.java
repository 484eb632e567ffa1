package dev.weft.message;

import dev.weft.graph.Space;
import dev.weft.tensor.Tensor;

/** Brings what a user gives to the space it is meant for. */
final class Place {
  private Place() {}

  /**
   * The tensor as rows of a space: plain rows and constants are taken for it, other rows must be of
   * it.
   */
  static Tensor in(String what, Tensor x, Space space) {
    if (x.space() == space) {
      return x;
    }
    if (x.space() == Space.ONE) {
      return x.expand(space, x.shape());
    }
    if (x.space() instanceof Space.Rows && x.space().size() == space.size()) {
      return x.in(space);
    }
    throw new IllegalArgumentException(
        what + ": the rows are " + x.space() + "; expected " + space + ", or as many plain rows.");
  }
}

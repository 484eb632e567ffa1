package dev.weft.nn.conv;

import dev.weft.tensor.Features;

/** The check that features are as wide as a layer was made for. */
final class Widths {
  private Widths() {}

  static void check(Object layer, String name, Features x, int expected) {
    if (x.width() != expected) {
      throw new IllegalArgumentException(
          layer
              + ": "
              + name
              + " has shape ["
              + x.space().size()
              + ", "
              + x.width()
              + "]; expected ["
              + x.space()
              + ", "
              + expected
              + "].");
    }
  }

  static int atLeastOne(String layer, String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          layer + ": " + name + "=" + value + "; expected at least 1.");
    }
    return value;
  }
}

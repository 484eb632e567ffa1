package dev.weft.datasets.raw;

/**
 * Which nodes train, validate and test: one byte a node, 0 or 1.
 *
 * @param train nodes to learn from
 * @param validation nodes to choose by
 * @param test nodes to report on
 */
public record RawMasks(byte[] train, byte[] validation, byte[] test) {
  /**
   * Checks lengths and values.
   *
   * @throws IllegalArgumentException when lengths differ or a byte is not 0 or 1
   */
  public RawMasks {
    if (train.length != validation.length || train.length != test.length) {
      throw new IllegalArgumentException(
          "masks of "
              + train.length
              + ", "
              + validation.length
              + " and "
              + test.length
              + " nodes; expected equal lengths.");
    }
    requireBooleans(train);
    requireBooleans(validation);
    requireBooleans(test);
  }

  private static void requireBooleans(byte[] mask) {
    for (int v = 0; v < mask.length; v++) {
      if (mask[v] != 0 && mask[v] != 1) {
        throw new IllegalArgumentException("mask[" + v + "]=" + mask[v] + "; expected 0 or 1.");
      }
    }
  }

  /** Masks out of integers that are 0 or 1. */
  static RawMasks of(int[] train, int[] validation, int[] test) {
    return new RawMasks(bytes(train), bytes(validation), bytes(test));
  }

  private static byte[] bytes(int[] mask) {
    byte[] out = new byte[mask.length];
    for (int v = 0; v < mask.length; v++) {
      out[v] = mask[v] == 0 || mask[v] == 1 ? (byte) mask[v] : -1;
    }
    return out;
  }
}

package dev.weft.datasets;

import dev.weft.datasets.raw.RawMasks;
import java.util.stream.IntStream;

/** Draws a {@link Split.RandomPerClass}. */
final class RandomSplit {
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  private RandomSplit() {}

  /**
   * The masks of a split.
   *
   * @param labels class of every node, negative for none; such a node is in no mask
   */
  static RawMasks draw(Split.RandomPerClass split, int[] labels, int numClasses) {
    byte[] train = new byte[labels.length];
    byte[] validation = new byte[labels.length];
    byte[] test = new byte[labels.length];
    for (int c = 0; c < numClasses; c++) {
      int[] nodes = shuffledClass(split.seed(), labels, c);
      Shares shares = Shares.of(nodes.length, split);
      for (int i = 0; i < nodes.length; i++) {
        byte[] mask =
            i < shares.train ? train : i < shares.train + shares.validation ? validation : test;
        mask[nodes[i]] = 1;
      }
    }
    return new RawMasks(train, validation, test);
  }

  /** How many nodes of a class train and validate. */
  record Shares(int train, int validation) {
    static Shares of(int size, Split.RandomPerClass split) {
      if (size > (long) split.trainPerClass() + split.validationPerClass()) {
        return new Shares(split.trainPerClass(), split.validationPerClass());
      }
      int train = Math.min(split.trainPerClass(), (size + 2) / 3);
      return new Shares(train, Math.min(split.validationPerClass(), (size - train) / 2));
    }
  }

  private static int[] shuffledClass(long seed, int[] labels, int wanted) {
    return IntStream.range(0, labels.length)
        .filter(v -> labels[v] == wanted)
        .boxed()
        .sorted(
            (a, b) -> {
              int byKey = Long.compareUnsigned(key(seed, a), key(seed, b));
              return byKey == 0 ? Integer.compare(a, b) : byKey;
            })
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Output {@code node + 1} of SplitMix64 (Steele, Lea and Flood 2014) started at {@code seed}. */
  static long key(long seed, long node) {
    long z = seed + (node + 1) * GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}

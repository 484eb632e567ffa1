package dev.weft.datasets;

import dev.weft.datasets.raw.RawMasks;
import java.util.Comparator;
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
  static RawMasks draw(Split.RandomPerClass split, int[] labels) {
    byte[] train = new byte[labels.length];
    byte[] validation = new byte[labels.length];
    byte[] test = new byte[labels.length];
    int[] nodes = shuffledByClass(split.seed(), labels);
    for (int begin = 0, end; begin < nodes.length; begin = end) {
      end = endOfClass(nodes, labels, begin);
      Shares shares = Shares.of(end - begin, split);
      for (int i = begin; i < end; i++) {
        int place = i - begin;
        byte[] mask =
            place < shares.train
                ? train
                : place < shares.train + shares.validation ? validation : test;
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

  private static int endOfClass(int[] nodes, int[] labels, int begin) {
    int end = begin;
    while (end < nodes.length && labels[nodes[end]] == labels[nodes[begin]]) {
      end++;
    }
    return end;
  }

  /** The labelled nodes, class after class, each in the order of its keys. */
  private static int[] shuffledByClass(long seed, int[] labels) {
    return IntStream.range(0, labels.length)
        .filter(v -> labels[v] >= 0)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingInt(v -> labels[v])
                .thenComparing(v -> key(seed, v), Long::compareUnsigned)
                .thenComparing(v -> v))
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

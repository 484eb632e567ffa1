package dev.weft.nn.metric;

/**
 * Counts of yes-or-no decisions, several for each row, as in multi-label classification.
 *
 * @param truePositives decided and true, for each label
 * @param falsePositives decided and not true
 * @param falseNegatives true and not decided
 */
public record MultiLabel(long[] truePositives, long[] falsePositives, long[] falseNegatives) {
  /**
   * Counts logits above 0 against targets, both row-major [rows, labels].
   *
   * @throws IllegalArgumentException when the lengths differ or are no multiple of the number of
   *     labels
   */
  public static MultiLabel of(int labels, double[] logits, double[] targets) {
    if (logits.length != targets.length || labels < 1 || logits.length % labels != 0) {
      throw new IllegalArgumentException(
          "MultiLabel(labels="
              + labels
              + "): "
              + logits.length
              + " logits and "
              + targets.length
              + " targets came; expected as many of each, a multiple of the labels.");
    }
    MultiLabel counts = new MultiLabel(new long[labels], new long[labels], new long[labels]);
    for (int i = 0; i < logits.length; i++) {
      boolean decided = logits[i] > 0;
      boolean wanted = targets[i] != 0;
      long[] where =
          decided
              ? wanted ? counts.truePositives : counts.falsePositives
              : wanted ? counts.falseNegatives : null;
      if (where != null) {
        where[i % labels]++;
      }
    }
    return counts;
  }

  /** F1 of all decisions together; 0 when nothing was decided or wanted. */
  public double microF1() {
    return f1(sum(truePositives), sum(falsePositives), sum(falseNegatives));
  }

  /** The mean of the labels' F1, a label that never occurs counting 0. */
  public double macroF1() {
    double sum = 0;
    for (int label = 0; label < truePositives.length; label++) {
      sum += f1(truePositives[label], falsePositives[label], falseNegatives[label]);
    }
    return sum / truePositives.length;
  }

  private static double f1(long hits, long wrong, long missed) {
    long all = 2 * hits + wrong + missed;
    return all == 0 ? 0 : 2.0 * hits / all;
  }

  private static long sum(long[] counts) {
    return java.util.Arrays.stream(counts).sum();
  }
}

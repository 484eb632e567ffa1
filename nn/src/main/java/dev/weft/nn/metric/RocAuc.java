package dev.weft.nn.metric;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The area under the receiver operating characteristic: how probably a positive scores above a
 * negative.
 */
public final class RocAuc {
  private RocAuc() {}

  /**
   * The area by the rank-sum of Mann and Whitney; equal scores share their rank, so a tie counts
   * one half.
   *
   * @param scores any real numbers
   * @param positive which rows are positive
   * @return 0 to 1
   * @throws IllegalArgumentException when lengths differ, a score is NaN, or one of the two classes
   *     is missing
   */
  public static double of(double[] scores, boolean[] positive) {
    if (scores.length != positive.length) {
      throw new IllegalArgumentException(
          "RocAuc: "
              + scores.length
              + " scores and "
              + positive.length
              + " labels came; expected as many of each.");
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(i -> i)
            .toArray();
    long positives = 0;
    double rankSum = 0;
    for (int start = 0; start < order.length; ) {
      int end = endOfTie(scores, order, start);
      double rank = (start + 1 + end) / 2.0;
      for (int i = start; i < end; i++) {
        if (positive[order[i]]) {
          positives++;
          rankSum += rank;
        }
      }
      start = end;
    }
    long negatives = scores.length - positives;
    if (positives == 0 || negatives == 0) {
      throw new IllegalArgumentException(
          "RocAuc: "
              + positives
              + " positives and "
              + negatives
              + " negatives came; expected at least one of each, the area is not defined otherwise.");
    }
    return (rankSum - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
  }

  private static int endOfTie(double[] scores, int[] order, int start) {
    double score = scores[order[start]];
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException(
          "RocAuc: scores["
              + order[start]
              + "] is NaN; expected real numbers. Did training diverge?");
    }
    int end = start + 1;
    while (end < order.length && scores[order[end]] == score) {
      end++;
    }
    return end;
  }
}

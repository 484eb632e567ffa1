package dev.weft.examples.bench;

import java.util.List;

/** Something that is timed. */
public interface Work extends Stopwatch.Run {
  /**
   * What it computes from, apart from speed: the same for every run, and on every machine up to
   * rounding.
   */
  Check check();

  /** The steps it consists of, in words. */
  List<String> plan();

  /**
   * Sums of a result.
   *
   * @param sum of all elements
   * @param absSum of their magnitudes
   */
  record Check(double sum, double absSum) {
    /** Of all elements, in order. */
    static Check of(double[] elements) {
      double sum = 0;
      double absSum = 0;
      for (double element : elements) {
        sum += element;
        absSum += Math.abs(element);
      }
      return new Check(sum, absSum);
    }
  }
}

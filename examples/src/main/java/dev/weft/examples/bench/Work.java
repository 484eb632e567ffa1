package dev.weft.examples.bench;

import dev.weft.tensor.Value;
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
    /** Of no elements. */
    static final Check NONE = new Check(0, 0);

    /** Of all elements, in order. */
    static Check of(Value value) {
      Check sums = NONE;
      for (long row = 0; row < value.rows(); row++) {
        for (int lane = 0; lane < value.width(); lane++) {
          sums = sums.plus(value.get(row, lane));
        }
      }
      return sums;
    }

    /** With one more element. */
    Check plus(double element) {
      return new Check(sum + element, absSum + Math.abs(element));
    }
  }
}

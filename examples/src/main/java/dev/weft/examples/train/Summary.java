package dev.weft.examples.train;

import dev.weft.nn.train.Epoch;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Several runs in numbers.
 *
 * @param outcomes at least one
 */
public record Summary(List<Outcome> outcomes) {
  /** Copies the list. */
  public Summary {
    outcomes = List.copyOf(outcomes);
  }

  /** Test accuracy of every run at its best validation epoch. */
  public double[] testAccuracies() {
    return outcomes.stream().mapToDouble(run -> decimal(run.best().test())).toArray();
  }

  /** A float32 number as it is written: 0.815, not 0.8149999976158142. */
  public static double decimal(double number) {
    return Double.parseDouble(Float.toString((float) number));
  }

  /** Their mean. */
  public double mean() {
    return Arrays.stream(testAccuracies()).average().orElse(Double.NaN);
  }

  /** Their standard deviation, the sample's (n − 1 divides); 0 for a single run. */
  public double std() {
    double[] values = testAccuracies();
    if (values.length < 2) {
      return 0;
    }
    double mean = mean();
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1));
  }

  /** Median time of a step (forward, backward, update) over all runs, milliseconds. */
  public double medianStepMillis() {
    return medianMillis(Epoch::stepNanos);
  }

  /** Median time of a step and the evaluation after it over all runs, milliseconds. */
  public double medianEpochMillis() {
    return medianMillis(Epoch::nanos);
  }

  private double medianMillis(ToLongFunction<Epoch> nanos) {
    return median(
            outcomes.stream()
                .flatMap(run -> run.trained().epochs().stream())
                .mapToLong(nanos)
                .toArray())
        / 1e6;
  }

  /** The middle one, of two the mean; NaN of none. */
  static double median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0;
  }

  /** The loss of the last epoch of the last run. */
  public double finalLoss() {
    return outcomes.getLast().trained().finalLoss();
  }

  /** The fingerprint of all final parameters. */
  public String parametersSha256() {
    return Fingerprint.of(outcomes.stream().map(Outcome::parametersSha256).toList());
  }
}

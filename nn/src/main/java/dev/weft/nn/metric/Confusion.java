package dev.weft.nn.metric;

import dev.weft.tensor.Tensor;

/**
 * How often each class was taken for each other, and what follows from it.
 *
 * @param counts {@code counts[label][prediction]}
 */
public record Confusion(long[][] counts) {
  /**
   * Counts predictions.
   *
   * @param classes number of classes
   * @throws IllegalArgumentException when lengths differ or a class is out of range
   */
  public static Confusion of(int classes, int[] labels, int[] predictions) {
    boolean[] all = new boolean[labels.length];
    java.util.Arrays.fill(all, true);
    return of(classes, labels, predictions, all);
  }

  /** Counts the predictions of the rows where the mask is true. */
  public static Confusion of(int classes, int[] labels, int[] predictions, boolean[] mask) {
    if (labels.length != predictions.length || labels.length != mask.length) {
      throw new IllegalArgumentException(
          "Confusion: "
              + labels.length
              + " labels, "
              + predictions.length
              + " predictions and "
              + mask.length
              + " mask entries came; expected as many of each.");
    }
    long[][] counts = new long[classes][classes];
    for (int i = 0; i < labels.length; i++) {
      if (mask[i]) {
        counts[checked(classes, "label", labels[i], i)][
            checked(classes, "prediction", predictions[i], i)]++;
      }
    }
    return new Confusion(counts);
  }

  /**
   * Counts the predictions of scores: the class of the largest, in the rows where the mask is not
   * 0.
   */
  public static Confusion of(Tensor logits, Tensor labels, Tensor mask) {
    double[] in = mask.doubles();
    boolean[] counted = new boolean[in.length];
    for (int i = 0; i < in.length; i++) {
      counted[i] = in[i] != 0;
    }
    return of(logits.shape().width(), ints(labels), ints(Metrics.predictions(logits)), counted);
  }

  private static int[] ints(Tensor x) {
    return java.util.Arrays.stream(x.doubles()).mapToInt(v -> (int) v).toArray();
  }

  private static int checked(int classes, String what, int value, int row) {
    if (value < 0 || value >= classes) {
      throw new IllegalArgumentException(
          "Confusion(classes="
              + classes
              + "): "
              + what
              + "["
              + row
              + "]="
              + value
              + "; expected [0, "
              + classes
              + ").");
    }
    return value;
  }

  /** Number of rows counted. */
  public long total() {
    return java.util.Arrays.stream(counts).flatMapToLong(java.util.Arrays::stream).sum();
  }

  /** Share of the rows whose prediction is their label; 0 over nothing. */
  public double accuracy() {
    long right = 0;
    for (int c = 0; c < counts.length; c++) {
      right += counts[c][c];
    }
    return ratio(right, total());
  }

  /** Of the rows predicted as a class, the share that are; 0 when there are none. */
  public double precision(int c) {
    return ratio(counts[c][c], predicted(c));
  }

  /** Of the rows of a class, the share predicted as it; 0 when there are none. */
  public double recall(int c) {
    return ratio(counts[c][c], java.util.Arrays.stream(counts[c]).sum());
  }

  /** {@code 2 hits / (rows + predictions)} of a class; 0 when there are neither. */
  public double f1(int c) {
    return ratio(2 * counts[c][c], java.util.Arrays.stream(counts[c]).sum() + predicted(c));
  }

  /** F1 of all decisions together; with one label for every row this is the accuracy. */
  public double microF1() {
    return accuracy();
  }

  /**
   * The mean of the classes' F1 over the classes that occur as label or prediction; 0 when none
   * does.
   */
  public double macroF1() {
    double sum = 0;
    int occurring = 0;
    for (int c = 0; c < counts.length; c++) {
      if (java.util.Arrays.stream(counts[c]).sum() + predicted(c) > 0) {
        sum += f1(c);
        occurring++;
      }
    }
    return occurring == 0 ? 0 : sum / occurring;
  }

  private long predicted(int c) {
    long sum = 0;
    for (long[] row : counts) {
      sum += row[c];
    }
    return sum;
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}

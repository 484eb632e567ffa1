package dev.weft.examples.verify;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;

/** Numbers against recorded numbers: |a − b| ≤ atol + rtol · |b|, NaN equal to NaN. */
record Comparison(double rtol, double atol) {
  /** What double precision must meet. */
  static final Comparison EXACT = new Comparison(1e-9, 1e-9);

  /** What an array's comparison found. */
  record Finding(boolean holds, double largest, String message) {}

  Finding compare(String array, double[] came, double[] expected) {
    if (came.length != expected.length) {
      return new Finding(false, Double.NaN, array + ": " + came.length + " elements came; expected " + expected.length);
    }
    double largest = 0;
    int worst = -1;
    double worstExcess = 0;
    for (int i = 0; i < came.length; i++) {
      double error = Math.abs(came[i] - expected[i]);
      if (came[i] == expected[i] || Double.isNaN(came[i]) && Double.isNaN(expected[i])) {
        continue;
      }
      double excess = error - (atol + rtol * Math.abs(expected[i]));
      if (!(excess <= 0) && (worst < 0 || !(excess <= worstExcess))) {
        worst = i;
        worstExcess = excess;
      }
      largest = Math.max(largest, error);
    }
    return worst < 0
        ? new Finding(true, largest, "")
        : new Finding(false, largest, String.format(Locale.ROOT, "%s[%d] = %.9g; expected %.9g", array, worst, came[worst], expected[worst]));
  }

  /** The rows of a matrix in a canonical order: those of sets compare equal. */
  static double[] sortedRows(double[] elements, int rows) {
    int width = rows == 0 ? 0 : elements.length / rows;
    double[][] table = IntStream.range(0, rows).mapToObj(i -> Arrays.copyOfRange(elements, i * width, (i + 1) * width)).toArray(double[][]::new);
    Arrays.sort(table, Comparator.comparing(row -> row, Arrays::compare));
    return Arrays.stream(table).flatMapToDouble(Arrays::stream).toArray();
  }
}

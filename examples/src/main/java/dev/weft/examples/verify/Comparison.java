package dev.weft.examples.verify;

import java.util.Locale;

/** Numbers against recorded numbers: |a − b| ≤ atol + rtol · |b|, NaN equal to NaN. */
record Comparison(double rtol, double atol) {
  /** What double precision must meet. */
  static final Comparison EXACT = new Comparison(1e-9, 1e-9);

  /** What an array's comparison found. */
  record Finding(boolean holds, double largest, String message) {}

  Finding compare(String array, double[] came, double[] expected) {
    if (came.length != expected.length) {
      return new Finding(
          false,
          Double.NaN,
          array + ": " + came.length + " elements came; expected " + expected.length);
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
        : new Finding(
            false,
            largest,
            String.format(
                Locale.ROOT,
                "%s[%d] = %.9g; expected %.9g",
                array,
                worst,
                came[worst],
                expected[worst]));
  }
}

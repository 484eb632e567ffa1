package dev.weft.kernels.lang;

/**
 * How many values become one. Over nothing: SUM, MEAN, MAX and MIN give 0 and PROD gives 1. MAX and
 * MIN propagate NaN, and over a row's entries an extreme that is zero is positive; MEAN divides by
 * {@code max(count, 1)}.
 */
public enum Reduction {
  SUM,
  MEAN,
  MAX,
  MIN,
  PROD
}

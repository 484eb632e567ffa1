package dev.weft.kernels.backend.cuda.ptx;

import java.util.Locale;

/** Comparisons. On floats, those without {@code U} are false when an argument is NaN. */
public enum Comparison {
  EQ,
  /** Different; of floats, both numbers. */
  NE,
  LT,
  LE,
  GT,
  GE,
  /** Different, or one is NaN. */
  NEU,
  /** Less, or one is NaN. */
  LTU,
  /** Greater, or one is NaN. */
  GTU,
  /** Both are numbers. */
  NUM;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

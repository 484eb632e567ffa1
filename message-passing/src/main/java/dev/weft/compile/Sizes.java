package dev.weft.compile;

import java.util.Arrays;

/** How many rows every space of a run has. */
final class Sizes {
  private final long[] rows;

  Sizes(Bindings bindings) {
    rows = new long[bindings.spaces().length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = bindings.spaces()[i].size();
    }
  }

  /** Rows of a class, or the number that the program knows. */
  long of(int rowClass, long fixedRows) {
    return fixedRows >= 0 ? fixedRows : rows[rowClass];
  }

  /** Rows of the space of this number. */
  long ofSpace(int space) {
    return rows[space];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sizes sizes && Arrays.equals(rows, sizes.rows);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(rows);
  }
}

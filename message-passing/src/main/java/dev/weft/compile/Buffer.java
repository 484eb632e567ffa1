package dev.weft.compile;

import dev.weft.kernels.memory.DType;

/**
 * Memory that a program computes into.
 *
 * @param dtype element type
 * @param rowClass class of the rows; {@link Classes#NONE} for the single row of a constant
 * @param width elements in a row
 * @param packed whether rows must lie without gaps
 * @param result whether the run hands it out; else it is scratch
 * @param target the update whose value it is, computed where the parameter will have it; -1 for
 *     none
 * @param first the step that writes it
 * @param last the last step that reads it
 * @param heirOf the buffer whose memory it takes over, row by row, in the step that writes it; -1
 *     for none
 */
record Buffer(
    DType dtype,
    int rowClass,
    int width,
    boolean packed,
    boolean result,
    int target,
    int first,
    int last,
    int heirOf) {
  private static final int NARROW = 8;
  private static final int LANES = 16;

  /** Whether it lies in the workspace. */
  boolean isScratch() {
    return !result && target < 0;
  }

  /** Elements from row to row: wide rows are padded to whole vectors, which keeps them aligned. */
  long stride() {
    return packed || width <= NARROW || rowClass == Classes.NONE
        ? width
        : (width + LANES - 1) / LANES * LANES;
  }
}

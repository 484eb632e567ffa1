package dev.weft.kernels.backend.cuda.dense;

import dev.weft.kernels.backend.cuda.ptx.Type;
import java.util.Collections;
import java.util.List;

/**
 * The parameters of every entry here, in order; those that an entry does not read are 0. All are 64
 * bits wide; strides are the bytes from row to row, steps from one product to the next.
 */
enum Parameter {
  A,
  A_STRIDE,
  B,
  B_STRIDE,
  C,
  C_STRIDE,
  /** Rows of a result. */
  ROWS,
  /** Columns of a result. */
  COLS,
  /** Terms of a sum. */
  DEPTH,
  /** Tiles below each other in a result. */
  ROW_TILES,
  /** Tiles beside each other in a result. */
  COL_TILES,
  /** Terms of a partial sum. */
  CHUNK,
  A_STEP,
  B_STEP,
  C_STEP,
  /** What the products are: {@link Table}. */
  TABLE,
  /** Entries by type; 0 when they stand in order. */
  ORDER,
  /** A's row of every entry; 0 when it is the entry's own number. */
  A_IDS,
  /** Factors of A's rows; 0 for 1. */
  A_FACTORS,
  A_FACTOR_STRIDE,
  B_IDS,
  B_FACTORS,
  B_FACTOR_STRIDE,
  /** Blocks of a typed sum: parts of the rows, each with sums of its own. */
  BLOCKS,
  /** Number of partial results that are added. */
  PARTIALS;

  /** Types of all. */
  static List<Type> types() {
    return Collections.nCopies(values().length, Type.U64);
  }
}

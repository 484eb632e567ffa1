package dev.weft.compile;

import dev.weft.kernels.memory.DType;

/**
 * Where rows stand in memory, as the program knows it before the sizes are known.
 *
 * @param origin what the memory belongs to
 * @param number of the leaf, buffer or edge list
 * @param dtype element type
 * @param rowClass class of the rows; {@link Classes#NONE} with a fixed number
 * @param fixedRows number of rows when the program knows it, else -1
 * @param width elements in a row
 * @param reading how the rows lie
 */
record Place(
    Origin origin,
    int number,
    DType dtype,
    int rowClass,
    long fixedRows,
    int width,
    Reading reading) {
  /** What memory belongs to. */
  enum Origin {
    LEAF,
    BUFFER,
    /** An edge list that leads from rows to their types. */
    TYPES
  }

  /** How rows lie. */
  enum Reading {
    /** As their owner laid them out. */
    OWN,
    /** One after another, whatever rows their owner sees in them. */
    PACKED
  }
}

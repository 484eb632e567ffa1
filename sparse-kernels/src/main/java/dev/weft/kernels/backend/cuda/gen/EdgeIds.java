package dev.weft.kernels.backend.cuda.gen;

/** How a CSR names the edges of its entries. */
public enum EdgeIds {
  /** An entry's edge id is its position. */
  POSITIONS,
  /** A list holds the ids. */
  LISTED
}

package dev.weft.graph;

/** The order in which all edges of a relation are listed. */
public enum EdgeOrder {
  /** By edge id. */
  ID,
  /** By source, then destination, then edge id. */
  SRC_DST
}

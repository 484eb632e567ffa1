package dev.weft.graph;

/**
 * Some edges of a relation as three parallel arrays.
 *
 * @param src source of every edge
 * @param dst destination of every edge
 * @param eids id of every edge
 */
public record EdgeArrays(int[] src, int[] dst, int[] eids) {
  /** Number of edges. */
  public int size() {
    return eids.length;
  }
}

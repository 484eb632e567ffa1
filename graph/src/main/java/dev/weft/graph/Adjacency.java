package dev.weft.graph;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.weft.kernels.sparse.Csr;

/** Reads single entries of a {@link Csr}. */
public final class Adjacency {
  private Adjacency() {}

  /** Position of a row's first entry. */
  public static long begin(Csr csr, long row) {
    return csr.indptr().getAtIndex(JAVA_LONG, row);
  }

  /** Position after a row's last entry. */
  public static long end(Csr csr, long row) {
    return csr.indptr().getAtIndex(JAVA_LONG, row + 1);
  }

  /** Number of entries of a row. */
  public static int degree(Csr csr, long row) {
    return (int) (end(csr, row) - begin(csr, row));
  }

  /** The neighbour at a position. */
  public static int neighbor(Csr csr, long position) {
    return csr.indices().getAtIndex(JAVA_INT, position);
  }

  /** The edge id at a position. */
  public static int eid(Csr csr, long position) {
    return csr.eids().isPresent() ? csr.eids().get().getAtIndex(JAVA_INT, position) : (int) position;
  }
}

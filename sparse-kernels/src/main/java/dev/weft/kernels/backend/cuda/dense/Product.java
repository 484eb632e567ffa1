package dev.weft.kernels.backend.cuda.dense;

import java.util.Locale;

/**
 * The kinds of product: {@code C[i, j] = sum over x of A(i, x) · B(x, j)}, where either factor may
 * lie transposed. Its name ends with n for a factor as it is, t for a transposed one.
 */
enum Product {
  /** A [m, depth], B [depth, n]. */
  MATMUL_NN(Axis.DEPTH, Axis.LINE),
  /** A [m, depth], B [n, depth]. */
  MATMUL_NT(Axis.DEPTH, Axis.DEPTH),
  /** A [depth, m], B [depth, n]. */
  OUTER_SUM(Axis.LINE, Axis.LINE),
  /** Several products, each of some rows and a matrix of its own, from a table. */
  SEGMENT_MATMUL_NN(Axis.DEPTH, Axis.LINE),
  /** The same with transposed matrices. */
  SEGMENT_MATMUL_NT(Axis.DEPTH, Axis.DEPTH),
  /** Several sums of outer products, from a table, of rows that are named and weighted. */
  TYPED_OUTER_SUM(Axis.LINE, Axis.LINE);

  /** What elements beside each other in memory differ in. */
  enum Axis {
    /** In the term: x. */
    DEPTH,
    /** In the row of the result for A, in its column for B. */
    LINE
  }

  /** Axis of A's elements beside each other. */
  final Axis a;

  /** Axis of B's elements beside each other. */
  final Axis b;

  Product(Axis a, Axis b) {
    this.a = a;
    this.b = b;
  }

  /** The entry's name. */
  String name(Tile tile) {
    return name().toLowerCase(Locale.ROOT) + "_" + tile;
  }
}

package dev.weft.kernels.dense;

import dev.weft.kernels.memory.Storage;

/**
 * Dense matrix products. A storage is a matrix [rows, width] with a row stride; element types are
 * the backend's compute type. Results do not depend on the number of threads: work is cut into
 * fixed panels.
 */
public interface Dense {
  /** Whether the second factor is taken as it is or transposed. */
  enum Factor {
    PLAIN,
    TRANSPOSED
  }

  /**
   * {@code c = a · b} with a [m, k], b [k, n] (or [n, k] when TRANSPOSED), c [m, n]. With k = 0 the
   * result is zero.
   *
   * @throws IllegalArgumentException when the sizes do not agree
   */
  void matmul(Storage a, Storage b, Factor factor, Storage c);

  /**
   * {@code c = aᵀ · b}, summed over rows in a fixed order: a [m, k], b [m, n], c [k, n]. With m = 0
   * the result is zero.
   */
  void outerSum(Storage a, Storage b, Storage c);

  /**
   * {@code c = aᵀ}: a [m, k], c [k, m].
   *
   * @throws IllegalArgumentException when the sizes do not agree
   */
  void transpose(Storage a, Storage c);

  /**
   * Per segment s (rows offsets[s] to offsets[s + 1]): {@code c_s = a_s · b_s}. a [m, k]; b
   * [segments, k * n] row-major matrices ([n, k] when TRANSPOSED); c [m, n].
   */
  void segmentMatmul(Storage a, long[] offsets, Storage b, Factor factor, Storage c);

  /**
   * Per segment s: {@code c_s = a_sᵀ · b_s}; a [m, k], b [m, n], c [segments, k * n]. Zero for
   * empty segments.
   */
  void segmentOuterSum(Storage a, long[] offsets, Storage b, Storage c);

  /**
   * Per type t: {@code c_t = sum over its entries of a_eᵀ · b_e}, block by block, in a fixed order;
   * a_e [blocks, k], b_e [blocks, n], c [types, blocks * k * n]. Zero for types without entries.
   * The rows of a and b are taken as they are needed and never all in memory.
   *
   * @throws IllegalArgumentException when the sizes do not agree
   */
  void typedOuterSum(NamedRows a, NamedRows b, TypeOrder entries, int blocks, Storage c);
}

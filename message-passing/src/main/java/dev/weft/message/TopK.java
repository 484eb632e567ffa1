package dev.weft.message;

import dev.weft.tensor.Tensor;

/**
 * The best rows of every group, best first.
 *
 * @param values one row [k, columns] for each group, 0 where a group has fewer than k rows
 * @param indices int32 positions within the group, [k], or [k, columns] when columns are sorted on
 *     their own; −1 for what is missing
 */
public record TopK(Tensor values, Tensor indices) {
  /** What is best. */
  public enum Order {
    /** The largest; NaN counts as larger than all numbers. */
    DESCENDING,
    /** The smallest. */
    ASCENDING
  }
}

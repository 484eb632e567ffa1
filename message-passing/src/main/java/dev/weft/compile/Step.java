package dev.weft.compile;

import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.dense.Dense.Factor;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Op;

/** One thing that a program does. Memory is named by numbers into the program's table of places. */
sealed interface Step {

  /**
   * A fused kernel.
   *
   * @param rowClass class of its rows
   * @param fixedRows number of its rows when the program knows it, else -1
   * @param list edge list whose neighbourhoods it visits; -1 for rows on their own
   * @param end the end of the edges that the rows are
   * @param scalars the run's number for every scalar slot
   * @param keys the run's key for every random slot
   */
  record Run(
      Kernel kernel,
      CompiledKernel compiled,
      int rowClass,
      long fixedRows,
      int list,
      Op.End end,
      int[] operands,
      int[] outputs,
      int[] scalars,
      int[] keys)
      implements Step {}

  /** {@code out = x · w}; shapes are those of rows, w's is [k, n] or [n, k]. */
  record Matmul(int x, Shape xShape, int w, Shape wShape, Factor factor, int out, Shape outShape)
      implements Step {}

  /** {@code out = xᵀ} of a constant matrix. */
  record Transpose(int x, Shape xShape, int out) implements Step {}

  /** {@code out = sum of xᵀ · y}. */
  record OuterSum(int x, Shape xShape, int y, Shape yShape, int out) implements Step {}

  /**
   * Every row times the matrix of its type: a product for each type where rows are sorted by type,
   * else the kernel.
   *
   * @param types edge list from rows to types
   * @param blocks products in a row
   * @param typeOfRow place of the types
   */
  record TypedMatmul(
      int types, int x, int w, int typeOfRow, int blocks, int out, CompiledKernel unsorted)
      implements Step {}

  /** For every type, the sum of its entries' outer products, block by block. */
  record TypedOuterSum(int types, Rows x, Rows y, int blocks, int out) implements Step {
    /**
     * Rows that entries name.
     *
     * @param rows what stands in memory
     * @param list edge list through whose {@code end} an edge finds its row; -1 for its own
     * @param factors place of a factor for every entry; -1 for none
     */
    record Rows(int rows, int list, Op.End end, int factors) {}
  }

  /** A user's own operator. */
  record Custom(int function, int[] inputs, int out) implements Step {}
}

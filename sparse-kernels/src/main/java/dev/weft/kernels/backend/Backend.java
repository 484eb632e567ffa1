package dev.weft.kernels.backend;

import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.DType;

/**
 * Runs kernels and dense products on one kind of processor. Implementations are stateless but for
 * caches, and thread-safe.
 */
public interface Backend {
  /**
   * The name that {@code -Dweft.backend} takes: {@code reference}, {@code portable}, {@code
   * vector}, {@code cuda}.
   */
  String name();

  /** FLOAT32, or FLOAT64 for the reference: type of intermediates and results. */
  DType computeType();

  /** Makes the kernel runnable. The result may be kept and run by several threads at once. */
  CompiledKernel compile(Kernel kernel);

  /** What kernels and dense products read and write: every operand of theirs lies there. */
  BackendMemory memory();

  /** Dense products on this backend's memory. */
  Dense dense();

  /**
   * Whether rows of {@code k} elements times a matrix of {@code n} columns are best an instruction
   * of the kernel that has the rows; else {@link #dense} computes them as a step of their own.
   */
  default boolean fusesProducts(int k, int n) {
    return false;
  }

  /**
   * The same for the sum of the outer products of all rows, [m, n]: a total of the kernel that has
   * one of the factors.
   */
  default boolean fusesOuterSums(int m, int n) {
    return false;
  }

  /**
   * Whether an output of rows may have the memory of an operand that its kernel reads at the same
   * row alone: whatever a row's values need is read before any of its outputs is written.
   */
  default boolean writesInPlace() {
    return false;
  }
}

package dev.weft.kernels.backend.tile;

/** A generated loop: what a {@link Loop} says, compiled. Stateless, so threads may share it. */
public interface LoopCode {
  /**
   * Carries out the loop for one tile.
   *
   * @param at address of every register
   * @param memory address and bytes from row to row of every operand, then of every output
   * @param span the tile
   * @param n rows or entries of the tile
   */
  void run(long[] at, long[] memory, Span span, int n);
}

package dev.weft.compile;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.kernels.sparse.Csr;
import dev.weft.tensor.CustomOp;
import dev.weft.tensor.Op;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Value;

/**
 * The run-time operands of a program, by the numbers that the program knows them by.
 *
 * @param leaves data of the leaves
 * @param spaces what rows are: their sizes, and the edge lists
 * @param scalars numbers given at run time
 * @param keys random keys
 * @param customs the user's own operators
 * @param targets parameters that are assigned
 */
record Bindings(
    Value[] leaves,
    Space[] spaces,
    double[] scalars,
    long[] keys,
    CustomOp[] customs,
    Parameter[] targets) {

  EdgeList edges(int number) {
    return (EdgeList) spaces[number];
  }

  /** The neighbourhoods of an edge list at one of its ends. */
  Csr lists(int number, Op.End end) {
    return lists(number, end, false);
  }

  private Csr lists(int number, Op.End end, boolean withIds) {
    EdgeList edges = edges(number);
    return end == Op.End.DST ? edges.in(withIds) : edges.out(withIds);
  }

  /** Builds the neighbourhoods that a program asks for. */
  void build(Program program) {
    program.lists().forEach(lists -> lists(lists.number(), lists.end(), lists.withIds()));
  }

  /**
   * Keeps the leaves' memory until {@link #unpin}.
   *
   * @throws IllegalStateException when one is closed; then nothing is kept
   */
  void pin() {
    int pinned = 0;
    try {
      for (; pinned < leaves.length; pinned++) {
        leaves[pinned].pin();
      }
    } catch (IllegalStateException e) {
      unpin(pinned);
      throw new IllegalStateException(
          "Evaluation: the expression reads a value of "
              + leaves[pinned].rows()
              + " rows of "
              + leaves[pinned].width()
              + " elements that is closed; expected values that are still wanted. Close them after the last evaluation, or not at all.",
          e);
    }
  }

  void unpin() {
    unpin(leaves.length);
  }

  private void unpin(int count) {
    for (int i = 0; i < count; i++) {
      leaves[i].unpin();
    }
  }
}

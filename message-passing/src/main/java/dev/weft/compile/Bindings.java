package dev.weft.compile;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.tensor.CustomOp;
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
}

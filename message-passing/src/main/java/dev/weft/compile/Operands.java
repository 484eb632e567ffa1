package dev.weft.compile;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.DType;

/**
 * The numbers that scalars, counts and random keys have in a run: scalars come first, then the
 * sizes of all spaces.
 */
final class Operands {
  private final Expressions pool;
  private final int scalars;

  Operands(Expressions pool, int scalars) {
    this.pool = pool;
    this.scalars = scalars;
  }

  int scalar(Node node) {
    return pool.operandOf(node.tensor);
  }

  int count(Space space) {
    return scalars + pool.classes().number(space);
  }

  int key(Node node) {
    return pool.operandOf(node.tensor);
  }

  /** Where the types of rows stand: in the edge list that leads to them. */
  Place types(EdgeList types) {
    return new Place(
        Place.Origin.TYPES,
        pool.classes().number(types),
        DType.INT32,
        pool.classes().of(types.src()),
        -1,
        1,
        Place.Reading.OWN);
  }

  int leaf(Node node) {
    return pool.operandOf(node.tensor);
  }

  int custom(Node node) {
    return pool.operandOf(node.tensor);
  }
}

package dev.weft.interpreter;

import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Tensor;

/**
 * A computed tensor: all rows, row-major, in double.
 *
 * @param space what the rows are; a constant's only row serves every row of others
 * @param shape shape of a row
 * @param data rows · width elements
 */
record Table(Space space, Shape shape, double[] data) {
  /** Zeros for the result of a tensor. */
  static Table of(Tensor tensor) {
    return new Table(tensor.space(), tensor.shape(), new double[size(tensor)]);
  }

  /** Number of elements of a tensor. */
  static int size(Tensor tensor) {
    return Math.toIntExact(Math.multiplyExact(tensor.space().size(), tensor.shape().width()));
  }

  int rows() {
    return Math.toIntExact(space.size());
  }

  int width() {
    return shape.width();
  }

  /** Where the row starts that stands for {@code row}. */
  int start(int row) {
    return space == Space.ONE ? 0 : row * shape.width();
  }
}

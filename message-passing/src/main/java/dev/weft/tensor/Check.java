package dev.weft.tensor;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;

/** The rules that expressions must keep, with their messages; checked where the line is written. */
final class Check {
  private Check() {}

  /**
   * The space two operands share: constants fit all, plain rows fit any space of their size, others
   * must be the same.
   */
  static Space join(String what, Space x, Space y) {
    if (x == y || y == Space.ONE) {
      return x;
    }
    if (x == Space.ONE) {
      return y;
    }
    if (fits(x, y)) {
      return x instanceof Space.Rows ? y : x;
    }
    throw new IllegalArgumentException(
        what
            + ": the rows are "
            + x
            + " and "
            + y
            + namesake(x, y)
            + "; expected one space. Use Edges.src/dst to bring node rows to edges and Edges.sum to bring edge rows to nodes, or Tensor.in(space) to renumber plain rows.");
  }

  /** Whether rows of {@code given} may stand for rows of {@code wanted}. */
  static boolean fits(Space given, Space wanted) {
    return given == wanted
        || given.equals(wanted)
        || (given instanceof Space.Rows || wanted instanceof Space.Rows)
            && given.size() == wanted.size()
            && given != Space.ONE
            && wanted != Space.ONE;
  }

  /** Fails unless the tensor is constant or its rows are those of {@code wanted}. */
  static void rows(String what, Tensor x, Space wanted) {
    if (x.space() != Space.ONE && !fits(x.space(), wanted)) {
      throw new IllegalArgumentException(
          what
              + ": the rows are "
              + x.space()
              + "; expected "
              + wanted
              + namesake(x.space(), wanted)
              + ".");
    }
  }

  private static String namesake(Space x, Space y) {
    return x.toString().equals(y.toString()) ? ", another space of equal name and size" : "";
  }

  /** Fails unless edge i can leave row i. */
  static void oneTypeEach(String what, EdgeList types) {
    if (types.size() != types.src().size()) {
      throw new IllegalArgumentException(
          what
              + ": "
              + types
              + " leads from "
              + types.src()
              + "; expected one edge for every row, edge i leaving row i.");
    }
  }

  static void shape(String what, boolean holds, Shape came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          what + ": the row shape is " + came + "; expected " + expected + ".");
    }
  }
}

package dev.weft.compile;

import dev.weft.kernels.lang.BinaryOp;
import dev.weft.tensor.Op;
import java.util.Optional;

/**
 * One side of a sum of outer products by type: rows in memory, taken through an end of the edges
 * where they are those of nodes, and a factor for every edge.
 *
 * @param rows what stands in memory
 * @param at the node that names the end; empty when the rows are the edges' own
 * @param factors one number for every edge and block; empty for 1
 */
record Side(Node rows, Optional<Node> at, Optional<Node> factors) {
  static Side of(Node input) {
    boolean weighted =
        input.op() instanceof Op.Binary(var f, var _, var factor)
            && f == BinaryOp.MUL
            && input.level == Node.Level.EDGE
            && factor.shape().equals(input.tensor.shape().with(-1, 1));
    Node wide = weighted ? input.inputs[0] : input;
    Optional<Node> factors = weighted ? Optional.of(input.inputs[1]) : Optional.empty();
    return wide.kind == Node.Kind.AT
        ? new Side(wide.inputs[0], Optional.of(wide), factors)
        : new Side(wide, Optional.empty(), factors);
  }
}

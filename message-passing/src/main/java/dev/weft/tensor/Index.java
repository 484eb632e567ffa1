package dev.weft.tensor;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.sparse.Coo;
import java.util.stream.IntStream;

/**
 * A choice of rows, with repetitions: a relation from the rows of a space to the picked ones.
 * Taking rows is message passing over it, so it fuses and differentiates like everything else.
 *
 * @param from the space that rows are taken from
 * @param picks edge i leads from row {@code index[i]} to picked row i
 */
public record Index(Space from, EdgeList picks) {
  /**
   * The rows at these positions, in this order.
   *
   * @throws IllegalArgumentException when the space is that of constants or a position is out of
   *     range
   */
  public static Index of(Space from, int... rows) {
    if (from == Space.ONE) {
      throw new IllegalArgumentException(
          "Index: the space is that of constants; expected rows. Make rows of a constant [n, ...] with asRows().");
    }
    NodeSet nodes = from instanceof NodeSet set ? set : NodeSet.of("row", from.size());
    NodeSet picked = NodeSet.of("picked", rows.length);
    Coo coo = Coo.of(nodes.size(), picked.size(), rows, IntStream.range(0, rows.length).toArray());
    return new Index(from, EdgeList.of("index", nodes, picked, coo));
  }

  /** Number of picked rows. */
  public int size() {
    return Math.toIntExact(picks.size());
  }

  /** The space of the picked rows: plain rows. */
  public Space rows() {
    return new Space.Rows(picks.size());
  }

  /** The picked rows of x. */
  public Tensor take(Tensor x) {
    Check.rows("Index.take", x, from);
    return x.space() == Space.ONE
        ? x.expand(rows(), x.shape())
        : x.in(picks.src()).at(picks, Op.End.SRC).in(rows());
  }

  /**
   * The adjoint: rows of {@link #from} with the sum of the given rows that were picked from them, 0
   * for others.
   */
  public Tensor put(Tensor y) {
    Check.rows("Index.put", y, rows());
    Tensor edges = y.space() == Space.ONE ? y : y.in(picks);
    return edges.reduce(picks, Op.End.SRC, Reduction.SUM).in(from);
  }
}

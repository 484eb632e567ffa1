package dev.weft.tensor;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.graph.SparseColumn;
import dev.weft.kernels.lang.Reduction;

/**
 * A mostly zero [rows, columns] matrix, such as a bag of words: a relation from rows to columns
 * whose edge tensor holds the non-zero values. Products are message passing over that relation, so
 * they fuse and differentiate like everything else.
 *
 * @param entries from rows (sources) to columns (destinations)
 * @param values value of every entry, row shape []
 */
public record SparseTensor(EdgeList entries, Tensor values) implements Features {
  /** Checks that there is a scalar for every entry. */
  public SparseTensor {
    Check.rows("SparseTensor values", values, entries);
    Check.shape("SparseTensor values", values.shape().rank() == 0, values.shape(), "[]");
  }

  /** The column in place. */
  public static SparseTensor of(SparseColumn column) {
    return new SparseTensor(column.entries(), Tensor.of(column.values()).in(column.entries()));
  }

  @Override
  public Space space() {
    return entries.src();
  }

  @Override
  public int width() {
    return Math.toIntExact(entries.dst().size());
  }

  @Override
  public Tensor matmul(Tensor w) {
    Check.shape(
        "SparseTensor.matmul",
        w.space() == Space.ONE && w.shape().rank() == 2 && w.shape().dim(0) == width(),
        w.shape(),
        "a constant [columns=" + width() + ", out]");
    Tensor columnRows = w.asRows().in(entries.dst());
    return columnRows
        .at(entries, Op.End.DST)
        .times(values.reshape(1))
        .reduce(entries, Op.End.SRC, Reduction.SUM);
  }

  /** Every value times a number or an entry's factor. */
  public SparseTensor times(Tensor factor) {
    return new SparseTensor(entries, values.times(factor));
  }

  /** Draws what a dense dropout of the same seed draws at each entry. */
  @Override
  public SparseTensor dropout(double p, Seed seed) {
    if (!(p >= 0 && p < 1)) {
      throw new IllegalArgumentException("dropout: p=" + p + "; expected 0 <= p < 1.");
    }
    if (p == 0) {
      return this;
    }
    Tensor kept = Tensor.randomByPair(seed, entries).ge(Tensor.literal(p));
    return times(kept.times(1 / (1 - p)));
  }

  /** The sum of every row; row shape [1]. */
  public Tensor sumOfRows() {
    return values.reshape(1).reduce(entries, Op.End.SRC, Reduction.SUM);
  }

  /** Every row divided by its sum; a row of zeros stays. */
  public SparseTensor rowNormalized() {
    Tensor sum = sumOfRows().reshape();
    Tensor scale = sum.eq(Tensor.literal(0)).select(Tensor.literal(0), sum.reciprocal());
    return times(scale.at(entries, Op.End.SRC));
  }

  /** The same matrix with its zeros; parallel entries add up. Row shape [width]. */
  @Override
  public Tensor toDense() {
    Tensor identity = Tensor.lane(width());
    Tensor column = identity.asRows().in(entries.dst()).at(entries, Op.End.DST).reshape(1);
    return column.eq(identity).times(values.reshape(1)).reduce(entries, Op.End.SRC, Reduction.SUM);
  }
}

package dev.weft.examples.bench;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import dev.weft.tensor.SparseTensor;
import dev.weft.tensor.Tensor;
import java.util.stream.IntStream;

/** Inputs by formula, so that other libraries can compute on the same numbers. */
final class Inputs {
  /** About 1.27 % of a bag of words are ones, as in Cora. */
  private static final double DENSITY = 0.0127;

  private Inputs() {}

  /**
   * {@code X[i, j] = ((31 i + 17 (first + j)) mod 101) / 101 − 0.5}, rows of a shape, j its lanes.
   */
  static Tensor features(Space rows, Shape shape, int first) {
    int n = Math.toIntExact(rows.size());
    int width = shape.width();
    float[] x = new float[Math.multiplyExact(n, width)];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < width; j++) {
        x[i * width + j] = ((i * 31L + (first + j) * 17L) % 101) / 101f - 0.5f;
      }
    }
    return Tensor.of(rows, shape, x);
  }

  /** {@code w[k] = ((7 k) mod 13) / 13 + 0.1}, k counting edges and, within them, heads. */
  static Tensor weights(EdgeList edges, Shape shape) {
    float[] w = new float[Math.multiplyExact(Math.toIntExact(edges.size()), shape.width())];
    for (int k = 0; k < w.length; k++) {
      w[k] = (k * 7L % 13) / 13f + 0.1f;
    }
    return Tensor.of(edges, shape, w);
  }

  /**
   * A bag of words: at [i, j] a one where SplitMix64's mix of {@code i · width + j} falls below the
   * density, rows divided by their sum.
   */
  static SparseTensor words(NodeSet rows, int width) {
    int n = Math.toIntExact(rows.size());
    int[][] columns =
        IntStream.range(0, n)
            .mapToObj(
                i -> IntStream.range(0, width).filter(j -> isWord((long) i * width + j)).toArray())
            .toArray(int[][]::new);
    int[] row =
        IntStream.range(0, n)
            .flatMap(i -> IntStream.generate(() -> i).limit(columns[i].length))
            .toArray();
    int[] column = IntStream.range(0, n).flatMap(i -> IntStream.of(columns[i])).toArray();
    EdgeList entries =
        EdgeList.of("words", rows, NodeSet.of("word", width), Coo.of(n, width, row, column));
    float[] values = new float[row.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = 1f / columns[row[k]].length;
    }
    return new SparseTensor(entries, Tensor.of(entries, Shape.SCALAR, values));
  }

  private static boolean isWord(long cell) {
    long z = cell * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53 < DENSITY;
  }

  /** {@code label[i] = i mod classes}. */
  static Tensor labels(Space rows, int classes) {
    return Tensor.of(
        rows,
        Shape.SCALAR,
        IntStream.range(0, Math.toIntExact(rows.size())).map(i -> i % classes).toArray());
  }

  /** 1 for the first rows. */
  static Tensor first(Space rows, int count) {
    return Tensor.of(
        rows,
        Shape.SCALAR,
        IntStream.range(0, Math.toIntExact(rows.size())).map(i -> i < count ? 1 : 0).toArray());
  }
}

package dev.weft.examples.bench;

import static dev.weft.kernels.memory.DType.FLOAT32;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import dev.weft.tensor.SparseTensor;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import java.lang.foreign.MemorySegment;
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
    long n = rows.size();
    int width = shape.width();
    Block block = Memory.allocateCollected(Math.multiplyExact(n, 4L * width));
    MemorySegment x = block.segment();
    for (long i = 0; i < n; i++) {
      for (int j = 0; j < width; j++) {
        x.setAtIndex(JAVA_FLOAT, i * width + j, ((i * 31 + (first + j) * 17L) % 101) / 101f - 0.5f);
      }
    }
    return of(block, rows, shape);
  }

  /** Numbers in native memory: on the heap there is no room for those of a large graph. */
  private static Tensor of(Block block, Space rows, Shape shape) {
    HostStorage storage =
        new HostStorage(block.segment(), FLOAT32, rows.size(), shape.width(), shape.width());
    return Tensor.of(Value.of(storage, block), rows, shape);
  }

  /** {@code w[k] = ((7 k) mod 13) / 13 + 0.1}, k counting edges and, within them, heads. */
  static Tensor weights(EdgeList edges, Shape shape) {
    Block block = Memory.allocateCollected(Math.multiplyExact(edges.size(), 4L * shape.width()));
    MemorySegment w = block.segment();
    for (long k = 0; k < edges.size() * shape.width(); k++) {
      w.setAtIndex(JAVA_FLOAT, k, (k * 7 % 13) / 13f + 0.1f);
    }
    return of(block, edges, shape);
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

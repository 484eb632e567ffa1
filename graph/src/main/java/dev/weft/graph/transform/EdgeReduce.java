package dev.weft.graph.transform;

import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.Ids;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.sparse.Csr;

/** Reduces edge data over the entries of CSR rows, in double, in edge-id order. */
final class EdgeReduce {
  private EdgeReduce() {}

  /** One row for each of the given CSR rows. */
  static DenseColumn perNode(
      DenseColumn edges, Space space, Csr csr, Ids nodes, Reduction reduction) {
    double[] values = Columns.doubles(edges);
    int width = edges.shape().width();
    double[] out = new double[Math.toIntExact(Math.multiplyExact(nodes.size(), (long) width))];
    for (int i = 0; i < nodes.size(); i++) {
      for (int j = 0; j < width; j++) {
        out[i * width + j] = reduce(values, width, j, csr, nodes.get(i), reduction);
      }
    }
    return Columns.of(edges.name(), space, edges.dtype(), edges.shape(), out);
  }

  private static double reduce(
      double[] values, int width, int j, Csr csr, int row, Reduction reduction) {
    long begin = csr.start(row);
    long end = csr.start(row + 1L);
    double result = reduction == Reduction.PROD ? 1 : 0;
    for (long p = begin; p < end; p++) {
      double v = values[(int) csr.edge(p) * width + j];
      result = p == begin ? v : combine(result, v, reduction);
    }
    return reduction == Reduction.MEAN && end > begin ? result / (end - begin) : result;
  }

  private static double combine(double a, double b, Reduction reduction) {
    return switch (reduction) {
      case SUM, MEAN -> a + b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case PROD -> a * b;
    };
  }
}

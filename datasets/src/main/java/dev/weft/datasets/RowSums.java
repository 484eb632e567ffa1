package dev.weft.datasets;

import dev.weft.graph.Column;
import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.SparseColumn;
import dev.weft.kernels.sparse.Coo;

/** Divides feature rows by their sums. */
final class RowSums {
  private RowSums() {}

  static Column normalized(Column features) {
    return switch (features) {
      case SparseColumn sparse -> normalized(sparse);
      case DenseColumn dense -> normalized(dense);
    };
  }

  private static SparseColumn normalized(SparseColumn features) {
    Coo coo = features.entries().coo();
    float[] values = Columns.floats(features.values());
    double[] sums = new double[Math.toIntExact(coo.rows())];
    for (int i = 0; i < values.length; i++) {
      sums[coo.rowOf(i)] += values[i];
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = divided(values[i], sums[coo.rowOf(i)]);
    }
    return new SparseColumn(
        features.name(),
        features.entries(),
        Columns.of(features.name(), features.entries(), values));
  }

  private static DenseColumn normalized(DenseColumn features) {
    int width = features.shape().width();
    float[] values = Columns.floats(features);
    for (int row = 0; row + width <= values.length && width > 0; row += width) {
      double sum = 0;
      for (int c = 0; c < width; c++) {
        sum += values[row + c];
      }
      for (int c = 0; c < width; c++) {
        values[row + c] = divided(values[row + c], sum);
      }
    }
    return Columns.of(features.name(), features.space(), values, features.shape());
  }

  private static float divided(float value, double sum) {
    return sum == 0 ? value : (float) (value / sum);
  }
}

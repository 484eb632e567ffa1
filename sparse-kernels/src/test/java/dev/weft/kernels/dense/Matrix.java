package dev.weft.kernels.dense;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import java.util.SplittableRandom;

/** A float32 matrix for tests: its storage, whose padding is NaN so that reading it shows. */
record Matrix(HostStorage storage) {

  static Matrix empty(long rows, int width, long stride) {
    var segment = Memory.allocateCollected(4 * rows * stride).segment();
    for (long i = 0; i < rows * stride; i++) {
      segment.setAtIndex(JAVA_FLOAT, i, Float.NaN);
    }
    return new Matrix(new HostStorage(segment, DType.FLOAT32, rows, width, stride));
  }

  static Matrix random(SplittableRandom random, long rows, int width, long stride) {
    Matrix matrix = empty(rows, width, stride);
    for (long i = 0; i < rows; i++) {
      for (int j = 0; j < width; j++) {
        matrix
            .storage
            .segment()
            .setAtIndex(JAVA_FLOAT, i * stride + j, (float) random.nextDouble(-1, 1));
      }
    }
    return matrix;
  }

  double at(long row, long col) {
    return storage.segment().getAtIndex(JAVA_FLOAT, row * storage.rowStride() + col);
  }

  long rows() {
    return storage.rows();
  }

  int width() {
    return storage.width();
  }

  /** The bits of all elements, padding included. */
  int[] bits() {
    return storage.segment().toArray(JAVA_INT);
  }
}

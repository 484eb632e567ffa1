package dev.weft.tensor;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Copies between Java arrays and {@link Value}s. */
final class Values {
  private Values() {}

  static Value copyOf(float[] elements, long rows, int width) {
    checkCount(elements.length, rows, width);
    MemorySegment segment = allocate(4L * elements.length);
    MemorySegment.copy(elements, 0, segment, ValueLayout.JAVA_FLOAT, 0, elements.length);
    return Value.of(new HostStorage(segment, DType.FLOAT32, rows, width, width), segment);
  }

  static Value copyOf(double[] elements, long rows, int width) {
    checkCount(elements.length, rows, width);
    MemorySegment segment = allocate(8L * elements.length);
    MemorySegment.copy(elements, 0, segment, ValueLayout.JAVA_DOUBLE, 0, elements.length);
    return Value.of(new HostStorage(segment, DType.FLOAT64, rows, width, width), segment);
  }

  static Value copyOf(int[] elements, long rows, int width) {
    checkCount(elements.length, rows, width);
    MemorySegment segment = allocate(4L * elements.length);
    MemorySegment.copy(elements, 0, segment, ValueLayout.JAVA_INT, 0, elements.length);
    return Value.of(new HostStorage(segment, DType.INT32, rows, width, width), segment);
  }

  /** All elements, row-major, converted to double. */
  static double[] toDoubles(Value value) {
    HostStorage s = (HostStorage) value.storage();
    double[] out = new double[Math.toIntExact(Math.multiplyExact(s.rows(), s.width()))];
    int at = 0;
    for (long row = 0; row < s.rows(); row++) {
      for (int lane = 0; lane < s.width(); lane++) {
        out[at++] = element(s, row * s.rowStride() + lane);
      }
    }
    return out;
  }

  private static double element(HostStorage s, long at) {
    MemorySegment m = s.segment();
    return switch (s.dtype()) {
      case FLOAT32 -> m.getAtIndex(ValueLayout.JAVA_FLOAT, at);
      case FLOAT64 -> m.getAtIndex(ValueLayout.JAVA_DOUBLE, at);
      case FLOAT16 -> Float.float16ToFloat(m.getAtIndex(ValueLayout.JAVA_SHORT, at));
      case BFLOAT16 -> Float.intBitsToFloat(m.getAtIndex(ValueLayout.JAVA_SHORT, at) << 16);
      case INT8, BOOL -> m.get(ValueLayout.JAVA_BYTE, at);
      case INT32 -> m.getAtIndex(ValueLayout.JAVA_INT, at);
      case INT64 -> m.getAtIndex(ValueLayout.JAVA_LONG, at);
    };
  }

  private static MemorySegment allocate(long bytes) {
    return Arena.ofAuto().allocate(Math.max(bytes, 1), 64);
  }

  private static void checkCount(long given, long rows, int width) {
    if (given != Math.multiplyExact(rows, width)) {
      throw new IllegalArgumentException("Tensor: " + given + " elements came; expected rows=" + rows + " × width=" + width + ".");
    }
  }
}

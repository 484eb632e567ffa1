package dev.weft.tensor;

import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/** Copies between Java arrays and {@link Value}s. */
final class Values {
  private Values() {}

  static Value copyOf(float[] elements, long rows, int width) {
    Block block = allocate(elements.length, DType.FLOAT32, rows, width);
    MemorySegment.copy(elements, 0, block.segment(), ValueLayout.JAVA_FLOAT, 0, elements.length);
    return value(block, DType.FLOAT32, rows, width);
  }

  static Value copyOf(double[] elements, long rows, int width) {
    Block block = allocate(elements.length, DType.FLOAT64, rows, width);
    MemorySegment.copy(elements, 0, block.segment(), ValueLayout.JAVA_DOUBLE, 0, elements.length);
    return value(block, DType.FLOAT64, rows, width);
  }

  static Value copyOf(int[] elements, long rows, int width) {
    Block block = allocate(elements.length, DType.INT32, rows, width);
    MemorySegment.copy(elements, 0, block.segment(), ValueLayout.JAVA_INT, 0, elements.length);
    return value(block, DType.INT32, rows, width);
  }

  /** Each element rounded to the type. */
  static Value copyOf(double[] elements, long rows, int width, DType dtype) {
    Block block = allocate(elements.length, dtype, rows, width);
    for (int i = 0; i < elements.length; i++) {
      put(block.segment(), dtype, i, elements[i]);
    }
    return value(block, dtype, rows, width);
  }

  /** All elements, row-major, converted to double. */
  static double[] toDoubles(Value value) {
    HostStorage s = value.storage();
    double[] out = new double[Math.toIntExact(Math.multiplyExact(s.rows(), s.width()))];
    int at = 0;
    for (long row = 0; row < s.rows(); row++) {
      for (int lane = 0; lane < s.width(); lane++) {
        out[at++] = get(s, row, lane);
      }
    }
    Reference.reachabilityFence(value);
    return out;
  }

  /** All elements, row-major, rounded to float. */
  static float[] toFloats(Value value) {
    HostStorage s = value.storage();
    int width = s.width();
    float[] out = new float[Math.toIntExact(Math.multiplyExact(s.rows(), width))];
    for (int row = 0; row < s.rows(); row++) {
      if (s.dtype() == DType.FLOAT32) {
        long from = 4L * row * s.rowStride();
        MemorySegment.copy(
            s.segment(), ValueLayout.JAVA_FLOAT_UNALIGNED, from, out, row * width, width);
      } else {
        for (int lane = 0; lane < width; lane++) {
          out[row * width + lane] = (float) get(s, row, lane);
        }
      }
    }
    Reference.reachabilityFence(value);
    return out;
  }

  /** The first rows, for display. */
  static double[][] firstRows(Value value, int count) {
    HostStorage s = value.storage();
    double[][] out = new double[(int) Math.min(count, s.rows())][s.width()];
    for (int row = 0; row < out.length; row++) {
      for (int lane = 0; lane < s.width(); lane++) {
        out[row][lane] = get(s, row, lane);
      }
    }
    Reference.reachabilityFence(value);
    return out;
  }

  /** An element; the row and the lane are not checked. */
  static double get(HostStorage s, long row, int lane) {
    MemorySegment m = s.segment();
    long at = row * s.rowStride() + lane;
    return switch (s.dtype()) {
      case FLOAT32 -> m.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * at);
      case FLOAT64 -> m.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8 * at);
      case FLOAT16 -> Float.float16ToFloat(m.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * at));
      case BFLOAT16 -> Float.intBitsToFloat(m.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * at) << 16);
      case INT8, BOOL -> m.get(ValueLayout.JAVA_BYTE, at);
      case INT32 -> m.get(ValueLayout.JAVA_INT_UNALIGNED, 4 * at);
      case INT64 -> m.get(ValueLayout.JAVA_LONG_UNALIGNED, 8 * at);
    };
  }

  private static void put(MemorySegment m, DType dtype, long at, double x) {
    switch (dtype) {
      case FLOAT32 -> m.set(ValueLayout.JAVA_FLOAT, 4 * at, (float) x);
      case FLOAT64 -> m.set(ValueLayout.JAVA_DOUBLE, 8 * at, x);
      case FLOAT16 -> m.set(ValueLayout.JAVA_SHORT, 2 * at, Float.floatToFloat16((float) x));
      case BFLOAT16 -> m.set(ValueLayout.JAVA_SHORT, 2 * at, bfloat16((float) x));
      case INT8 -> m.set(ValueLayout.JAVA_BYTE, at, (byte) Math.rint(x));
      case BOOL -> m.set(ValueLayout.JAVA_BYTE, at, (byte) (x == 0 ? 0 : 1));
      case INT32 -> m.set(ValueLayout.JAVA_INT, 4 * at, (int) x);
      case INT64 -> m.set(ValueLayout.JAVA_LONG, 8 * at, (long) x);
    }
  }

  /** The upper half of the bits, rounded to nearest, ties to even; NaN stays NaN. */
  static short bfloat16(float x) {
    int bits = Float.floatToIntBits(x);
    int rounded = Float.isNaN(x) ? bits : bits + 0x7FFF + (bits >>> 16 & 1);
    return (short) (rounded >>> 16);
  }

  private static Value value(Block block, DType dtype, long rows, int width) {
    return Value.of(new HostStorage(block.segment(), dtype, rows, width, width), block);
  }

  private static Block allocate(long given, DType dtype, long rows, int width) {
    if (given != Math.multiplyExact(rows, width)) {
      throw new IllegalArgumentException(
          "Tensor: " + given + " elements came; expected rows=" + rows + " × width=" + width + ".");
    }
    return Memory.allocateCollected(Math.multiplyExact(given, dtype.bytes()));
  }
}

package dev.weft.kernels.backend.reference;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Storage;
import java.lang.foreign.MemorySegment;

/** Single elements of a storage as doubles, whatever they are stored as. */
final class Elements {
  private Elements() {}

  static double get(Storage storage, long row, int lane) {
    HostStorage s = (HostStorage) storage;
    MemorySegment m = s.segment();
    long at = (row * s.rowStride() + lane) * s.dtype().bytes();
    return switch (s.dtype()) {
      case FLOAT32 -> m.get(JAVA_FLOAT_UNALIGNED, at);
      case FLOAT64 -> m.get(JAVA_DOUBLE_UNALIGNED, at);
      case FLOAT16 -> Float.float16ToFloat(m.get(JAVA_SHORT_UNALIGNED, at));
      case BFLOAT16 -> Float.intBitsToFloat(m.get(JAVA_SHORT_UNALIGNED, at) << 16);
      case INT8 -> m.get(JAVA_BYTE, at);
      case INT32 -> m.get(JAVA_INT_UNALIGNED, at);
      case INT64 -> m.get(JAVA_LONG_UNALIGNED, at);
      case BOOL -> m.get(JAVA_BYTE, at) != 0 ? 1 : 0;
    };
  }

  static void set(Storage storage, long row, int lane, double value) {
    HostStorage s = (HostStorage) storage;
    MemorySegment m = s.segment();
    long at = (row * s.rowStride() + lane) * s.dtype().bytes();
    switch (s.dtype()) {
      case FLOAT32 -> m.set(JAVA_FLOAT_UNALIGNED, at, (float) value);
      case FLOAT64 -> m.set(JAVA_DOUBLE_UNALIGNED, at, value);
      case INT32 -> m.set(JAVA_INT_UNALIGNED, at, (int) value);
      case FLOAT16, BFLOAT16, INT8, INT64, BOOL ->
          throw new IllegalArgumentException(
              "Output of type " + s.dtype() + "; expected FLOAT32, FLOAT64 or INT32.");
    }
  }
}

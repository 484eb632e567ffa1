package dev.weft.graph;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Copies and reads the rows of dense columns. */
final class DenseRows {
  private DenseRows() {}

  /** Contiguous rows as chunks of fewer than 2^31 elements. */
  static List<HostStorage> chunks(MemorySegment memory, DType dtype, int width, long rows) {
    long most = Integer.MAX_VALUE / Math.max(1, width);
    if (rows <= most) {
      return List.of(new HostStorage(memory, dtype, rows, width, width));
    }
    List<HostStorage> out = new ArrayList<>();
    long rowBytes = (long) width * dtype.bytes();
    for (long from = 0; from < rows; from += most) {
      long count = Math.min(most, rows - from);
      out.add(
          new HostStorage(
              memory.asSlice(from * rowBytes, count * rowBytes), dtype, count, width, width));
    }
    return List.copyOf(out);
  }

  /** The rows at the given positions, contiguous. */
  static List<HostStorage> gather(DenseColumn column, Ids positions) {
    int width = column.shape().width();
    long rowBytes = (long) width * column.dtype().bytes();
    MemorySegment out = OffHeap.allocate(Math.multiplyExact(rowBytes, positions.size()));
    List<HostStorage> chunks = column.chunks();
    if (chunks.size() == 1) {
      gather(chunks.getFirst(), rowBytes, positions, out);
    } else {
      gather(chunks, rowBytes, positions, out);
    }
    return chunks(out, column.dtype(), width, positions.size());
  }

  /** As below, for rows in several chunks of any lengths. */
  private static void gather(
      List<HostStorage> chunks, long rowBytes, Ids positions, MemorySegment out) {
    long[] ends = new long[chunks.size()];
    long end = 0;
    for (int c = 0; c < ends.length; c++) {
      end += chunks.get(c).rows();
      ends[c] = end;
    }
    for (long i = 0; i < positions.size(); i++) {
      int c = Arrays.binarySearch(ends, positions.get(i) + 1L);
      HostStorage chunk = chunks.get(c < 0 ? -c - 1 : c);
      long row = positions.get(i) - (ends[c < 0 ? -c - 1 : c] - chunk.rows());
      long from = row * chunk.rowStride() * chunk.dtype().bytes();
      MemorySegment.copy(chunk.segment(), from, out, i * rowBytes, rowBytes);
    }
  }

  private static void gather(HostStorage from, long rowBytes, Ids positions, MemorySegment out) {
    long stride = from.rowStride() * from.dtype().bytes();
    MemorySegment in = from.segment();
    Spans.forEach(
        positions.size(),
        (first, last) -> {
          if (rowBytes == 4) {
            for (long i = first; i < last; i++) {
              out.set(
                  JAVA_INT_UNALIGNED, i * 4, in.get(JAVA_INT_UNALIGNED, positions.get(i) * stride));
            }
          } else {
            for (long i = first; i < last; i++) {
              MemorySegment.copy(in, positions.get(i) * stride, out, i * rowBytes, rowBytes);
            }
          }
        });
  }

  /**
   * Appends all rows of a column to {@code out} from byte {@code at} on, without padding; gives the
   * byte after the last.
   */
  static long copy(DenseColumn column, MemorySegment out, long at) {
    long rowBytes = (long) column.shape().width() * column.dtype().bytes();
    long to = at;
    for (HostStorage chunk : column.chunks()) {
      if (chunk.rowStride() == chunk.width()) {
        MemorySegment.copy(chunk.segment(), 0, out, to, rowBytes * chunk.rows());
        to += rowBytes * chunk.rows();
        continue;
      }
      long stride = chunk.rowStride() * chunk.dtype().bytes();
      for (long row = 0; row < chunk.rows(); row++, to += rowBytes) {
        MemorySegment.copy(chunk.segment(), row * stride, out, to, rowBytes);
      }
    }
    return to;
  }

  /** The values converted to a type, contiguous. */
  static MemorySegment write(DType dtype, double[] values) {
    MemorySegment out = OffHeap.allocate((long) values.length * dtype.bytes());
    for (int i = 0; i < values.length; i++) {
      double v = values[i];
      switch (dtype) {
        case FLOAT32 -> out.set(JAVA_FLOAT_UNALIGNED, 4L * i, (float) v);
        case FLOAT64 -> out.set(JAVA_DOUBLE_UNALIGNED, 8L * i, v);
        case FLOAT16 -> out.set(JAVA_SHORT_UNALIGNED, 2L * i, Float.floatToFloat16((float) v));
        case BFLOAT16 -> out.set(JAVA_SHORT_UNALIGNED, 2L * i, bfloat16((float) v));
        case INT8 -> out.set(JAVA_BYTE, i, (byte) v);
        case INT32 -> out.set(JAVA_INT_UNALIGNED, 4L * i, (int) v);
        case INT64 -> out.set(JAVA_LONG_UNALIGNED, 8L * i, (long) v);
        case BOOL -> out.set(JAVA_BYTE, i, (byte) (v != 0 ? 1 : 0));
      }
    }
    return out;
  }

  /** Round to nearest, ties to even; NaN stays NaN. */
  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short)
        (Float.isNaN(value) ? (bits >>> 16) | 0x40 : (bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }

  static double[] doubles(DenseColumn column) {
    int width = column.shape().width();
    double[] out = new double[Math.toIntExact(Math.multiplyExact(column.space().size(), width))];
    int at = 0;
    for (HostStorage chunk : column.chunks()) {
      for (long row = 0; row < chunk.rows(); row++) {
        for (int j = 0; j < width; j++) {
          out[at++] = element(chunk, row * chunk.rowStride() + j);
        }
      }
    }
    return out;
  }

  static int[] ints(DenseColumn column) {
    if (column.dtype().isFloating()) {
      throw new IllegalArgumentException(
          "Column "
              + Columns.describe(column)
              + ": the values are "
              + column.dtype()
              + "; expected integers or booleans. Read them with Columns.floats.");
    }
    int width = column.shape().width();
    int[] out = new int[Math.toIntExact(Math.multiplyExact(column.space().size(), width))];
    int at = 0;
    for (HostStorage chunk : column.chunks()) {
      for (long row = 0; row < chunk.rows(); row++) {
        for (int j = 0; j < width; j++) {
          out[at++] = Math.toIntExact(integer(chunk, row * chunk.rowStride() + j));
        }
      }
    }
    return out;
  }

  /** Checks that every int32 scalar is a category's number or -1. */
  static void checkCodes(DenseColumn column, int categories) {
    long first = 0;
    for (HostStorage chunk : column.chunks()) {
      for (long row = 0; row < chunk.rows(); row++) {
        int code = chunk.segment().get(JAVA_INT_UNALIGNED, row * chunk.rowStride() * 4);
        if (code < -1 || code >= categories) {
          throw new IllegalArgumentException(
              "CategoryColumn "
                  + column.name()
                  + ": codes["
                  + (first + row)
                  + "]="
                  + code
                  + " is out of range [-1, categories="
                  + categories
                  + ").");
        }
      }
      first += chunk.rows();
    }
  }

  private static double element(HostStorage storage, long i) {
    MemorySegment s = storage.segment();
    return switch (storage.dtype()) {
      case FLOAT32 -> s.get(JAVA_FLOAT_UNALIGNED, i * 4);
      case FLOAT64 -> s.get(JAVA_DOUBLE_UNALIGNED, i * 8);
      case FLOAT16 -> Float.float16ToFloat(s.get(JAVA_SHORT_UNALIGNED, i * 2));
      case BFLOAT16 -> Float.intBitsToFloat(s.get(JAVA_SHORT_UNALIGNED, i * 2) << 16);
      case INT8, INT32, INT64, BOOL -> integer(storage, i);
    };
  }

  private static long integer(HostStorage storage, long i) {
    MemorySegment s = storage.segment();
    return switch (storage.dtype()) {
      case INT8, BOOL -> s.get(JAVA_BYTE, i);
      case INT32 -> s.get(JAVA_INT_UNALIGNED, i * 4);
      case INT64 -> s.get(JAVA_LONG_UNALIGNED, i * 8);
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> throw new AssertionError(storage.dtype());
    };
  }
}

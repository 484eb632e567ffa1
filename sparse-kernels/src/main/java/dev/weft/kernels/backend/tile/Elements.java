package dev.weft.kernels.backend.tile;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.weft.kernels.lang.CounterRandom;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Counter;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Native;
import java.lang.foreign.MemorySegment;

/**
 * Rows between memory and float arrays, whatever the stored type; and other things that no
 * processor does in lanes.
 */
public final class Elements {
  private static final MemorySegment ALL = Native.ALL;

  private Elements() {}

  /** {@code width} elements at an address as floats. */
  public static void read(DType dtype, long address, float[] out, int at, int width) {
    long p = address & Native.MASK;
    switch (dtype) {
      case FLOAT32 -> MemorySegment.copy(ALL, JAVA_FLOAT_UNALIGNED, p, out, at, width);
      case FLOAT64 -> {
        for (int j = 0; j < width; j++) {
          out[at + j] = (float) ALL.get(JAVA_DOUBLE_UNALIGNED, p + 8L * j);
        }
      }
      case FLOAT16 -> {
        for (int j = 0; j < width; j++) {
          out[at + j] = Float.float16ToFloat(ALL.get(JAVA_SHORT_UNALIGNED, p + 2L * j));
        }
      }
      case BFLOAT16 -> {
        for (int j = 0; j < width; j++) {
          out[at + j] = Float.intBitsToFloat(ALL.get(JAVA_SHORT_UNALIGNED, p + 2L * j) << 16);
        }
      }
      case INT8 -> {
        for (int j = 0; j < width; j++) {
          out[at + j] = ALL.get(JAVA_BYTE, p + j);
        }
      }
      case INT32 -> {
        for (int j = 0; j < width; j++) {
          out[at + j] = ALL.get(JAVA_INT_UNALIGNED, p + 4L * j);
        }
      }
      case INT64 -> {
        for (int j = 0; j < width; j++) {
          out[at + j] = ALL.get(JAVA_LONG_UNALIGNED, p + 8L * j);
        }
      }
      case BOOL -> {
        for (int j = 0; j < width; j++) {
          out[at + j] = ALL.get(JAVA_BYTE, p + j) != 0 ? 1 : 0;
        }
      }
    }
  }

  /** Address of the row that entry {@code e}, an entry of the tile's row {@code r}, names. */
  public static long row(Source source, At at, Span span, int r, int e) {
    return source.at(
        switch (at) {
          case UNIFORM -> 0;
          case ROW -> span.row + r;
          case NEIGHBOR -> span.neighbor(e);
          case EDGE -> span.edge(e);
        });
  }

  /** The element that a random number of entry {@code e} of row {@code r} belongs to. */
  public static long item(Counter counter, Span span, int r, int e) {
    return switch (counter) {
      case ROW -> span.row + r;
      case NEIGHBOR -> span.neighbor(e);
      case EDGE -> span.edge(e);
      case ROW_NEIGHBOR -> (span.row + r) * span.domainCols + span.neighbor(e);
      case NEIGHBOR_ROW -> span.neighbor(e) * span.domainRows + span.row + r;
    };
  }

  /** Random numbers of {@code width} consecutive counters. */
  public static void draw(long expanded, long counter, float[] out, int at, int width) {
    for (int j = 0; j < width; j++) {
      out[at + j] = CounterRandom.uniform(expanded, counter + j);
    }
  }
}

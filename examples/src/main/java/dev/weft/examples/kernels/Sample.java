package dev.weft.examples.kernels;

import dev.weft.kernels.backend.LaunchRows;
import dev.weft.kernels.lang.CounterRandom;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Storage;
import dev.weft.kernels.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a kernel is run on.
 *
 * @param name what is special about it
 * @param rows rows of the domain
 * @param csr the neighbourhoods
 * @param operands what it reads
 * @param scalars its run-time numbers
 * @param keys its random keys
 */
record Sample(
    String name,
    long rows,
    Optional<Csr> csr,
    List<Storage> operands,
    double[] scalars,
    long[] keys) {

  /** Integers, types among them, are below this. */
  private static final int INTEGERS = 10;

  /** A kernel's operands filled with numbers between -0.3 and 0.7; integers between 0 and 9. */
  static Sample of(String name, Kernel kernel, long rows, Optional<Csr> csr) {
    LaunchRows reach = new LaunchRows(rows, csr, INTEGERS);
    List<Storage> operands = new ArrayList<>();
    for (int o = 0; o < kernel.operands().size(); o++) {
      Kernel.Operand operand = kernel.operands().get(o);
      operands.add(filled(operand, Math.max(1, reach.read(kernel, o)), o));
    }
    double[] scalars = new double[kernel.scalarCount()];
    for (int s = 0; s < scalars.length; s++) {
      scalars[s] = (s + 1) / 8.0;
    }
    long[] keys = new long[kernel.keyCount()];
    for (int k = 0; k < keys.length; k++) {
      keys[k] = 7L + k;
    }
    return new Sample(name, rows, csr, operands, scalars, keys);
  }

  /** How many rows are read and written. */
  LaunchRows reach() {
    return new LaunchRows(rows, csr, INTEGERS);
  }

  private static Storage filled(Kernel.Operand operand, long rows, int seed) {
    HostStorage made = storage(operand.dtype(), rows, operand.width());
    long key = CounterRandom.expand(seed);
    for (long i = 0; i < rows * operand.width(); i++) {
      set(made.segment(), operand.dtype(), i, CounterRandom.uniform(key, i));
    }
    return made;
  }

  private static void set(MemorySegment m, DType dtype, long i, float uniform) {
    float x = uniform - 0.3f;
    switch (dtype) {
      case FLOAT32 -> m.setAtIndex(ValueLayout.JAVA_FLOAT, i, x);
      case FLOAT64 -> m.setAtIndex(ValueLayout.JAVA_DOUBLE, i, x);
      case FLOAT16 -> m.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16(x));
      case BFLOAT16 ->
          m.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (Float.floatToRawIntBits(x) >>> 16));
      case INT8 -> m.set(ValueLayout.JAVA_BYTE, i, (byte) (uniform * INTEGERS));
      case INT32 -> m.setAtIndex(ValueLayout.JAVA_INT, i, (int) (uniform * INTEGERS));
      case INT64 -> m.setAtIndex(ValueLayout.JAVA_LONG, i, (long) (uniform * INTEGERS));
      case BOOL -> m.set(ValueLayout.JAVA_BYTE, i, (byte) (uniform < 0.5f ? 0 : 1));
    }
  }

  /** Rows of zeros, one after the other. */
  static HostStorage storage(DType dtype, long rows, int width) {
    long bytes = Math.max(8, rows * width * dtype.bytes());
    return new HostStorage(Memory.allocateCollected(bytes).segment(), dtype, rows, width, width);
  }

  /** The same rows in memory of their own. */
  static Storage copy(Storage storage) {
    HostStorage from = (HostStorage) storage;
    HostStorage to = storage(from.dtype(), from.rows(), from.width());
    long row = (long) from.width() * from.dtype().bytes();
    long stride = from.rowStride() * from.dtype().bytes();
    for (long r = 0; r < from.rows(); r++) {
      MemorySegment.copy(from.segment(), r * stride, to.segment(), r * row, row);
    }
    return to;
  }
}

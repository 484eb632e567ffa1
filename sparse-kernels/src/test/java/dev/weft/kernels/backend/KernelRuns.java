package dev.weft.kernels.backend;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.weft.kernels.backend.vector.VectorBackend;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Storage;
import dev.weft.kernels.sparse.Csr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** Runs one kernel on one backend with given numbers, and hands back the outputs as doubles. */
final class KernelRuns {
  private static final Backend VECTOR = new VectorBackend(VectorBackend.Start.AT_ONCE);

  /** A backend by name; {@code vector} without its warm-up on the portable loops. */
  static Backend named(String name) {
    return name.equals("vector") ? VECTOR : Backends.named(name);
  }

  /** How rows lie in memory. */
  enum Stride {
    /** Row after row. */
    TIGHT,
    /** As intermediates: from 9 on a multiple of 16. */
    PADDED,
    /** Some unused elements after every row. */
    ODD
  }

  /** A kernel with its domain and numbers, [operand][row * width + lane]. */
  record Problem(
      Kernel kernel,
      long rows,
      Optional<Csr> csr,
      List<double[]> inputs,
      double[] scalars,
      long[] keys,
      Stride stride) {}

  private static final double GUARD = -77777;

  /** Types of rows and entries, in problems that a kernel alone describes. */
  private static final int TYPES = 5;

  private KernelRuns() {}

  /** Fills every operand from {@code numbers}, as long as its use needs. */
  static Problem problem(
      Kernel kernel, long rows, Optional<Csr> csr, DoubleSupplier numbers, Stride stride) {
    LaunchRows reach = new LaunchRows(rows, csr, TYPES);
    List<double[]> inputs = new ArrayList<>();
    for (int o = 0; o < kernel.operands().size(); o++) {
      int operand = o;
      double[] values =
          new double[(int) Math.max(1, reach.read(kernel, o)) * kernel.operands().get(o).width()];
      DType dtype = kernel.operands().get(o).dtype();
      boolean types =
          kernel.body().stream()
              .anyMatch(instr -> instr instanceof Instr.TypedMatmul t && t.types() == operand);
      Arrays.setAll(
          values,
          _ -> {
            double x = stored(dtype, numbers.getAsDouble());
            return types ? Math.floorMod((int) x, TYPES) : x;
          });
      inputs.add(values);
    }
    double[] scalars = new double[kernel.scalarCount()];
    Arrays.setAll(scalars, i -> (float) (0.25 + i));
    long[] keys = new Random(rows).longs(kernel.keyCount()).toArray();
    return new Problem(kernel, rows, csr, inputs, scalars, keys, stride);
  }

  /** The outputs, [output][row * width + lane]. Fails when memory around them was touched. */
  static List<double[]> run(Backend backend, Problem problem) {
    return run(backend, backend.compile(problem.kernel()), problem);
  }

  static List<double[]> run(Backend backend, CompiledKernel compiled, Problem problem) {
    return run(backend, compiled, problem, Map.of());
  }

  /**
   * The same.
   *
   * @param inPlace outputs that have the memory of an operand
   */
  static List<double[]> run(
      Backend backend, CompiledKernel compiled, Problem problem, Map<Integer, Integer> inPlace) {
    Kernel kernel = problem.kernel();
    try (Arena arena = Arena.ofConfined()) {
      List<Storage> operands = new ArrayList<>();
      for (int o = 0; o < kernel.operands().size(); o++) {
        Kernel.Operand operand = kernel.operands().get(o);
        operands.add(
            storage(
                arena,
                operand.dtype(),
                operand.width(),
                problem.inputs().get(o),
                problem.stride()));
      }
      List<Storage> outputs = new ArrayList<>();
      for (int o = 0; o < kernel.outputs().size(); o++) {
        if (inPlace.containsKey(o)) {
          outputs.add(operands.get(inPlace.get(o)));
          continue;
        }
        Kernel.Output output = kernel.outputs().get(o);
        DType dtype =
            kernel.body().get(output.value()) instanceof Instr.ArgReduce
                ? DType.INT32
                : backend.computeType();
        long rows = new LaunchRows(problem.rows(), problem.csr(), TYPES).written(output.target());
        int width = kernel.shape(output.value()).width();
        double[] blank = new double[(int) rows * width];
        Arrays.fill(blank, GUARD);
        outputs.add(storage(arena, dtype, width, blank, problem.stride()));
      }
      BackendMemory memory = backend.memory();
      List<Storage> results = outputs.stream().map(s -> memory.current(s.host())).toList();
      compiled.run(
          new Launch(
              problem.rows(),
              problem.csr(),
              operands.stream().map(s -> memory.current(s.host())).toList(),
              results,
              problem.scalars(),
              problem.keys()));
      for (int o = 0; o < results.size(); o++) {
        memory.copy(results.get(o), outputs.get(o));
      }
      return outputs.stream().map(KernelRuns::read).toList();
    }
  }

  /**
   * Sixteen guarded elements stand before and after; a tight or odd storage ends with its last
   * element.
   */
  private static Storage storage(
      Arena arena, DType dtype, int width, double[] values, Stride stride) {
    long rowStride =
        switch (stride) {
          case TIGHT -> width;
          case PADDED -> width <= 8 ? width : (width + 15) & -16;
          case ODD -> width + 3;
        };
    long rows = width == 0 ? 4096 : values.length / width;
    long elements =
        rows == 0 ? 0 : stride == Stride.PADDED ? rows * rowStride : (rows - 1) * rowStride + width;
    MemorySegment whole = arena.allocate((elements + 32) * dtype.bytes(), 64);
    for (long i = 0; i < elements + 32; i++) {
      set(whole, dtype, i, GUARD);
    }
    HostStorage s =
        new HostStorage(
            whole.asSlice(16L * dtype.bytes(), elements * dtype.bytes()),
            dtype,
            rows,
            width,
            rowStride);
    for (int i = 0; i < values.length; i++) {
      set(s.segment(), dtype, i / width * rowStride + i % width, values[i]);
    }
    return s;
  }

  private static double[] read(Storage storage) {
    HostStorage s = (HostStorage) storage;
    double[] out = new double[s.width() == 0 ? 0 : (int) s.rows() * s.width()];
    for (int i = 0; i < out.length; i++) {
      out[i] = get(s.segment(), s.dtype(), i / s.width() * s.rowStride() + i % s.width());
    }
    int bytes = s.dtype().bytes();
    MemorySegment around =
        MemorySegment.ofAddress(s.segment().address() - 16L * bytes)
            .reinterpret(s.segment().byteSize() + 32L * bytes);
    long last = s.segment().byteSize() / bytes + 16;
    for (long i = 0; i < 16; i++) {
      if (get(around, s.dtype(), i) != GUARD || get(around, s.dtype(), last + i) != GUARD) {
        throw new AssertionError("memory around an output was written");
      }
    }
    return out;
  }

  /** The number as the type stores it. */
  static double stored(DType dtype, double x) {
    return switch (dtype) {
      case FLOAT32 -> (float) x;
      case FLOAT64 -> x;
      case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) x));
      case BFLOAT16 -> Float.intBitsToFloat(Float.floatToRawIntBits((float) x) & 0xFFFF0000);
      case INT8 -> (byte) (x * 16);
      case INT32, INT64 -> (int) (x * 16);
      case BOOL -> x > 0 ? 1 : 0;
    };
  }

  private static void set(MemorySegment m, DType dtype, long i, double x) {
    switch (dtype) {
      case FLOAT32 -> m.set(JAVA_FLOAT_UNALIGNED, 4 * i, (float) x);
      case FLOAT64 -> m.set(JAVA_DOUBLE_UNALIGNED, 8 * i, x);
      case FLOAT16 -> m.set(JAVA_SHORT_UNALIGNED, 2 * i, Float.floatToFloat16((float) x));
      case BFLOAT16 ->
          m.set(JAVA_SHORT_UNALIGNED, 2 * i, (short) (Float.floatToRawIntBits((float) x) >>> 16));
      case INT8, BOOL -> m.set(JAVA_BYTE, i, (byte) x);
      case INT32 -> m.set(JAVA_INT_UNALIGNED, 4 * i, (int) x);
      case INT64 -> m.set(JAVA_LONG_UNALIGNED, 8 * i, (long) x);
    }
  }

  private static double get(MemorySegment m, DType dtype, long i) {
    return switch (dtype) {
      case FLOAT32 -> m.get(JAVA_FLOAT_UNALIGNED, 4 * i);
      case FLOAT64 -> m.get(JAVA_DOUBLE_UNALIGNED, 8 * i);
      case INT32 -> m.get(JAVA_INT_UNALIGNED, 4 * i);
      case FLOAT16, BFLOAT16, INT8, INT64, BOOL ->
          throw new AssertionError("no output has type " + dtype);
    };
  }
}

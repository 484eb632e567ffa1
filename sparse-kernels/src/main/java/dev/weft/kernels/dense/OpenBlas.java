package dev.weft.kernels.dense;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Semaphore;

/**
 * {@code cblas_sgemm} of the OpenBLAS that ND4J brings, on one thread. Addresses are passed as
 * plain longs, so that a call allocates nothing.
 */
final class OpenBlas implements Gemm {
  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANS = 111;
  private static final int TRANS = 112;

  // The library keeps a table of its callers' buffers and ends the process when it overflows.
  private static final Semaphore SEATS = new Semaphore(64);
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBRARY = OpenBlasLibrary.load();
  private static final MethodHandle SGEMM =
      bind(
          "cblas_sgemm",
          FunctionDescriptor.ofVoid(
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_FLOAT,
              JAVA_LONG,
              JAVA_INT,
              JAVA_LONG,
              JAVA_INT,
              JAVA_FLOAT,
              JAVA_LONG,
              JAVA_INT));

  static {
    setOneThread();
  }

  /**
   * Loads the library with this class.
   *
   * @throws LinkageError when it is not there or does not load; the message of the cause says why
   */
  OpenBlas() {}

  @Override
  public void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    SEATS.acquireUninterruptibly();
    try {
      SGEMM.invokeExact(
          ROW_MAJOR,
          code(a),
          code(b),
          m,
          n,
          k,
          1f,
          a.address(),
          (int) a.stride(),
          b.address(),
          (int) b.stride(),
          0f,
          c.address(),
          (int) c.stride());
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      SEATS.release();
    }
  }

  @Override
  public String describe() {
    try {
      MethodHandle config = bind("openblas_get_config", FunctionDescriptor.of(ADDRESS));
      return ((MemorySegment) config.invokeExact()).reinterpret(256).getString(0).strip();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static int code(Matrix matrix) {
    return switch (matrix.order()) {
      case PLAIN -> NO_TRANS;
      case TRANSPOSED -> TRANS;
    };
  }

  private static void setOneThread() {
    try {
      bind("openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT)).invokeExact(1);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static MethodHandle bind(String name, FunctionDescriptor type) {
    return LINKER.downcallHandle(LIBRARY.findOrThrow(name), type);
  }
}

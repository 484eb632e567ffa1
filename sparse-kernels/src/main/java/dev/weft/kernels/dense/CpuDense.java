package dev.weft.kernels.dense;

import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Storage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * The float32 products of this machine, chosen when first asked for: OpenBLAS where it loads, else
 * plain Java with a log line that says why.
 */
public final class CpuDense {
  private static final Logger LOG = System.getLogger(CpuDense.class.getName());

  private CpuDense() {}

  private static final class Chosen {
    static final Gemm GEMM = choose();
    static final Dense DENSE = new PanelDense(GEMM);
  }

  /** Always the same object. The first call loads the library. */
  public static Dense get() {
    return Chosen.DENSE;
  }

  /**
   * Begins to load the library, and to bind the system's memory functions, in another thread and
   * returns at once: the 0.2 s that this takes pass while a program parses its arguments and reads
   * its data.
   */
  public static void loadAhead() {
    Thread.ofPlatform().daemon().name("weft-load").start(CpuDense::touch);
  }

  private static void touch() {
    try (Block numbers = Memory.allocate(4L << 20)) {
      Storage one = new HostStorage(numbers.segment(), DType.FLOAT32, 1, 1, 1);
      get().matmul(one, one, Dense.Factor.PLAIN, one);
    }
  }

  /** Products in plain Java, on any machine. */
  public static Dense portable() {
    return new PanelDense(new JavaGemm());
  }

  /**
   * The same with products with small matrices by vector code.
   *
   * @param warm whether from the first call on; else once the JIT compiler has it
   */
  public static Dense with(NarrowGemm.Blocks vectors, boolean warm) {
    return new PanelDense(new NarrowGemm(vectors, Chosen.GEMM, warm));
  }

  private static Gemm choose() {
    try {
      Gemm gemm = new OpenBlas();
      LOG.log(Level.DEBUG, "Dense products by OpenBLAS.");
      return gemm;
    } catch (LinkageError e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      LOG.log(
          Level.WARNING,
          "Dense products in plain Java, at a fraction of the speed: " + reason.getMessage());
      return new JavaGemm();
    }
  }
}

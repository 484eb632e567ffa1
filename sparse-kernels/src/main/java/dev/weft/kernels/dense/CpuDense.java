package dev.weft.kernels.dense;

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
    static final Dense DENSE = choose();
  }

  /** Always the same object. The first call loads the library. */
  public static Dense get() {
    return Chosen.DENSE;
  }

  /**
   * Begins to load the library in another thread and returns at once: its 0.2 s pass while a
   * program parses its arguments and reads its data.
   */
  public static void loadAhead() {
    Thread.ofPlatform().daemon().name("weft-load").start(CpuDense::get);
  }

  /** Products in plain Java, on any machine. */
  public static Dense portable() {
    return new PanelDense(new JavaGemm());
  }

  private static Dense choose() {
    try {
      Dense dense = new PanelDense(new OpenBlas());
      LOG.log(Level.DEBUG, "Dense products by OpenBLAS.");
      return dense;
    } catch (LinkageError e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      LOG.log(
          Level.WARNING,
          "Dense products in plain Java, at a fraction of the speed: " + reason.getMessage());
      return portable();
    }
  }
}

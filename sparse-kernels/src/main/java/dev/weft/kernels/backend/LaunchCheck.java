package dev.weft.kernels.backend;

import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Storage;

/**
 * Compares a launch with its kernel before anything runs: counts, types, widths, rows. Ids inside
 * the CSR were checked when it was built.
 */
public final class LaunchCheck {
  private final Kernel kernel;
  private final Launch launch;
  private final LaunchRows reach;

  private LaunchCheck(Kernel kernel, Launch launch) {
    this.kernel = kernel;
    this.launch = launch;
    // How many matrices there have to be depends on the types.
    this.reach = new LaunchRows(launch.rows(), launch.csr(), 0);
  }

  /**
   * Throws when the launch does not fit the kernel.
   *
   * @throws IllegalArgumentException with what came, what was expected and where
   */
  public static void check(Kernel kernel, Launch launch, DType computeType) {
    LaunchCheck check = new LaunchCheck(kernel, launch);
    check.counts();
    check.csr();
    check.operands();
    check.outputs(computeType);
  }

  private void counts() {
    count("operands", launch.operands().size(), kernel.operands().size());
    count("outputs", launch.outputs().size(), kernel.outputs().size());
    if (launch.scalars().length < kernel.scalarCount()) {
      count("scalars", launch.scalars().length, kernel.scalarCount());
    }
    if (launch.keys().length < kernel.keyCount()) {
      count("keys", launch.keys().length, kernel.keyCount());
    }
  }

  private void csr() {
    boolean needed = kernel.domain() == Kernel.Domain.NEIGHBORS;
    if (needed != launch.csr().isPresent()) {
      throw wrong(
          needed
              ? "no CSR came; the NEIGHBORS domain needs one"
              : "a CSR came; the ROWS domain takes none");
    }
    if (needed && launch.csr().get().edgeIds() != DType.INT32) {
      throw wrong(
          "edge ids are int64 in "
              + launch.csr().get()
              + "; expected int32, that is fewer than 2^31 edges. Split the relation, or sample"
              + " blocks of it");
    }
    if (needed && launch.csr().get().rows() != launch.rows()) {
      throw wrong(
          "the CSR has rows="
              + launch.csr().get().rows()
              + "; expected the launch's rows="
              + launch.rows());
    }
  }

  private void operands() {
    for (int i = 0; i < kernel.operands().size(); i++) {
      Storage s = launch.operands().get(i);
      Kernel.Operand expected = kernel.operands().get(i);
      String name = "operand " + i;
      if (s.dtype() != expected.dtype() || s.width() != expected.width()) {
        throw wrong(
            name
                + " is "
                + text(s)
                + "; expected "
                + expected.dtype()
                + "["
                + expected.width()
                + "] rows");
      }
    }
    for (int i = 0; i < kernel.operands().size(); i++) {
      rows("operand " + i, launch.operands().get(i), reach.read(kernel, i));
    }
  }

  private void outputs(DType computeType) {
    for (int i = 0; i < kernel.outputs().size(); i++) {
      Kernel.Output output = kernel.outputs().get(i);
      boolean arg = kernel.body().get(output.value()) instanceof Instr.ArgReduce;
      DType dtype = arg ? DType.INT32 : computeType;
      int width = kernel.shape(output.value()).width();
      Storage s = launch.outputs().get(i);
      if (s.dtype() != dtype || s.width() != width) {
        throw wrong(
            "output " + i + " is " + text(s) + "; expected " + dtype + "[" + width + "] rows");
      }
      rows("output " + i, s, reach.written(output.target()));
    }
  }

  private void rows(String name, Storage s, long needed) {
    if (s.rows() < needed) {
      throw wrong(name + " has rows=" + s.rows() + "; expected at least " + needed);
    }
  }

  private void count(String what, int came, int expected) {
    if (came != expected) {
      throw wrong(came + " " + what + " came; expected " + expected);
    }
  }

  private IllegalArgumentException wrong(String problem) {
    return new IllegalArgumentException(
        "Launch(rows=" + launch.rows() + "): " + problem + ". It runs this " + kernel);
  }

  private static String text(Storage s) {
    return s.dtype() + "[" + s.width() + "]";
  }
}

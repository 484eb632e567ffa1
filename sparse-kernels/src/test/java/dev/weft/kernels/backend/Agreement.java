package dev.weft.kernels.backend;

import static org.junit.jupiter.api.Assertions.fail;

import dev.weft.kernels.backend.KernelRuns.Problem;
import dev.weft.kernels.backend.cuda.CudaBackend;
import dev.weft.kernels.backend.cuda.sim.SimulatedDevice;
import java.util.List;

/**
 * Compares the float backends with the reference within a tolerance, and with each other bit for
 * bit.
 */
final class Agreement {
  private static final Backend REFERENCE = Backends.named("reference");
  private static final Backend PORTABLE = Backends.named("portable");
  private static final Backend VECTOR = KernelRuns.named("vector");

  /** Rows of more than 8 entries are hubs. */
  private static final Backend SIMULATED = new CudaBackend(new SimulatedDevice(3), 8);

  private Agreement() {}

  /**
   * Fails unless every element differs from the reference by at most {@code terms} roundings of the
   * largest magnitude in its output. NaN and infinities must be equal.
   *
   * @param terms roundings on the longest path to an element, additions of a sum included
   */
  static void check(String what, Problem problem, double terms) {
    List<double[]> expected = KernelRuns.run(REFERENCE, problem);
    List<double[]> portable = KernelRuns.run(PORTABLE, problem);
    List<double[]> vector = KernelRuns.run(VECTOR, problem);
    close(what, problem, terms, expected, portable);
    for (int o = 0; o < expected.size(); o++) {
      for (int i = 0; i < expected.get(o).length; i++) {
        double y = portable.get(o)[i];
        if (Double.compare(y, vector.get(o)[i]) != 0) {
          fail(
              what
                  + ", output "
                  + o
                  + ", element "
                  + i
                  + ": portable "
                  + y
                  + ", vector "
                  + vector.get(o)[i]
                  + "\n"
                  + problem.kernel());
        }
      }
    }
  }

  /** The same of generated PTX, interpreted, without comparing bits. */
  static void checkSimulated(String what, Problem problem, double terms) {
    List<double[]> actual;
    try {
      actual = KernelRuns.run(SIMULATED, problem);
    } catch (RuntimeException e) {
      throw new AssertionError(what + "\n" + problem.kernel(), e);
    }
    close(what, problem, terms, KernelRuns.run(REFERENCE, problem), actual);
  }

  private static void close(
      String what, Problem problem, double terms, List<double[]> expected, List<double[]> actual) {
    for (int o = 0; o < expected.size(); o++) {
      double tolerance = terms * 0x1p-24 * largest(expected.get(o));
      for (int i = 0; i < expected.get(o).length; i++) {
        double x = expected.get(o)[i];
        double y = actual.get(o)[i];
        boolean close = Double.compare((float) x, (float) y) == 0 || Math.abs(x - y) <= tolerance;
        if (!close) {
          fail(
              what
                  + ", output "
                  + o
                  + ", element "
                  + i
                  + ": "
                  + y
                  + " for "
                  + x
                  + " with stride "
                  + problem.stride()
                  + "\n"
                  + problem.kernel());
        }
      }
    }
  }

  private static double largest(double[] values) {
    double largest = Float.MIN_NORMAL;
    for (double x : values) {
      largest = Double.isFinite(x) ? Math.max(largest, Math.abs(x)) : largest;
    }
    return largest;
  }
}

package dev.weft.examples.kernels;

import dev.weft.examples.kernels.Inspection.Extent;
import dev.weft.examples.kernels.Inspection.Finding;
import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.backend.cuda.CudaBackend;
import dev.weft.kernels.backend.cuda.dense.DeviceDense;
import dev.weft.kernels.backend.cuda.dense.Tile;
import dev.weft.kernels.backend.cuda.ptx.Module;
import dev.weft.kernels.backend.cuda.sim.SimulatedDevice;
import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.dense.Dense.Factor;
import dev.weft.kernels.dense.NamedRows;
import dev.weft.kernels.dense.TypeOrder;
import dev.weft.kernels.lang.CounterRandom;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Storage;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Dense products: every kernel of every tile, on sizes at and around the edges of tiles, with rows
 * that lie apart, against the reference.
 */
final class DenseProducts {
  /** Rows of a result, terms, columns. */
  private static final int[][] SIZES = {
    {0, 3, 2},
    {3, 0, 2},
    {1, 1, 1},
    {3, 16, 17},
    {65, 17, 130},
    {130, 3, 65},
    {16, 530, 3}
  };

  /** The longest sum is cut into partial ones. */
  private static final int[][] FEW_SIZES = {{3, 0, 2}, {17, 33, 3}, {2, 530, 3}};

  private final Extent extent;
  private final Backend reference = Backends.named("reference");

  private DenseProducts(Extent extent) {
    this.extent = extent;
  }

  /** A line for every kernel. */
  static Stream<Finding> findings(Extent extent) {
    return DeviceDense.modules().stream().map(new DenseProducts(extent)::inspect);
  }

  private Finding inspect(Module module) {
    String name = module.entries().getFirst().name();
    return Inspection.finding(
        "dense " + name,
        () -> {
          int bytes = Inspection.assemble(module);
          int[][] sizes = extent == Extent.WHOLE ? SIZES : FEW_SIZES;
          double worst = 0;
          for (int[] size : sizes) {
            worst = Math.max(worst, compare(name, size[0], size[1], size[2]));
          }
          return String.format(
              Locale.ROOT,
              "%d bytes for sm_90, %d sizes, error %.1e of what rounding allows",
              bytes,
              sizes.length,
              worst);
        });
  }

  private static Backend cuda(String kernel) {
    List<Tile> tiles = Tile.ALL.stream().filter(t -> kernel.endsWith("_" + t)).toList();
    return new CudaBackend(new SimulatedDevice(1), tiles.isEmpty() ? Tile.ALL : tiles);
  }

  /** The largest error as a share of what rounding allows. */
  private double compare(String kernel, int m, int depth, int n) {
    HostStorage expected = run(reference, kernel, m, depth, n);
    HostStorage actual = run(cuda(kernel), kernel, m, depth, n);
    // Factors below 1: three roundings a term, one for each sum.
    double allowed = Math.max(1, depth) * (depth + 3) * 0x1p-24;
    double worst = 0;
    for (long i = 0; i < expected.rows(); i++) {
      for (int j = 0; j < expected.width(); j++) {
        double error = Math.abs(at(expected, i, j) - at(actual, i, j));
        if (!(error <= allowed)) {
          throw new AssertionError(
              String.format(
                  Locale.ROOT,
                  "[%d, %d, %d], element %d, %d is %s; expected %s within %.1e",
                  m,
                  depth,
                  n,
                  i,
                  j,
                  at(actual, i, j),
                  at(expected, i, j),
                  allowed));
        }
        worst = Math.max(worst, error / allowed);
      }
    }
    return worst;
  }

  /** What the kernel of this name serves. */
  private static HostStorage run(Backend backend, String kernel, int m, int depth, int n) {
    Dense dense = backend.dense();
    BackendMemory memory = backend.memory();
    Factor factor = kernel.contains("_nt_") ? Factor.TRANSPOSED : Factor.PLAIN;
    boolean plain = factor == Factor.PLAIN;
    Storage tall = memory.current(rows(depth, m, 1));
    Storage wide = memory.current(rows(depth, n, 0));
    if (kernel.startsWith("transpose")) {
      return result(memory, m, depth, c -> dense.transpose(tall, c));
    }
    if (kernel.startsWith("outer_sum") || kernel.startsWith("sum_of")) {
      return result(memory, m, n, c -> dense.outerSum(tall, wide, c));
    }
    if (kernel.startsWith("sums_of")) {
      long[] offsets = {0, 0, depth};
      return result(memory, 2, m * n, c -> dense.segmentOuterSum(tall, offsets, wide, c));
    }
    if (kernel.startsWith("typed_")) {
      TypeOrder order =
          new TypeOrder(
              new long[] {0, depth / 3, depth / 3, depth},
              Optional.of(memory.current(turned(depth))));
      NamedRows a =
          new NamedRows(tall, Optional.of(memory.current(turned(depth))), Optional.empty());
      NamedRows b =
          new NamedRows(wide, Optional.empty(), Optional.of(memory.current(rows(depth, 1, 2))));
      return result(memory, 3, m * n, c -> dense.typedOuterSum(a, b, order, 1, c));
    }
    Storage x = memory.current(rows(m, depth, 3));
    if (kernel.startsWith("segment_")) {
      long[] offsets = {0, m / 3, m / 3, m};
      Storage matrices = memory.current(rows(3, depth * n, 1));
      return result(memory, m, n, c -> dense.segmentMatmul(x, offsets, matrices, factor, c));
    }
    Storage w = memory.current(plain ? rows(depth, n, 1) : rows(n, depth, 1));
    return result(memory, m, n, c -> dense.matmul(x, w, factor, c));
  }

  private interface Product {
    void into(Storage c);
  }

  private static HostStorage result(BackendMemory memory, int rows, int width, Product product) {
    HostStorage here = rows(rows, width, 4);
    Storage there = memory.current(here);
    product.into(there);
    memory.copy(there, here);
    return here;
  }

  /** Rows of numbers between -0.3 and 0.7, {@code padding} elements apart. */
  private static HostStorage rows(int rows, int width, int padding) {
    int stride = width + padding;
    HostStorage made = storage(DType.FLOAT32, rows, width, stride);
    long key = CounterRandom.expand(31L * rows + width);
    for (int i = 0; i < rows * stride; i++) {
      float x = CounterRandom.uniform(key, i) - 0.3f;
      made.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, x);
    }
    return made;
  }

  /** Numbers of entries, last to first. */
  private static HostStorage turned(int count) {
    HostStorage made = storage(DType.INT32, count, 1, 1);
    for (int i = 0; i < count; i++) {
      made.segment().setAtIndex(ValueLayout.JAVA_INT, i, count - 1 - i);
    }
    return made;
  }

  private static HostStorage storage(DType dtype, int rows, int width, int stride) {
    long bytes = Math.max(8, 4L * rows * stride);
    return new HostStorage(Memory.allocateCollected(bytes).segment(), dtype, rows, width, stride);
  }

  private static double at(HostStorage s, long row, int col) {
    return s.segment().getAtIndex(ValueLayout.JAVA_FLOAT, row * s.rowStride() + col);
  }
}

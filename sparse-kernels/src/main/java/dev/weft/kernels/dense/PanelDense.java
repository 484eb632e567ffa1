package dev.weft.kernels.dense;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.weft.kernels.dense.Gemm.Matrix;
import dev.weft.kernels.dense.Gemm.Order;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Native;
import dev.weft.kernels.memory.Storage;
import dev.weft.kernels.memory.Workspace;
import dev.weft.kernels.memory.Workspaces;
import dev.weft.kernels.parallel.Workers;
import java.lang.ref.Reference;
import java.util.function.IntConsumer;

/**
 * Float32 products in fixed panels of rows, each a product on one thread.
 *
 * <p>{@code A · B}: panels of A's rows, up to 4,096 of them. {@code Aᵀ · B}: chunks of rows, one
 * partial result each, added in order. OpenBLAS's own threads changed bits on 6 of 7 products of
 * such shapes; panels on two threads did not, and took 23 ms for 45. Products below {@value
 * #SERIAL} multiplications stay in the caller's thread: handing them over would cost more.
 */
final class PanelDense implements Dense {
  private static final long SERIAL = 1 << 23;
  private static final int MAX_PANEL = 4096;
  private static final int MAX_PARTIALS = 64;
  private static final int SQUARE = 16;

  private final Gemm gemm;

  PanelDense(Gemm gemm) {
    this.gemm = gemm;
  }

  @Override
  public void matmul(Storage a, Storage b, Factor factor, Storage c) {
    DenseCheck.matmul(a, b, factor, c);
    Matrix right = matrix(host(b), 0, factor == Factor.PLAIN ? Order.PLAIN : Order.TRANSPOSED);
    panels(host(a), host(c), new long[] {0, a.rows()}, s -> right);
    keep(a, b, c);
  }

  @Override
  public void segmentMatmul(Storage a, long[] offsets, Storage b, Factor factor, Storage c) {
    DenseCheck.segmentMatmul(a, offsets, b, c);
    HostStorage right = host(b);
    Order order = factor == Factor.PLAIN ? Order.PLAIN : Order.TRANSPOSED;
    int stride = factor == Factor.PLAIN ? c.width() : a.width();
    panels(host(a), host(c), offsets, s -> new Matrix(right.address(s), stride, order));
    keep(a, b, c);
  }

  @Override
  public void outerSum(Storage a, Storage b, Storage c) {
    DenseCheck.outerSum(a, b, c);
    Matrix out = matrix(host(c), 0, Order.PLAIN);
    outerSums(host(a), host(b), new long[] {0, a.rows()}, s -> out);
    keep(a, b, c);
  }

  @Override
  public void transpose(Storage a, Storage c) {
    DenseCheck.transpose(a, c);
    HostStorage from = host(a);
    HostStorage to = host(c);
    // Square by square, so that lines of both are used up while they are in the cache.
    for (int j = 0; j < from.width(); j += SQUARE) {
      for (int i = 0; i < to.width(); i += SQUARE) {
        transpose(from, to, i, j);
      }
    }
    keep(a, a, c);
  }

  private static void transpose(HostStorage from, HostStorage to, int i, int j) {
    int rows = Math.min(SQUARE, to.width() - i);
    int cols = Math.min(SQUARE, from.width() - j);
    long read = from.address(i) + 4L * j;
    long write = to.address(j) + 4L * i;
    long down = 4L * from.rowStride();
    long right = 4L * to.rowStride();
    for (int x = 0; x < cols; x++) {
      for (int y = 0; y < rows; y++) {
        float value =
            Native.ALL.get(JAVA_FLOAT_UNALIGNED, (read + y * down + 4L * x) & Native.MASK);
        Native.ALL.set(JAVA_FLOAT_UNALIGNED, (write + x * right + 4L * y) & Native.MASK, value);
      }
    }
  }

  @Override
  public void segmentOuterSum(Storage a, long[] offsets, Storage b, Storage c) {
    DenseCheck.segmentOuterSum(a, offsets, b, c);
    HostStorage out = host(c);
    outerSums(host(a), host(b), offsets, s -> new Matrix(out.address(s), b.width(), Order.PLAIN));
    keep(a, b, c);
  }

  @Override
  public void typedOuterSum(NamedRows a, NamedRows b, TypeOrder entries, int blocks, Storage c) {
    DenseCheck.typedOuterSum(a, b, entries, blocks, c);
    if (entries.order().isEmpty() && a.isPlain() && b.isPlain() && blocks == 1) {
      segmentOuterSum(a.rows(), entries.offsets(), b.rows(), c);
      return;
    }
    new TypedOuterSums(gemm, a, b, entries, blocks, host(c)).run();
    keep(a.rows(), b.rows(), c);
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(b);
    Reference.reachabilityFence(entries);
  }

  @Override
  public String toString() {
    return gemm.describe();
  }

  /** Where the matrix of segment {@code s} is. */
  private interface Matrices {
    Matrix of(int s);
  }

  private void panels(HostStorage a, HostStorage c, long[] offsets, Matrices b) {
    int k = a.width();
    int n = c.width();
    if (n == 0) {
      return;
    }
    Pieces pieces = Pieces.of(offsets, panelRows(k, n));
    run(
        pieces.count(),
        a.rows() * k * n,
        p -> {
          long first = pieces.first(p);
          int m = pieces.rows(p);
          Matrix out = matrix(c, first, Order.PLAIN);
          if (k == 0) {
            fillZero(m, n, out);
          } else {
            gemm.multiply(m, n, k, matrix(a, first, Order.PLAIN), b.of(pieces.segment(p)), out);
          }
        });
  }

  private void outerSums(HostStorage a, HostStorage b, long[] offsets, Matrices c) {
    int k = a.width();
    int n = b.width();
    if (k == 0 || n == 0) {
      return;
    }
    Pieces pieces = Pieces.of(offsets, chunkRows(k, n, a.rows()));
    if (pieces.followers() == 0) {
      run(pieces.count(), a.rows() * k * n, p -> chunk(a, b, pieces, p, c.of(pieces.segment(p))));
    } else {
      partialSums(a, b, pieces, c);
    }
    for (int s = 0; s + 1 < offsets.length; s++) {
      if (offsets[s] == offsets[s + 1]) {
        fillZero(k, n, c.of(s));
      }
    }
  }

  private void partialSums(HostStorage a, HostStorage b, Pieces pieces, Matrices c) {
    int k = a.width();
    int n = b.width();
    long partial = Math.multiplyExact((long) k * n, 4L);
    try (Workspace workspace = Workspaces.lease(Math.multiplyExact(partial, pieces.followers()))) {
      long base = workspace.slice(0, workspace.bytes()).address();
      run(
          pieces.count(),
          a.rows() * k * n,
          p -> {
            Matrix own =
                pieces.leads(p)
                    ? c.of(pieces.segment(p))
                    : new Matrix(base + pieces.follower(p) * partial, n, Order.PLAIN);
            chunk(a, b, pieces, p, own);
          });
      merge(pieces, k, n, base, c);
      Reference.reachabilityFence(workspace);
    }
  }

  private void chunk(HostStorage a, HostStorage b, Pieces pieces, int p, Matrix out) {
    Matrix left = matrix(a, pieces.first(p), Order.TRANSPOSED);
    gemm.multiply(
        a.width(), b.width(), pieces.rows(p), left, matrix(b, pieces.first(p), Order.PLAIN), out);
  }

  /** Adds the partial results to the first of their segment, in order of rows. */
  private static void merge(Pieces pieces, int k, int n, long base, Matrices c) {
    for (int p = 0; p < pieces.count(); p++) {
      if (!pieces.leads(p)) {
        add(k, n, base + pieces.follower(p) * 4L * k * n, c.of(pieces.segment(p)));
      }
    }
  }

  /** Adds rows without gaps to c's. */
  static void add(int k, int n, long partial, Matrix c) {
    for (int i = 0; i < k; i++) {
      add(n, partial + 4L * i * n, c.from(i).address());
    }
  }

  static void add(int count, long from, long to) {
    long x = from & Native.MASK;
    long y = to & Native.MASK;
    for (int j = 0; j < count; j++) {
      float own = Native.ALL.get(JAVA_FLOAT_UNALIGNED, y + 4L * j);
      float more = Native.ALL.get(JAVA_FLOAT_UNALIGNED, x + 4L * j);
      Native.ALL.set(JAVA_FLOAT_UNALIGNED, y + 4L * j, own + more);
    }
  }

  static void fillZero(int rows, int width, Matrix c) {
    for (int i = 0; i < rows; i++) {
      Native.ALL.asSlice(c.address() + 4L * i * c.stride(), 4L * width).fill((byte) 0);
    }
  }

  static void run(int tasks, long multiplications, IntConsumer task) {
    if (multiplications < SERIAL) {
      for (int t = 0; t < tasks; t++) {
        task.accept(t);
      }
    } else {
      Workers.run(tasks, task);
    }
  }

  /**
   * Rows of a panel: about 32 million multiplications, at least 256 rows so that packing B again
   * for each costs little.
   */
  static int panelRows(int k, int n) {
    return Math.clamp((1L << 25) / Math.max(1, (long) k * n), 256, MAX_PANEL) & -64;
  }

  /**
   * Rows of a chunk of Aᵀ · B: about 16 million multiplications, and at most {@value #MAX_PARTIALS}
   * chunks.
   */
  static long chunkRows(int k, int n, long rows) {
    long wanted = Math.clamp((1L << 24) / ((long) k * n), 1024, MAX_PANEL) & -64;
    return Math.max(wanted, Math.min(1 << 30, (rows + MAX_PARTIALS - 1) / MAX_PARTIALS));
  }

  private static Matrix matrix(HostStorage s, long row, Order order) {
    // BLAS wants a stride of at least one element, also for a matrix without any.
    return new Matrix(s.address(row), Math.max(1, s.rowStride()), order);
  }

  static HostStorage host(Storage storage) {
    HostStorage host = storage.host();
    if (host.dtype() != DType.FLOAT32) {
      throw new IllegalArgumentException(
          "Dense(float32): an operand is "
              + host.dtype()
              + "; expected FLOAT32. Convert it first, or use the reference backend.");
    }
    if (host.rowStride() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Dense(float32): rowStride="
              + host.rowStride()
              + "; expected at most 2^31 - 1. Copy the rows together first.");
    }
    return host;
  }

  private static void keep(Storage a, Storage b, Storage c) {
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(b);
    Reference.reachabilityFence(c);
  }
}

package dev.weft.kernels.dense;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.weft.kernels.dense.Gemm.Matrix;
import dev.weft.kernels.dense.Gemm.Order;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Native;
import dev.weft.kernels.memory.Workspace;
import dev.weft.kernels.memory.Workspaces;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.function.IntToLongFunction;

/**
 * Outer products of rows that entries name, summed by type, without those rows in memory: a few
 * hundred of them at a time are gathered into a panel that stays in the second-level cache, and a
 * panel is one product {@code Aᵀ · B}.
 *
 * <p>Pieces of a type's entries are summed on their own and added in order, so threads change
 * nothing.
 */
final class TypedOuterSums {
  /** Floats of both panels of a thread: 128 KiB. */
  private static final int PANEL = 32 * 1024;

  private final Gemm gemm;
  private final Side a;
  private final Side b;
  private final TypeOrder entries;
  private final int blocks;
  private final int k;
  private final int n;
  private final HostStorage c;
  private final int panelRows;

  TypedOuterSums(
      Gemm gemm, NamedRows a, NamedRows b, TypeOrder entries, int blocks, HostStorage c) {
    this.gemm = gemm;
    this.a = new Side(a);
    this.b = new Side(b);
    this.entries = entries;
    this.blocks = blocks;
    this.k = a.width() / Math.max(1, blocks);
    this.n = b.width() / Math.max(1, blocks);
    this.c = c;
    this.panelRows = Math.clamp(PANEL / Math.max(1, a.width() + b.width()), 64, 1024) & -16;
  }

  /** One factor as addresses. */
  private static final class Side {
    final long rows;
    final long stride;
    final int width;
    final long ids;
    final long factors;
    final long factorStride;

    Side(NamedRows from) {
      HostStorage s = PanelDense.host(from.rows());
      rows = s.address(0);
      stride = 4 * s.rowStride();
      width = s.width();
      ids = from.ids().map(i -> i.host().address(0)).orElse(0L);
      factors = from.factors().map(f -> PanelDense.host(f).address(0)).orElse(0L);
      factorStride = from.factors().map(f -> 4 * PanelDense.host(f).rowStride()).orElse(0L);
    }

    /** Copies the rows of {@code count} entries, times their factors, to a panel without gaps. */
    void gather(long order, long first, int count, int blocks, long to, Ahead ahead) {
      readAhead(order, first, count, blocks, ahead);
      int block = width / blocks;
      for (int i = 0; i < count; i++) {
        long out = to + 4L * i * width;
        if (factors == 0) {
          copy(ahead.rows[i], out, width);
          continue;
        }
        for (int b = 0; b < blocks; b++) {
          long offset = 4L * b * block;
          scaled(ahead.rows[i] + offset, out + offset, ahead.factors[i * blocks + b], block);
        }
      }
    }

    private void readAhead(long order, long first, int count, int blocks, Ahead ahead) {
      for (int i = 0; i < count; i++) {
        long entry = order == 0 ? first + i : id(order, first + i);
        ahead.rows[i] = (rows + (ids == 0 ? entry : id(ids, entry)) * stride) & Native.MASK;
        if (factors != 0) {
          for (int b = 0; b < blocks; b++) {
            ahead.factors[i * blocks + b] = load(factors + entry * factorStride + 4L * b);
          }
        }
      }
      int touched = 0;
      for (int i = 0; i < count; i++) {
        touched ^= Native.ALL.get(JAVA_INT_UNALIGNED, ahead.rows[i]);
      }
      ahead.touched = touched;
    }

    /** A short row costs less in its elements than by a copy's fixed price. */
    private static void copy(long from, long to, int width) {
      long x = from & Native.MASK;
      long y = to & Native.MASK;
      if (width >= 48) {
        MemorySegment.copy(Native.ALL, x, Native.ALL, y, 4L * width);
        return;
      }
      int j = 0;
      // By hand, since a short loop that the JIT compiler unrolls runs in what is left over.
      for (; j + 8 <= width; j += 8) {
        long p = x + 4L * j;
        long q = y + 4L * j;
        two(p, q);
        two(p + 8, q + 8);
        two(p + 16, q + 16);
        two(p + 24, q + 24);
      }
      for (; j < width; j++) {
        float element = Native.ALL.get(JAVA_FLOAT_UNALIGNED, x + 4L * j);
        Native.ALL.set(JAVA_FLOAT_UNALIGNED, y + 4L * j, element);
      }
    }

    private static void two(long from, long to) {
      Native.ALL.set(JAVA_LONG_UNALIGNED, to, Native.ALL.get(JAVA_LONG_UNALIGNED, from));
    }

    private static void scaled(long from, long to, float factor, int width) {
      long x = from & Native.MASK;
      long y = to & Native.MASK;
      int j = 0;
      for (; j + 8 <= width; j += 8) {
        long p = x + 4L * j;
        long q = y + 4L * j;
        times(p, q, factor);
        times(p + 4, q + 4, factor);
        times(p + 8, q + 8, factor);
        times(p + 12, q + 12, factor);
        times(p + 16, q + 16, factor);
        times(p + 20, q + 20, factor);
        times(p + 24, q + 24, factor);
        times(p + 28, q + 28, factor);
      }
      for (; j < width; j++) {
        times(x + 4L * j, y + 4L * j, factor);
      }
    }

    private static void times(long from, long to, float factor) {
      float element = Native.ALL.get(JAVA_FLOAT_UNALIGNED, from);
      Native.ALL.set(JAVA_FLOAT_UNALIGNED, to, factor * element);
    }

    private static float load(long address) {
      return Native.ALL.get(JAVA_FLOAT_UNALIGNED, address & Native.MASK);
    }

    private static long id(long ids, long i) {
      return Native.ALL.get(JAVA_INT_UNALIGNED, (ids + 4 * i) & Native.MASK);
    }
  }

  /**
   * What a thread reads of a panel's entries before it copies their rows. They lie far apart, and
   * copying takes many instructions: read by a few, many entries are on their way at once.
   */
  private static final class Ahead {
    final long[] rows;
    final float[] factors;

    /** Something of all the elements that were read ahead, so that nobody leaves that out. */
    volatile int touched;

    Ahead(int entries, int blocks) {
      rows = new long[entries];
      factors = new float[entries * blocks];
    }
  }

  void run() {
    long rows = entries.offsets()[entries.types()];
    int matrix = c.width();
    if (matrix == 0) {
      return;
    }
    Pieces pieces = Pieces.of(entries.offsets(), PanelDense.chunkRows(blocks * k, n, rows));
    long partial = 4L * matrix;
    try (Workspace workspace = Workspaces.lease(Math.multiplyExact(partial, pieces.followers()))) {
      long base = workspace.slice(0, workspace.bytes()).address();
      IntToLongFunction place =
          p -> pieces.leads(p) ? c.address(pieces.segment(p)) : base + pieces.follower(p) * partial;
      PanelDense.run(pieces.count(), rows * matrix, p -> piece(pieces, p, place.applyAsLong(p)));
      for (int p = 0; p < pieces.count(); p++) {
        if (!pieces.leads(p)) {
          PanelDense.add(matrix, place.applyAsLong(p), c.address(pieces.segment(p)));
        }
      }
      Reference.reachabilityFence(workspace);
    }
    for (int t = 0; t < entries.types(); t++) {
      if (entries.offsets()[t] == entries.offsets()[t + 1]) {
        PanelDense.fillZero(1, matrix, new Matrix(c.address(t), matrix, Order.PLAIN));
      }
    }
  }

  private void piece(Pieces pieces, int p, long out) {
    long order = entries.order().map(o -> o.host().address(0)).orElse(0L);
    long matrix = 4L * blocks * k * n;
    long aBytes = 4L * panelRows * a.width;
    long bBytes = 4L * panelRows * b.width;
    long first = pieces.first(p);
    int rows = pieces.rows(p);
    Ahead ahead = new Ahead(Math.min(rows, panelRows), blocks);
    try (Workspace scratch = Workspaces.lease(aBytes + bBytes + matrix)) {
      long left = scratch.slice(0, aBytes).address();
      long right = scratch.slice(aBytes, bBytes).address();
      long more = scratch.slice(aBytes + bBytes, matrix).address();
      for (int done = 0; done < rows; done += panelRows) {
        int count = Math.min(panelRows, rows - done);
        a.gather(order, first + done, count, blocks, left, ahead);
        b.gather(order, first + done, count, blocks, right, ahead);
        panel(count, left, right, done == 0 ? out : more);
        if (done > 0) {
          PanelDense.add(blocks * k * n, more, out);
        }
      }
      Reference.reachabilityFence(scratch);
    }
  }

  private void panel(int rows, long left, long right, long out) {
    for (int i = 0; i < blocks; i++) {
      gemm.multiply(
          k,
          n,
          rows,
          new Matrix(left + 4L * i * k, a.width, Order.TRANSPOSED),
          new Matrix(right + 4L * i * n, b.width, Order.PLAIN),
          new Matrix(out + 4L * i * k * n, n, Order.PLAIN));
    }
  }
}

package dev.weft.kernels.dense;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.weft.kernels.memory.Native;
import dev.weft.kernels.memory.Workspace;
import dev.weft.kernels.memory.Workspaces;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Products with a small matrix, the kind that layers are made of: many rows times weights, and
 * {@code Aᵀ · B} of many rows. BLAS spends a third of its time there on packing A, and is slow
 * where the result is narrow; blocks of vectors that read A where it lies take half to nine tenths
 * of its time. Other shapes go to {@code wide}.
 *
 * <p>Every element is summed in the order of the inner dimension by fma, {@code Aᵀ · B} in blocks
 * of {@value #BLOCK} rows that are added in order. So the vector code, up to a hundred times slower
 * until the JIT compiler has it, can be rehearsed while plain loops give the same bits.
 */
public final class NarrowGemm implements Gemm {
  /** Rows of op(a) from which on products are computed here. */
  public static final int LEAST_ROWS = 8;

  /** Columns from which on products are computed here. */
  public static final int LEAST_COLUMNS = 8;

  /** Elements of the small matrix at most: 512 × 256. With 512 × 512 BLAS is as fast. */
  public static final int MOST = 1 << 17;

  private static final int BLOCK = 128;

  /** Columns to which rows of b are readable for {@code vectors}. */
  private static final int READABLE = 16;

  /** Nanoseconds of plain loops before vectors are rehearsed. */
  private static final long PATIENCE = 60_000_000;

  /** The code that computes one product. */
  public interface Blocks {
    /**
     * {@code c = op(a) · b}, or adds that to c; every element summed from 0 in the order of k by
     * fma.
     *
     * @param m at least {@link #LEAST_ROWS}
     * @param b plain; its rows may be read up to the next multiple of 16 elements
     * @param next what will be multiplied next, to be read ahead
     */
    void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean add, Ahead next);
  }

  /** Memory that can be read. */
  public record Ahead(long a, long aBytes, long b, long bBytes) {
    /** Nothing is read ahead. */
    public static final Ahead NOTHING = new Ahead(0, 0, 0, 0);
  }

  private final Blocks vectors;
  private final Gemm wide;
  private final Gemm plain = new JavaGemm();
  private final AtomicLong spent = new AtomicLong();
  private final AtomicBoolean rehearsed = new AtomicBoolean();
  private volatile boolean warm;

  /**
   * Takes what is narrow.
   *
   * @param wide takes the rest
   * @param warm whether vectors are used from the first call on
   */
  NarrowGemm(Blocks vectors, Gemm wide, boolean warm) {
    this.vectors = vectors;
    this.wide = wide;
    this.warm = warm;
  }

  @Override
  public void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    if (m < LEAST_ROWS || n < LEAST_COLUMNS) {
      wide.multiply(m, n, k, a, b, c);
    } else if (a.order() == Order.PLAIN && (long) k * n <= MOST) {
      rows(m, n, k, a, b, c);
    } else if (a.order() == Order.TRANSPOSED && b.order() == Order.PLAIN && (long) m * n <= MOST) {
      outerSum(m, n, k, a, b, c);
    } else {
      wide.multiply(m, n, k, a, b, c);
    }
  }

  private void rows(int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    if (b.order() == Order.PLAIN && n % READABLE == 0) {
      tiered(m, n, k, a, b, c, false, Ahead.NOTHING);
      return;
    }
    int stride = (n + READABLE - 1) & -READABLE;
    try (Workspace workspace = Workspaces.lease(4L * k * stride)) {
      long packed = workspace.slice(0, 4L * k * stride).address();
      pack(k, n, b, packed, stride);
      tiered(m, n, k, a, new Matrix(packed, stride, Order.PLAIN), c, false, Ahead.NOTHING);
      Reference.reachabilityFence(workspace);
    }
  }

  private void outerSum(int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    int stride = (n + READABLE - 1) & -READABLE;
    int last = (k - 1) % BLOCK + 1;
    try (Workspace workspace = Workspaces.lease(4L * last * stride)) {
      long packed = workspace.slice(0, 4L * last * stride).address();
      for (int done = 0; done < k; done += BLOCK) {
        int rows = Math.min(BLOCK, k - done);
        Matrix right = b.from(done);
        if (done + rows == k && stride > n) {
          // Behind these rows there may be nothing that can be read.
          pack(rows, n, right, packed, stride);
          right = new Matrix(packed, stride, Order.PLAIN);
        }
        tiered(m, n, rows, a.from(done), right, c, done > 0, ahead(m, n, k, done + rows, a, b));
      }
      Reference.reachabilityFence(workspace);
    }
  }

  private static Ahead ahead(int m, int n, int k, int from, Matrix a, Matrix b) {
    int rows = Math.min(BLOCK, k - from);
    if (rows <= 0) {
      return Ahead.NOTHING;
    }
    return new Ahead(
        a.from(from).address(),
        4 * ((rows - 1) * a.stride() + m),
        b.from(from).address(),
        4 * ((rows - 1) * b.stride() + n));
  }

  private void tiered(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean add, Ahead next) {
    if (warm) {
      vectors.multiply(m, n, k, a, b, c, add, next);
      return;
    }
    long begin = System.nanoTime();
    if (add) {
      added(m, n, k, a, b, c);
    } else {
      plain.multiply(m, n, k, a, b, c);
    }
    if (spent.addAndGet(System.nanoTime() - begin) > PATIENCE
        && rehearsed.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("weft-products").start(this::rehearse);
    }
  }

  private void added(int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    try (Workspace workspace = Workspaces.lease(4L * m * n)) {
      long more = workspace.slice(0, 4L * m * n).address();
      plain.multiply(m, n, k, a, b, new Matrix(more, n, Order.PLAIN));
      PanelDense.add(m, n, more, c);
      Reference.reachabilityFence(workspace);
    }
  }

  /** Runs every block of the vector code until it is faster than plain loops. */
  private void rehearse() {
    warm = new GemmRehearsal(vectors, plain).isFaster();
  }

  private static void pack(int rows, int n, Matrix from, long to, int stride) {
    boolean isPlain = from.order() == Order.PLAIN;
    long down = 4 * (isPlain ? from.stride() : 1);
    long right = 4 * (isPlain ? 1 : from.stride());
    for (int i = 0; i < rows; i++) {
      long x = from.address() + i * down;
      long y = to + 4L * i * stride;
      for (int j = 0; j < n; j++) {
        set(y + 4L * j, get(x + j * right));
      }
      for (int j = n; j < stride; j++) {
        set(y + 4L * j, 0);
      }
    }
  }

  private static float get(long address) {
    return Native.ALL.get(JAVA_FLOAT_UNALIGNED, address & Native.MASK);
  }

  private static void set(long address, float value) {
    Native.ALL.set(JAVA_FLOAT_UNALIGNED, address & Native.MASK, value);
  }

  @Override
  public String describe() {
    return wide.describe() + "; products with small matrices by " + vectors;
  }
}

package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Mem.ALL;
import static dev.weft.kernels.backend.vector.Mem.MASK;
import static dev.weft.kernels.backend.vector.Mem.ORDER;
import static dev.weft.kernels.backend.vector.Mem.S;
import static dev.weft.kernels.backend.vector.Mem.VB;
import static dev.weft.kernels.backend.vector.Mem.VL;
import static dev.weft.kernels.backend.vector.Mem.load;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.weft.kernels.dense.Gemm.Matrix;
import dev.weft.kernels.dense.Gemm.Order;
import dev.weft.kernels.dense.NarrowGemm;
import dev.weft.kernels.memory.Workspace;
import dev.weft.kernels.memory.Workspaces;
import java.lang.ref.Reference;
import jdk.incubator.vector.FloatVector;

/**
 * Products with a small matrix by vectors, for {@link NarrowGemm}: nothing is packed. A few rows
 * times a few vectors of columns are summed in registers, one step of the inner dimension after the
 * other by fma, so that every element is the same sum whatever block it falls into.
 *
 * <p>The rows of b are read in whole vectors. Rows that are no multiple of a block are done with
 * the last block, which overlaps the one before and writes the same again.
 */
final class VectorGemm implements NarrowGemm.Blocks {
  /** Vectors of columns of the widest block: its sums and operands have to fit the registers. */
  private static final int MOST_VECTORS = VL >= 16 ? 4 : 2;

  /** Rows of a block by its vectors of columns. */
  private static final int[] ROWS = {0, 8, 6, 5, 5};

  /** Rows that all columns are computed for before the next, so that they stay near. */
  private static final int NEAR_ROWS = 120;

  /** Bytes of a block, where columns end within a vector. */
  private static final long SCRATCH = 8 * 4 * VB;

  /** Rows of a block lie nearer than this, so that addresses need no checks. */
  private static final long NEAR = (1L << 36) - 1;

  /** What the blocks of a product share: distances in bytes. */
  private static final class Steps {
    final int steps;
    final long aRow;
    final long aStep;
    final long bStep;
    final long cRow;

    Steps(int steps, long aRow, long aStep, long bStep, long cRow) {
      this.steps = steps;
      this.aRow = aRow;
      this.aStep = aStep;
      this.bStep = bStep;
      this.cRow = cRow;
    }
  }

  @Override
  public void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean add) {
    boolean plain = a.order() == Order.PLAIN;
    long across = 4 * a.stride();
    Steps steps =
        new Steps(k, plain ? across : 4, plain ? 4 : across, 4 * b.stride(), 4 * c.stride());
    try (Workspace scratch = Workspaces.lease(SCRATCH)) {
      Panel panel = new Panel(steps, add, scratch.slice(0, SCRATCH).address());
      for (int first = 0; first < m; ) {
        // A few rows that would be left over go along: fewer than a block's are none.
        int rows = m - first < NEAR_ROWS + NarrowGemm.LEAST_ROWS ? m - first : NEAR_ROWS;
        long x = a.address() + first * steps.aRow;
        long z = c.address() + first * steps.cRow;
        for (int j = 0; j < n; j += MOST_VECTORS * VL) {
          int columns = Math.min(MOST_VECTORS * VL, n - j);
          columns(panel, rows, columns, x, b.address() + 4L * j, z + 4L * j);
        }
        first += rows;
      }
      Reference.reachabilityFence(scratch);
    }
  }

  /**
   * What rows of a block go to: {@code spare} first, where they are added or end within a vector.
   */
  private record Panel(Steps steps, boolean add, long spare) {}

  /** As many columns as a block has at most. */
  private static void columns(Panel panel, int m, int n, long a, long b, long c) {
    Steps t = panel.steps;
    int vectors = (n + VL - 1) / VL;
    boolean direct = !panel.add && n == vectors * VL;
    Steps steps = direct ? t : new Steps(t.steps, t.aRow, t.aStep, t.bStep, vectors * VB);
    int rows = ROWS[vectors];
    for (int done = 0; done < m; done += rows) {
      int i = Math.min(done, m - rows);
      long out = c + i * t.cRow;
      block(steps, vectors, a + i * t.aRow, b, direct ? out : panel.spare);
      for (int r = done - i; r < rows && !direct; r++) {
        if (panel.add) {
          addRow(panel.spare + r * steps.cRow, out + r * t.cRow, n);
        } else {
          Mem.copyRow(panel.spare + r * steps.cRow, out + r * t.cRow, n);
        }
      }
    }
  }

  private static void addRow(long from, long to, int n) {
    int j = 0;
    for (; j + VL <= n; j += VL) {
      long y = (to + 4L * j) & MASK;
      load(y).add(load((from + 4L * j) & MASK)).intoMemorySegment(ALL, y, ORDER);
    }
    for (; j < n; j++) {
      Mem.set(to + 4L * j, Mem.get(to + 4L * j) + Mem.get(from + 4L * j));
    }
  }

  private static void block(Steps t, int vectors, long a, long b, long c) {
    switch (vectors) {
      case 1 -> rows8by1(t, a, b, c);
      case 2 -> rows6by2(t, a, b, c);
      case 3 -> rows5by3(t, a, b, c);
      default -> rows5by4(t, a, b, c);
    }
  }

  private static float near(long address) {
    return ALL.get(JAVA_FLOAT_UNALIGNED, address);
  }

  private static void rows5by4(Steps t, long a, long b, long c) {
    FloatVector zero = FloatVector.zero(S);
    FloatVector a0 = zero;
    FloatVector a1 = zero;
    FloatVector a2 = zero;
    FloatVector a3 = zero;
    FloatVector b0 = zero;
    FloatVector b1 = zero;
    FloatVector b2 = zero;
    FloatVector b3 = zero;
    FloatVector c0 = zero;
    FloatVector c1 = zero;
    FloatVector c2 = zero;
    FloatVector c3 = zero;
    FloatVector d0 = zero;
    FloatVector d1 = zero;
    FloatVector d2 = zero;
    FloatVector d3 = zero;
    FloatVector e0 = zero;
    FloatVector e1 = zero;
    FloatVector e2 = zero;
    FloatVector e3 = zero;
    long row1 = t.aRow & NEAR;
    long row2 = (2 * t.aRow) & NEAR;
    long row3 = (3 * t.aRow) & NEAR;
    long row4 = (4 * t.aRow) & NEAR;
    long p = a;
    long q = b;
    for (int i = 0; i < t.steps; i++) {
      long x = p & MASK;
      long y = q & MASK;
      FloatVector w0 = load(y);
      FloatVector w1 = load(y + VB);
      FloatVector w2 = load(y + 2 * VB);
      FloatVector w3 = load(y + 3 * VB);
      FloatVector f = FloatVector.broadcast(S, near(x));
      a0 = f.fma(w0, a0);
      a1 = f.fma(w1, a1);
      a2 = f.fma(w2, a2);
      a3 = f.fma(w3, a3);
      f = FloatVector.broadcast(S, near(x + row1));
      b0 = f.fma(w0, b0);
      b1 = f.fma(w1, b1);
      b2 = f.fma(w2, b2);
      b3 = f.fma(w3, b3);
      f = FloatVector.broadcast(S, near(x + row2));
      c0 = f.fma(w0, c0);
      c1 = f.fma(w1, c1);
      c2 = f.fma(w2, c2);
      c3 = f.fma(w3, c3);
      f = FloatVector.broadcast(S, near(x + row3));
      d0 = f.fma(w0, d0);
      d1 = f.fma(w1, d1);
      d2 = f.fma(w2, d2);
      d3 = f.fma(w3, d3);
      f = FloatVector.broadcast(S, near(x + row4));
      e0 = f.fma(w0, e0);
      e1 = f.fma(w1, e1);
      e2 = f.fma(w2, e2);
      e3 = f.fma(w3, e3);
      p += t.aStep;
      q += t.bStep;
    }
    long z = (c) & MASK;
    a0.intoMemorySegment(ALL, z, ORDER);
    a1.intoMemorySegment(ALL, z + VB, ORDER);
    a2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    a3.intoMemorySegment(ALL, z + 3 * VB, ORDER);
    z = (c + t.cRow) & MASK;
    b0.intoMemorySegment(ALL, z, ORDER);
    b1.intoMemorySegment(ALL, z + VB, ORDER);
    b2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    b3.intoMemorySegment(ALL, z + 3 * VB, ORDER);
    z = (c + 2 * t.cRow) & MASK;
    c0.intoMemorySegment(ALL, z, ORDER);
    c1.intoMemorySegment(ALL, z + VB, ORDER);
    c2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    c3.intoMemorySegment(ALL, z + 3 * VB, ORDER);
    z = (c + 3 * t.cRow) & MASK;
    d0.intoMemorySegment(ALL, z, ORDER);
    d1.intoMemorySegment(ALL, z + VB, ORDER);
    d2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    d3.intoMemorySegment(ALL, z + 3 * VB, ORDER);
    z = (c + 4 * t.cRow) & MASK;
    e0.intoMemorySegment(ALL, z, ORDER);
    e1.intoMemorySegment(ALL, z + VB, ORDER);
    e2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    e3.intoMemorySegment(ALL, z + 3 * VB, ORDER);
  }

  private static void rows5by3(Steps t, long a, long b, long c) {
    FloatVector zero = FloatVector.zero(S);
    FloatVector a0 = zero;
    FloatVector a1 = zero;
    FloatVector a2 = zero;
    FloatVector b0 = zero;
    FloatVector b1 = zero;
    FloatVector b2 = zero;
    FloatVector c0 = zero;
    FloatVector c1 = zero;
    FloatVector c2 = zero;
    FloatVector d0 = zero;
    FloatVector d1 = zero;
    FloatVector d2 = zero;
    FloatVector e0 = zero;
    FloatVector e1 = zero;
    FloatVector e2 = zero;
    long row1 = t.aRow & NEAR;
    long row2 = (2 * t.aRow) & NEAR;
    long row3 = (3 * t.aRow) & NEAR;
    long row4 = (4 * t.aRow) & NEAR;
    long p = a;
    long q = b;
    for (int i = 0; i < t.steps; i++) {
      long x = p & MASK;
      long y = q & MASK;
      FloatVector w0 = load(y);
      FloatVector w1 = load(y + VB);
      FloatVector w2 = load(y + 2 * VB);
      FloatVector f = FloatVector.broadcast(S, near(x));
      a0 = f.fma(w0, a0);
      a1 = f.fma(w1, a1);
      a2 = f.fma(w2, a2);
      f = FloatVector.broadcast(S, near(x + row1));
      b0 = f.fma(w0, b0);
      b1 = f.fma(w1, b1);
      b2 = f.fma(w2, b2);
      f = FloatVector.broadcast(S, near(x + row2));
      c0 = f.fma(w0, c0);
      c1 = f.fma(w1, c1);
      c2 = f.fma(w2, c2);
      f = FloatVector.broadcast(S, near(x + row3));
      d0 = f.fma(w0, d0);
      d1 = f.fma(w1, d1);
      d2 = f.fma(w2, d2);
      f = FloatVector.broadcast(S, near(x + row4));
      e0 = f.fma(w0, e0);
      e1 = f.fma(w1, e1);
      e2 = f.fma(w2, e2);
      p += t.aStep;
      q += t.bStep;
    }
    long z = (c) & MASK;
    a0.intoMemorySegment(ALL, z, ORDER);
    a1.intoMemorySegment(ALL, z + VB, ORDER);
    a2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    z = (c + t.cRow) & MASK;
    b0.intoMemorySegment(ALL, z, ORDER);
    b1.intoMemorySegment(ALL, z + VB, ORDER);
    b2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    z = (c + 2 * t.cRow) & MASK;
    c0.intoMemorySegment(ALL, z, ORDER);
    c1.intoMemorySegment(ALL, z + VB, ORDER);
    c2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    z = (c + 3 * t.cRow) & MASK;
    d0.intoMemorySegment(ALL, z, ORDER);
    d1.intoMemorySegment(ALL, z + VB, ORDER);
    d2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    z = (c + 4 * t.cRow) & MASK;
    e0.intoMemorySegment(ALL, z, ORDER);
    e1.intoMemorySegment(ALL, z + VB, ORDER);
    e2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
  }

  private static void rows6by2(Steps t, long a, long b, long c) {
    FloatVector zero = FloatVector.zero(S);
    FloatVector a0 = zero;
    FloatVector a1 = zero;
    FloatVector b0 = zero;
    FloatVector b1 = zero;
    FloatVector c0 = zero;
    FloatVector c1 = zero;
    FloatVector d0 = zero;
    FloatVector d1 = zero;
    FloatVector e0 = zero;
    FloatVector e1 = zero;
    FloatVector f0 = zero;
    FloatVector f1 = zero;
    long row1 = t.aRow & NEAR;
    long row2 = (2 * t.aRow) & NEAR;
    long row3 = (3 * t.aRow) & NEAR;
    long row4 = (4 * t.aRow) & NEAR;
    long row5 = (5 * t.aRow) & NEAR;
    long p = a;
    long q = b;
    for (int i = 0; i < t.steps; i++) {
      long x = p & MASK;
      long y = q & MASK;
      FloatVector w0 = load(y);
      FloatVector w1 = load(y + VB);
      FloatVector f = FloatVector.broadcast(S, near(x));
      a0 = f.fma(w0, a0);
      a1 = f.fma(w1, a1);
      f = FloatVector.broadcast(S, near(x + row1));
      b0 = f.fma(w0, b0);
      b1 = f.fma(w1, b1);
      f = FloatVector.broadcast(S, near(x + row2));
      c0 = f.fma(w0, c0);
      c1 = f.fma(w1, c1);
      f = FloatVector.broadcast(S, near(x + row3));
      d0 = f.fma(w0, d0);
      d1 = f.fma(w1, d1);
      f = FloatVector.broadcast(S, near(x + row4));
      e0 = f.fma(w0, e0);
      e1 = f.fma(w1, e1);
      f = FloatVector.broadcast(S, near(x + row5));
      f0 = f.fma(w0, f0);
      f1 = f.fma(w1, f1);
      p += t.aStep;
      q += t.bStep;
    }
    long z = (c) & MASK;
    a0.intoMemorySegment(ALL, z, ORDER);
    a1.intoMemorySegment(ALL, z + VB, ORDER);
    z = (c + t.cRow) & MASK;
    b0.intoMemorySegment(ALL, z, ORDER);
    b1.intoMemorySegment(ALL, z + VB, ORDER);
    z = (c + 2 * t.cRow) & MASK;
    c0.intoMemorySegment(ALL, z, ORDER);
    c1.intoMemorySegment(ALL, z + VB, ORDER);
    z = (c + 3 * t.cRow) & MASK;
    d0.intoMemorySegment(ALL, z, ORDER);
    d1.intoMemorySegment(ALL, z + VB, ORDER);
    z = (c + 4 * t.cRow) & MASK;
    e0.intoMemorySegment(ALL, z, ORDER);
    e1.intoMemorySegment(ALL, z + VB, ORDER);
    z = (c + 5 * t.cRow) & MASK;
    f0.intoMemorySegment(ALL, z, ORDER);
    f1.intoMemorySegment(ALL, z + VB, ORDER);
  }

  private static void rows8by1(Steps t, long a, long b, long c) {
    FloatVector zero = FloatVector.zero(S);
    FloatVector a0 = zero;
    FloatVector b0 = zero;
    FloatVector c0 = zero;
    FloatVector d0 = zero;
    FloatVector e0 = zero;
    FloatVector f0 = zero;
    FloatVector g0 = zero;
    FloatVector h0 = zero;
    long row1 = t.aRow & NEAR;
    long row2 = (2 * t.aRow) & NEAR;
    long row3 = (3 * t.aRow) & NEAR;
    long row4 = (4 * t.aRow) & NEAR;
    long row5 = (5 * t.aRow) & NEAR;
    long row6 = (6 * t.aRow) & NEAR;
    long row7 = (7 * t.aRow) & NEAR;
    long p = a;
    long q = b;
    for (int i = 0; i < t.steps; i++) {
      long x = p & MASK;
      long y = q & MASK;
      FloatVector w0 = load(y);
      FloatVector f = FloatVector.broadcast(S, near(x));
      a0 = f.fma(w0, a0);
      f = FloatVector.broadcast(S, near(x + row1));
      b0 = f.fma(w0, b0);
      f = FloatVector.broadcast(S, near(x + row2));
      c0 = f.fma(w0, c0);
      f = FloatVector.broadcast(S, near(x + row3));
      d0 = f.fma(w0, d0);
      f = FloatVector.broadcast(S, near(x + row4));
      e0 = f.fma(w0, e0);
      f = FloatVector.broadcast(S, near(x + row5));
      f0 = f.fma(w0, f0);
      f = FloatVector.broadcast(S, near(x + row6));
      g0 = f.fma(w0, g0);
      f = FloatVector.broadcast(S, near(x + row7));
      h0 = f.fma(w0, h0);
      p += t.aStep;
      q += t.bStep;
    }
    long z = (c) & MASK;
    a0.intoMemorySegment(ALL, z, ORDER);
    z = (c + t.cRow) & MASK;
    b0.intoMemorySegment(ALL, z, ORDER);
    z = (c + 2 * t.cRow) & MASK;
    c0.intoMemorySegment(ALL, z, ORDER);
    z = (c + 3 * t.cRow) & MASK;
    d0.intoMemorySegment(ALL, z, ORDER);
    z = (c + 4 * t.cRow) & MASK;
    e0.intoMemorySegment(ALL, z, ORDER);
    z = (c + 5 * t.cRow) & MASK;
    f0.intoMemorySegment(ALL, z, ORDER);
    z = (c + 6 * t.cRow) & MASK;
    g0.intoMemorySegment(ALL, z, ORDER);
    z = (c + 7 * t.cRow) & MASK;
    h0.intoMemorySegment(ALL, z, ORDER);
  }

  @Override
  public String toString() {
    return "vectors of " + VL;
  }
}

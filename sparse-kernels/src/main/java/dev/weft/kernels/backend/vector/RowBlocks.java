package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Mem.ALL;
import static dev.weft.kernels.backend.vector.Mem.MASK;
import static dev.weft.kernels.backend.vector.Mem.ORDER;
import static dev.weft.kernels.backend.vector.Mem.S;
import static dev.weft.kernels.backend.vector.Mem.VB;
import static dev.weft.kernels.backend.vector.Mem.VL;
import static dev.weft.kernels.backend.vector.Mem.load;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import jdk.incubator.vector.FloatVector;

/**
 * A few rows times a few vectors of columns of a matrix, summed in registers: one step of the inner
 * dimension after the other by fma, so that every element is the same sum whatever block it falls
 * into. For one thread.
 *
 * <p>The code is flat, and each kind of block a method of its own: the JIT compiler keeps the sums
 * in registers as long as a method has few enough vector operations to inline, and these just have.
 */
final class RowBlocks {
  /** Vectors of columns of the widest block: its sums and operands have to fit the registers. */
  static final int MOST_VECTORS = VL >= 16 ? 4 : 2;

  /** Rows of a block at most. */
  static final int MOST_ROWS = 8;

  private static final int[] ROWS = {0, MOST_ROWS, 6, 5, 5};

  /** Rows of a block lie nearer than this, so that addresses need no checks. */
  private static final long NEAR = (1L << 36) - 1;

  /** Bytes from the first row of a block to each, in what is multiplied and in the result. */
  final long[] rowsOfA = new long[MOST_ROWS];

  final long[] rowsOfC = new long[MOST_ROWS];

  private final int steps;
  private final long aStep;
  private final long bStep;

  /** Steps of the inner dimension, and bytes from one to the next in both factors. */
  RowBlocks(int steps, long aStep, long bStep) {
    this.steps = steps;
    this.aStep = aStep;
    this.bStep = bStep;
  }

  /** Rows of a block that is so many vectors wide. */
  static int rows(int vectors) {
    return ROWS[vectors];
  }

  /** Rows stand one behind the other. */
  static void even(long[] rows, long bytes) {
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i * bytes;
    }
  }

  /** Overwrites the block at {@code c}, reading the rows from {@code a} on and b's columns. */
  void multiply(int vectors, long a, long b, long c) {
    switch (vectors) {
      case 1 -> rows8by1(a, b, c);
      case 2 -> rows6by2(a, b, c);
      case 3 -> rows5by3(a, b, c);
      default -> rows5by4(a, b, c);
    }
  }

  private void rows5by4(long a, long b, long c) {
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
    long row1 = rowsOfA[1] & NEAR;
    long row2 = rowsOfA[2] & NEAR;
    long row3 = rowsOfA[3] & NEAR;
    long row4 = rowsOfA[4] & NEAR;
    long p = a;
    long q = b;
    for (int i = 0; i < steps; i++) {
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
      p += aStep;
      q += bStep;
    }
    long z = (c) & MASK;
    a0.intoMemorySegment(ALL, z, ORDER);
    a1.intoMemorySegment(ALL, z + VB, ORDER);
    a2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    a3.intoMemorySegment(ALL, z + 3 * VB, ORDER);
    z = (c + rowsOfC[1]) & MASK;
    b0.intoMemorySegment(ALL, z, ORDER);
    b1.intoMemorySegment(ALL, z + VB, ORDER);
    b2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    b3.intoMemorySegment(ALL, z + 3 * VB, ORDER);
    z = (c + rowsOfC[2]) & MASK;
    c0.intoMemorySegment(ALL, z, ORDER);
    c1.intoMemorySegment(ALL, z + VB, ORDER);
    c2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    c3.intoMemorySegment(ALL, z + 3 * VB, ORDER);
    z = (c + rowsOfC[3]) & MASK;
    d0.intoMemorySegment(ALL, z, ORDER);
    d1.intoMemorySegment(ALL, z + VB, ORDER);
    d2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    d3.intoMemorySegment(ALL, z + 3 * VB, ORDER);
    z = (c + rowsOfC[4]) & MASK;
    e0.intoMemorySegment(ALL, z, ORDER);
    e1.intoMemorySegment(ALL, z + VB, ORDER);
    e2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    e3.intoMemorySegment(ALL, z + 3 * VB, ORDER);
  }

  private void rows5by3(long a, long b, long c) {
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
    long row1 = rowsOfA[1] & NEAR;
    long row2 = rowsOfA[2] & NEAR;
    long row3 = rowsOfA[3] & NEAR;
    long row4 = rowsOfA[4] & NEAR;
    long p = a;
    long q = b;
    for (int i = 0; i < steps; i++) {
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
      p += aStep;
      q += bStep;
    }
    long z = (c) & MASK;
    a0.intoMemorySegment(ALL, z, ORDER);
    a1.intoMemorySegment(ALL, z + VB, ORDER);
    a2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    z = (c + rowsOfC[1]) & MASK;
    b0.intoMemorySegment(ALL, z, ORDER);
    b1.intoMemorySegment(ALL, z + VB, ORDER);
    b2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    z = (c + rowsOfC[2]) & MASK;
    c0.intoMemorySegment(ALL, z, ORDER);
    c1.intoMemorySegment(ALL, z + VB, ORDER);
    c2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    z = (c + rowsOfC[3]) & MASK;
    d0.intoMemorySegment(ALL, z, ORDER);
    d1.intoMemorySegment(ALL, z + VB, ORDER);
    d2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
    z = (c + rowsOfC[4]) & MASK;
    e0.intoMemorySegment(ALL, z, ORDER);
    e1.intoMemorySegment(ALL, z + VB, ORDER);
    e2.intoMemorySegment(ALL, z + 2 * VB, ORDER);
  }

  private void rows6by2(long a, long b, long c) {
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
    long row1 = rowsOfA[1] & NEAR;
    long row2 = rowsOfA[2] & NEAR;
    long row3 = rowsOfA[3] & NEAR;
    long row4 = rowsOfA[4] & NEAR;
    long row5 = rowsOfA[5] & NEAR;
    long p = a;
    long q = b;
    for (int i = 0; i < steps; i++) {
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
      p += aStep;
      q += bStep;
    }
    long z = (c) & MASK;
    a0.intoMemorySegment(ALL, z, ORDER);
    a1.intoMemorySegment(ALL, z + VB, ORDER);
    z = (c + rowsOfC[1]) & MASK;
    b0.intoMemorySegment(ALL, z, ORDER);
    b1.intoMemorySegment(ALL, z + VB, ORDER);
    z = (c + rowsOfC[2]) & MASK;
    c0.intoMemorySegment(ALL, z, ORDER);
    c1.intoMemorySegment(ALL, z + VB, ORDER);
    z = (c + rowsOfC[3]) & MASK;
    d0.intoMemorySegment(ALL, z, ORDER);
    d1.intoMemorySegment(ALL, z + VB, ORDER);
    z = (c + rowsOfC[4]) & MASK;
    e0.intoMemorySegment(ALL, z, ORDER);
    e1.intoMemorySegment(ALL, z + VB, ORDER);
    z = (c + rowsOfC[5]) & MASK;
    f0.intoMemorySegment(ALL, z, ORDER);
    f1.intoMemorySegment(ALL, z + VB, ORDER);
  }

  private void rows8by1(long a, long b, long c) {
    FloatVector zero = FloatVector.zero(S);
    FloatVector a0 = zero;
    FloatVector b0 = zero;
    FloatVector c0 = zero;
    FloatVector d0 = zero;
    FloatVector e0 = zero;
    FloatVector f0 = zero;
    FloatVector g0 = zero;
    FloatVector h0 = zero;
    long row1 = rowsOfA[1] & NEAR;
    long row2 = rowsOfA[2] & NEAR;
    long row3 = rowsOfA[3] & NEAR;
    long row4 = rowsOfA[4] & NEAR;
    long row5 = rowsOfA[5] & NEAR;
    long row6 = rowsOfA[6] & NEAR;
    long row7 = rowsOfA[7] & NEAR;
    long p = a;
    long q = b;
    for (int i = 0; i < steps; i++) {
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
      p += aStep;
      q += bStep;
    }
    long z = (c) & MASK;
    a0.intoMemorySegment(ALL, z, ORDER);
    z = (c + rowsOfC[1]) & MASK;
    b0.intoMemorySegment(ALL, z, ORDER);
    z = (c + rowsOfC[2]) & MASK;
    c0.intoMemorySegment(ALL, z, ORDER);
    z = (c + rowsOfC[3]) & MASK;
    d0.intoMemorySegment(ALL, z, ORDER);
    z = (c + rowsOfC[4]) & MASK;
    e0.intoMemorySegment(ALL, z, ORDER);
    z = (c + rowsOfC[5]) & MASK;
    f0.intoMemorySegment(ALL, z, ORDER);
    z = (c + rowsOfC[6]) & MASK;
    g0.intoMemorySegment(ALL, z, ORDER);
    z = (c + rowsOfC[7]) & MASK;
    h0.intoMemorySegment(ALL, z, ORDER);
  }

  private static float near(long address) {
    return ALL.get(JAVA_FLOAT_UNALIGNED, address);
  }
}

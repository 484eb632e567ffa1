package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Mem.ALL;
import static dev.weft.kernels.backend.vector.Mem.MASK;
import static dev.weft.kernels.backend.vector.Mem.ORDER;
import static dev.weft.kernels.backend.vector.Mem.S;
import static dev.weft.kernels.backend.vector.Mem.VB;
import static dev.weft.kernels.backend.vector.Mem.VL;
import static dev.weft.kernels.backend.vector.Mem.load;

import dev.weft.kernels.backend.tile.Matrices;
import dev.weft.kernels.backend.tile.Source;
import dev.weft.kernels.backend.tile.TypeGroups;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Rows times one matrix, or that of their type. Rows of one group go through the matrix in {@link
 * RowBlocks}; groups smaller than a block row by row, and so do the last lanes of a width that is
 * no multiple of a vector.
 */
final class TypedRows {
  private TypedRows() {}

  /** Where row i of both registers is: {@code x + i * xStep}, {@code out + i * outStep}. */
  record Rows(long x, long xStep, long out, long outStep) {
    long x(int row) {
      return (x + row * xStep) & MASK;
    }

    long out(int row) {
      return (out + row * outStep) & MASK;
    }
  }

  /** A row is [blocks, k] before and [blocks, n] after; the matrices are [blocks, k, n]. */
  record Sizes(int blocks, int k, int n) {}

  static void products(Rows rows, Source matrices, TypeGroups groups, Sizes sizes) {
    int k = sizes.k();
    int n = sizes.n();
    RowBlocks blocks = new RowBlocks(k, 4, 4L * n);
    if (groups.areRows() && groups.count() > 1) {
      // Group after group they would be met out of order, one wait for memory after the other.
      Mem.readAhead(rows.x(), groups.start(groups.count()) * rows.xStep());
    }
    for (int g = 0; g < groups.count(); g++) {
      long w = matrices.at(groups.type(g));
      for (int b = 0; b < sizes.blocks(); b++) {
        Rows part =
            new Rows(rows.x() + 4L * b * k, rows.xStep(), rows.out() + 4L * b * n, rows.outStep());
        long matrix = w + 4L * b * k * n;
        int whole = 0;
        if (groups.start(g + 1) - groups.start(g) >= RowBlocks.MOST_ROWS) {
          whole = n / VL * VL;
          many(blocks, part, groups, g, matrix, whole);
        }
        for (int p = groups.start(g); p < groups.start(g + 1) && whole < n; p++) {
          int row = groups.row(p);
          one(part.x(row), matrix, k, part.out(row), whole, n);
        }
      }
    }
  }

  /** {@code m} rows times a matrix in panels of columns. */
  static void product(Rows rows, int m, long matrix, int k, int columns) {
    for (int first = 0; first < columns; first += Matrices.PANEL) {
      int width = Math.min(Matrices.PANEL, columns - first);
      long w = matrix + 4L * k * first;
      int whole = width / VL * VL;
      RowBlocks blocks = new RowBlocks(k, 4, 4L * width);
      RowBlocks.even(blocks.rowsOfA, rows.xStep());
      RowBlocks.even(blocks.rowsOfC, rows.outStep());
      int j = 0;
      while (j < whole && m >= RowBlocks.MOST_ROWS) {
        int vectors = Math.min(RowBlocks.MOST_VECTORS, (whole - j) / VL);
        int count = RowBlocks.rows(vectors);
        for (int done = 0; done < m; done += count) {
          int i = Math.min(done, m - count);
          blocks.multiply(vectors, rows.x(i), w + 4L * j, rows.out(i) + 4L * (first + j));
        }
        j += vectors * VL;
      }
      for (int i = 0; i < m && j < width; i++) {
        one(rows.x(i), w, k, rows.out(i) + 4L * first, j, width);
      }
    }
  }

  /** Whole vectors of a group's rows; a last block that is short overlaps the one before. */
  private static void many(
      RowBlocks blocks, Rows rows, TypeGroups groups, int group, long w, int whole) {
    int end = groups.start(group + 1);
    for (int j = 0; j < whole; ) {
      int vectors = Math.min(RowBlocks.MOST_VECTORS, (whole - j) / VL);
      int count = RowBlocks.rows(vectors);
      for (int done = groups.start(group); done < end; done += count) {
        int p = Math.min(done, end - count);
        // Rows of a group are in order, so that no row lies before the first.
        int first = groups.row(p);
        for (int i = 1; i < count; i++) {
          int further = groups.row(p + i) - first;
          blocks.rowsOfA[i] = further * rows.xStep();
          blocks.rowsOfC[i] = further * rows.outStep();
        }
        blocks.multiply(vectors, rows.x(first), w + 4L * j, rows.out(first) + 4L * j);
      }
      j += vectors * VL;
    }
  }

  /** The lanes of a row from {@code j} on. */
  private static void one(long x, long w, int k, long out, int j, int n) {
    long step = 4L * n;
    for (; j + 2 * VL <= n; j += 2 * VL) {
      one2(x, w + 4L * j, step, k, out + 4L * j);
    }
    for (; j + VL <= n; j += VL) {
      one1(x, w + 4L * j, step, k, out + 4L * j);
    }
    if (j < n) {
      one(x, w + 4L * j, step, k, out + 4L * j, S.indexInRange(j, n));
    }
  }

  private static void one2(long x, long w, long step, int k, long out) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    long p = w;
    for (int i = 0; i < k; i++) {
      FloatVector factor = FloatVector.broadcast(S, Mem.get(x + 4L * i));
      a = factor.fma(load(p & MASK), a);
      b = factor.fma(load((p & MASK) + VB), b);
      p += step;
    }
    a.intoMemorySegment(ALL, out, ORDER);
    b.intoMemorySegment(ALL, out + VB, ORDER);
  }

  private static void one1(long x, long w, long step, int k, long out) {
    FloatVector a = FloatVector.zero(S);
    long p = w;
    for (int i = 0; i < k; i++) {
      a = FloatVector.broadcast(S, Mem.get(x + 4L * i)).fma(load(p & MASK), a);
      p += step;
    }
    a.intoMemorySegment(ALL, out, ORDER);
  }

  private static void one(long x, long w, long step, int k, long out, VectorMask<Float> lanes) {
    FloatVector a = FloatVector.zero(S);
    long p = w;
    for (int i = 0; i < k; i++) {
      a = FloatVector.broadcast(S, Mem.get(x + 4L * i)).fma(load(p & MASK, lanes), a);
      p += step;
    }
    a.intoMemorySegment(ALL, out, ORDER, lanes);
  }
}

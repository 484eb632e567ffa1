package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Mem.S;
import static dev.weft.kernels.backend.vector.Mem.VB;
import static dev.weft.kernels.backend.vector.Mem.VL;

import dev.weft.kernels.backend.tile.Span;
import jdk.incubator.vector.VectorMask;

/** Cuts the width of gathered rows into blocks of vectors, and calls the loop for each. */
final class Rows {
  /**
   * What all blocks share.
   *
   * @param rows rows of the tile
   * @param entries entries of the tile
   * @param indptr address of the first row's pointer
   * @param position position of the tile's first entry
   * @param ids address of the row number of every entry
   * @param stride bytes between gathered rows
   * @param outStride bytes between result rows
   * @param edges address of the edge of every entry, less {@code firstEdge}
   * @param firstEdge added to every edge
   */
  record Block(
      int rows,
      int entries,
      long indptr,
      long position,
      long ids,
      long stride,
      long outStride,
      long edges,
      int firstEdge) {
    /** The entry after the last of row {@code r}. */
    int end(int r) {
      return (int) Math.min(Mem.pointer(indptr, r + 1) - position, entries);
    }

    int edge(int e) {
      return Mem.id(edges, e) + firstEdge;
    }
  }

  /** How a width is covered: vectors, then lanes of a masked one. */
  record Cover(int vectors, int rest) {
    /** Whole vectors over the padding where both sides allow it. */
    static Cover of(int width, boolean padded) {
      return padded
          ? new Cover((width + 15) / 16 * (16 / VL), 0)
          : new Cover(width / VL, width % VL);
    }

    VectorMask<Float> lanes() {
      return S.indexInRange(0, rest);
    }
  }

  private Rows() {}

  static Block block(Span span, long ids, long stride, long outStride) {
    boolean positions = span.eids == 0;
    return new Block(
        span.rows,
        span.entries,
        span.indptr + 8 * span.row,
        span.position,
        ids,
        stride,
        outStride,
        positions ? Mem.COUNT : span.eids + 4 * span.position,
        positions ? (int) span.position : 0);
  }

  static void argMax(Block b, long x, int width, boolean padded, long out, long arg) {
    Cover cover = Cover.of(width, padded);
    int v = 0;
    for (; v + 2 <= cover.vectors(); v += 2) {
      ArgRows.max2(b, x + v * VB, out + v * VB, arg + v * VB);
    }
    for (; v < cover.vectors(); v++) {
      ArgRows.max1(b, x + v * VB, out + v * VB, arg + v * VB);
    }
    if (cover.rest() > 0) {
      ArgRows.maxMasked(b, x + v * VB, out + v * VB, arg + v * VB, cover.lanes());
    }
  }

  static void argMin(Block b, long x, int width, boolean padded, long out, long arg) {
    Cover cover = Cover.of(width, padded);
    int v = 0;
    for (; v + 2 <= cover.vectors(); v += 2) {
      ArgRows.min2(b, x + v * VB, out + v * VB, arg + v * VB);
    }
    for (; v < cover.vectors(); v++) {
      ArgRows.min1(b, x + v * VB, out + v * VB, arg + v * VB);
    }
    if (cover.rest() > 0) {
      ArgRows.minMasked(b, x + v * VB, out + v * VB, arg + v * VB, cover.lanes());
    }
  }
}

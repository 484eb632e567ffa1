package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Mem.MASK;
import static dev.weft.kernels.backend.vector.Mem.S;
import static dev.weft.kernels.backend.vector.Mem.load;

import dev.weft.kernels.backend.tile.FloatMath;
import dev.weft.kernels.backend.vector.Rows.Block;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Dot products and sums over neighbouring lanes: sixteen partial sums joined by a fixed tree (lanes
 * 8 apart, then 4, 2, 1), with 512-bit vectors all in one, with 256-bit vectors in two. Fewer than
 * 16 lanes begin the tree further down.
 */
final class DotRows {
  private static final VectorShuffle<Float> HALF = shift(8);
  private static final VectorShuffle<Float> QUARTER = shift(4);
  private static final VectorShuffle<Float> PAIR = shift(2);
  private static final VectorShuffle<Float> NEXT = shift(1);

  private DotRows() {}

  private static VectorShuffle<Float> shift(int by) {
    return VectorShuffle.fromOp(S, i -> (i + by) % S.length());
  }

  /** Dot products of gathered rows with the tile's rows ({@code y}), for every head. */
  static void dots(Block b, long x, long y, long yStride, int outer, int inner, long out) {
    for (int h = 0; h < outer; h++) {
      long at = 4L * h * inner;
      if (inner < FloatMath.SUM_LANES) {
        few(b, x + at, y + at, yStride, inner, out + 4L * h);
      } else if (Mem.VL == 16) {
        wide(b, x + at, y + at, yStride, inner, out + 4L * h);
      } else if (Mem.VL == 8) {
        narrow(b, x + at, y + at, yStride, inner, out + 4L * h);
      } else {
        scalar(b, x + at, y + at, yStride, inner, out + 4L * h);
      }
    }
  }

  private static void few(Block b, long x, long y, long yStride, int inner, long out) {
    float[] partial = new float[FloatMath.SUM_LANES];
    int e = 0;
    for (int r = 0; r < b.rows(); r++) {
      long q = y + r * yStride;
      for (int end = b.end(r); e < end; e++) {
        long p = x + Mem.id(b.ids(), e) * b.stride();
        java.util.Arrays.fill(partial, 0);
        for (int j = 0; j < inner; j++) {
          partial[j] = Math.fma(Mem.get(p + 4L * j), Mem.get(q + 4L * j), 0);
        }
        Mem.set(out + e * b.outStride(), FloatMath.joinSum(partial, inner));
      }
    }
  }

  private static void wide(Block b, long x, long y, long yStride, int inner, long out) {
    int whole = inner & -16;
    VectorMask<Float> rest = S.indexInRange(0, inner - whole);
    int e = 0;
    for (int r = 0; r < b.rows(); r++) {
      long q = (y + r * yStride) & MASK;
      for (int end = b.end(r); e < end; e++) {
        long p = (x + Mem.id(b.ids(), e) * b.stride()) & MASK;
        FloatVector a = FloatVector.zero(S);
        for (int j = 0; j < whole; j += 16) {
          a = load(p + 4L * j).fma(load(q + 4L * j), a);
        }
        a = load(p + 4L * whole, rest).fma(load(q + 4L * whole, rest), a);
        Mem.set(out + e * b.outStride(), join16(a));
      }
    }
  }

  private static void narrow(Block b, long x, long y, long yStride, int inner, long out) {
    int whole = inner & -16;
    VectorMask<Float> low = S.indexInRange(0, inner - whole);
    VectorMask<Float> high = S.indexInRange(8, inner - whole);
    int e = 0;
    for (int r = 0; r < b.rows(); r++) {
      long q = (y + r * yStride) & MASK;
      for (int end = b.end(r); e < end; e++) {
        long p = (x + Mem.id(b.ids(), e) * b.stride()) & MASK;
        FloatVector a = FloatVector.zero(S);
        FloatVector c = a;
        for (int j = 0; j < whole; j += 16) {
          a = load(p + 4L * j).fma(load(q + 4L * j), a);
          c = load(p + 4L * j + 32).fma(load(q + 4L * j + 32), c);
        }
        a = load(p + 4L * whole, low).fma(load(q + 4L * whole, low), a);
        c = load(p + 4L * whole + 32, high).fma(load(q + 4L * whole + 32, high), c);
        Mem.set(out + e * b.outStride(), join8(a.add(c)));
      }
    }
  }

  private static void scalar(Block b, long x, long y, long yStride, int inner, long out) {
    float[] partial = new float[FloatMath.SUM_LANES];
    int e = 0;
    for (int r = 0; r < b.rows(); r++) {
      long q = y + r * yStride;
      for (int end = b.end(r); e < end; e++) {
        long p = x + Mem.id(b.ids(), e) * b.stride();
        java.util.Arrays.fill(partial, 0);
        for (int j = 0; j < inner; j++) {
          partial[j & 15] = Math.fma(Mem.get(p + 4L * j), Mem.get(q + 4L * j), partial[j & 15]);
        }
        Mem.set(out + e * b.outStride(), FloatMath.joinSum(partial));
      }
    }
  }

  private static float join16(FloatVector a) {
    return join8(a.add(a.rearrange(HALF)));
  }

  private static float join8(FloatVector a) {
    FloatVector b = a.add(a.rearrange(QUARTER));
    FloatVector c = b.add(b.rearrange(PAIR));
    return c.add(c.rearrange(NEXT)).lane(0);
  }

  /** Sum of {@code k} floats at {@code x}. */
  static float sum(long x, int k, float[] partial) {
    if (k < FloatMath.SUM_LANES) {
      java.util.Arrays.fill(partial, 0);
      for (int j = 0; j < k; j++) {
        partial[j] = 0 + Mem.get(x + 4L * j);
      }
      return FloatMath.joinSum(partial, k);
    }
    if (Mem.VL == 16) {
      return sum16(x & MASK, k);
    }
    java.util.Arrays.fill(partial, 0);
    for (int j = 0; j < k; j++) {
      partial[j & 15] += Mem.get(x + 4L * j);
    }
    return FloatMath.joinSum(partial);
  }

  private static float sum16(long p, int k) {
    int whole = k & -16;
    FloatVector a = FloatVector.zero(S);
    for (int j = 0; j < whole; j += 16) {
      a = a.add(load(p + 4L * j));
    }
    return join16(a.add(load(p + 4L * whole, S.indexInRange(0, k - whole))));
  }
}

package dev.weft.kernels.backend.portable;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.weft.kernels.backend.tile.FloatMath;
import dev.weft.kernels.backend.tile.Source;
import dev.weft.kernels.backend.tile.Span;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.memory.Native;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Float32 rows named by entries, summed straight from memory: eight lanes at a time stay in scalar
 * registers while the entries of a row pass by. Copying rows into arrays first, whose loops the
 * compiler vectorises, took four times as long at 64 lanes.
 */
final class GatheredRows {
  private static final MemorySegment ALL = Native.ALL;
  private static final long MASK = Native.MASK;

  private final long base;
  private final long stride;
  private final long ids;
  private final long first;

  GatheredRows(Source source, At at, Span span) {
    base = source.address();
    stride = source.strideBytes();
    first = span.position;
    ids = at == At.NEIGHBOR ? span.indices : span.eids;
  }

  /**
   * Address of lane {@code j} of the row of entry {@code e}; masked last, so that the checks of its
   * neighbours fold away.
   */
  private long at(int e, int j) {
    long id = ids == 0 ? first + e : ALL.get(JAVA_INT_UNALIGNED, (ids + 4 * (first + e)) & MASK);
    return (base + id * stride + 4L * j) & MASK;
  }

  private static float get(long p) {
    return ALL.get(JAVA_FLOAT_UNALIGNED, p);
  }

  /** Sums of the entries {@code from} to {@code to} into {@code sum}. */
  void sum(int from, int to, float[] sum, int width) {
    int j = 0;
    for (; j + 16 <= width; j += 16) {
      sum16(from, to, sum, j);
    }
    for (; j + 8 <= width; j += 8) {
      sum8(from, to, sum, j);
    }
    for (; j < width; j++) {
      float s = 0;
      for (int e = from; e < to; e++) {
        s += get(at(e, j));
      }
      sum[j] = s;
    }
  }

  private void sum16(int from, int to, float[] sum, int j) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    float s8 = 0;
    float s9 = 0;
    float s10 = 0;
    float s11 = 0;
    float s12 = 0;
    float s13 = 0;
    float s14 = 0;
    float s15 = 0;
    for (int e = from; e < to; e++) {
      long p = at(e, j);
      s0 += get(p);
      s1 += get(p + 4);
      s2 += get(p + 8);
      s3 += get(p + 12);
      s4 += get(p + 16);
      s5 += get(p + 20);
      s6 += get(p + 24);
      s7 += get(p + 28);
      s8 += get(p + 32);
      s9 += get(p + 36);
      s10 += get(p + 40);
      s11 += get(p + 44);
      s12 += get(p + 48);
      s13 += get(p + 52);
      s14 += get(p + 56);
      s15 += get(p + 60);
    }
    sum[j] = s0;
    sum[j + 1] = s1;
    sum[j + 2] = s2;
    sum[j + 3] = s3;
    sum[j + 4] = s4;
    sum[j + 5] = s5;
    sum[j + 6] = s6;
    sum[j + 7] = s7;
    sum[j + 8] = s8;
    sum[j + 9] = s9;
    sum[j + 10] = s10;
    sum[j + 11] = s11;
    sum[j + 12] = s12;
    sum[j + 13] = s13;
    sum[j + 14] = s14;
    sum[j + 15] = s15;
  }

  private void sum8(int from, int to, float[] sum, int j) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int e = from; e < to; e++) {
      long p = at(e, j);
      s0 += get(p);
      s1 += get(p + 4);
      s2 += get(p + 8);
      s3 += get(p + 12);
      s4 += get(p + 16);
      s5 += get(p + 20);
      s6 += get(p + 24);
      s7 += get(p + 28);
    }
    sum[j] = s0;
    sum[j + 1] = s1;
    sum[j + 2] = s2;
    sum[j + 3] = s3;
    sum[j + 4] = s4;
    sum[j + 5] = s5;
    sum[j + 6] = s6;
    sum[j + 7] = s7;
  }

  /** Maxima or minima of at least one entry. */
  void extreme(boolean max, int from, int to, float[] best, int width) {
    int j = 0;
    for (; j + 8 <= width; j += 8) {
      if (max) {
        max8(from, to, best, j);
      } else {
        min8(from, to, best, j);
      }
    }
    for (; j < width; j++) {
      float s = get(at(from, j));
      for (int e = from + 1; e < to; e++) {
        float x = get(at(e, j));
        s = max ? Math.max(s, x) : Math.min(s, x);
      }
      best[j] = s;
    }
  }

  private void max8(int from, int to, float[] sum, int j) {
    long first = at(from, j);
    float s0 = get(first);
    float s1 = get(first + 4);
    float s2 = get(first + 8);
    float s3 = get(first + 12);
    float s4 = get(first + 16);
    float s5 = get(first + 20);
    float s6 = get(first + 24);
    float s7 = get(first + 28);
    for (int e = from + 1; e < to; e++) {
      long p = at(e, j);
      s0 = Math.max(s0, get(p));
      s1 = Math.max(s1, get(p + 4));
      s2 = Math.max(s2, get(p + 8));
      s3 = Math.max(s3, get(p + 12));
      s4 = Math.max(s4, get(p + 16));
      s5 = Math.max(s5, get(p + 20));
      s6 = Math.max(s6, get(p + 24));
      s7 = Math.max(s7, get(p + 28));
    }
    sum[j] = s0;
    sum[j + 1] = s1;
    sum[j + 2] = s2;
    sum[j + 3] = s3;
    sum[j + 4] = s4;
    sum[j + 5] = s5;
    sum[j + 6] = s6;
    sum[j + 7] = s7;
  }

  private void min8(int from, int to, float[] sum, int j) {
    long first = at(from, j);
    float s0 = get(first);
    float s1 = get(first + 4);
    float s2 = get(first + 8);
    float s3 = get(first + 12);
    float s4 = get(first + 16);
    float s5 = get(first + 20);
    float s6 = get(first + 24);
    float s7 = get(first + 28);
    for (int e = from + 1; e < to; e++) {
      long p = at(e, j);
      s0 = Math.min(s0, get(p));
      s1 = Math.min(s1, get(p + 4));
      s2 = Math.min(s2, get(p + 8));
      s3 = Math.min(s3, get(p + 12));
      s4 = Math.min(s4, get(p + 16));
      s5 = Math.min(s5, get(p + 20));
      s6 = Math.min(s6, get(p + 24));
      s7 = Math.min(s7, get(p + 28));
    }
    sum[j] = s0;
    sum[j + 1] = s1;
    sum[j + 2] = s2;
    sum[j + 3] = s3;
    sum[j + 4] = s4;
    sum[j + 5] = s5;
    sum[j + 6] = s6;
    sum[j + 7] = s7;
  }

  /**
   * Sums times one number per entry, {@code scale[at + e * step]}, into lanes {@code start} to
   * {@code start + width}.
   */
  void scaled(
      int from, int to, float[] scale, int at, int step, float[] sum, int start, int width) {
    int j = start;
    for (; j + 16 <= start + width; j += 16) {
      scaled16(from, to, scale, at, step, sum, j);
    }
    for (; j + 8 <= start + width; j += 8) {
      scaled8(from, to, scale, at, step, sum, j);
    }
    for (; j < start + width; j++) {
      float s = 0;
      for (int e = from; e < to; e++) {
        s = Math.fma(get(at(e, j)), scale[at + e * step], s);
      }
      sum[j] = s;
    }
  }

  private void scaled16(int from, int to, float[] scale, int at, int step, float[] sum, int j) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    float s8 = 0;
    float s9 = 0;
    float s10 = 0;
    float s11 = 0;
    float s12 = 0;
    float s13 = 0;
    float s14 = 0;
    float s15 = 0;
    for (int e = from; e < to; e++) {
      long p = at(e, j);
      float w = scale[at + e * step];
      s0 = Math.fma(get(p), w, s0);
      s1 = Math.fma(get(p + 4), w, s1);
      s2 = Math.fma(get(p + 8), w, s2);
      s3 = Math.fma(get(p + 12), w, s3);
      s4 = Math.fma(get(p + 16), w, s4);
      s5 = Math.fma(get(p + 20), w, s5);
      s6 = Math.fma(get(p + 24), w, s6);
      s7 = Math.fma(get(p + 28), w, s7);
      s8 = Math.fma(get(p + 32), w, s8);
      s9 = Math.fma(get(p + 36), w, s9);
      s10 = Math.fma(get(p + 40), w, s10);
      s11 = Math.fma(get(p + 44), w, s11);
      s12 = Math.fma(get(p + 48), w, s12);
      s13 = Math.fma(get(p + 52), w, s13);
      s14 = Math.fma(get(p + 56), w, s14);
      s15 = Math.fma(get(p + 60), w, s15);
    }
    sum[j] = s0;
    sum[j + 1] = s1;
    sum[j + 2] = s2;
    sum[j + 3] = s3;
    sum[j + 4] = s4;
    sum[j + 5] = s5;
    sum[j + 6] = s6;
    sum[j + 7] = s7;
    sum[j + 8] = s8;
    sum[j + 9] = s9;
    sum[j + 10] = s10;
    sum[j + 11] = s11;
    sum[j + 12] = s12;
    sum[j + 13] = s13;
    sum[j + 14] = s14;
    sum[j + 15] = s15;
  }

  private void scaled8(int from, int to, float[] scale, int at, int step, float[] sum, int j) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int e = from; e < to; e++) {
      long p = at(e, j);
      float w = scale[at + e * step];
      s0 = Math.fma(get(p), w, s0);
      s1 = Math.fma(get(p + 4), w, s1);
      s2 = Math.fma(get(p + 8), w, s2);
      s3 = Math.fma(get(p + 12), w, s3);
      s4 = Math.fma(get(p + 16), w, s4);
      s5 = Math.fma(get(p + 20), w, s5);
      s6 = Math.fma(get(p + 24), w, s6);
      s7 = Math.fma(get(p + 28), w, s7);
    }
    sum[j] = s0;
    sum[j + 1] = s1;
    sum[j + 2] = s2;
    sum[j + 3] = s3;
    sum[j + 4] = s4;
    sum[j + 5] = s5;
    sum[j + 6] = s6;
    sum[j + 7] = s7;
  }

  /** Sums times rows of a tile, lane by lane. */
  void product(int from, int to, float[] y, int step, float[] sum, int width) {
    int j = 0;
    for (; j + 8 <= width; j += 8) {
      product8(from, to, y, step, sum, j);
    }
    for (; j < width; j++) {
      float s = 0;
      for (int e = from; e < to; e++) {
        s = Math.fma(get(at(e, j)), y[e * step + j], s);
      }
      sum[j] = s;
    }
  }

  private void product8(int from, int to, float[] y, int step, float[] sum, int j) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int e = from; e < to; e++) {
      long p = at(e, j);
      int q = e * step + j;
      s0 = Math.fma(get(p), y[q], s0);
      s1 = Math.fma(get(p + 4), y[q + 1], s1);
      s2 = Math.fma(get(p + 8), y[q + 2], s2);
      s3 = Math.fma(get(p + 12), y[q + 3], s3);
      s4 = Math.fma(get(p + 16), y[q + 4], s4);
      s5 = Math.fma(get(p + 20), y[q + 5], s5);
      s6 = Math.fma(get(p + 24), y[q + 6], s6);
      s7 = Math.fma(get(p + 28), y[q + 7], s7);
    }
    sum[j] = s0;
    sum[j + 1] = s1;
    sum[j + 2] = s2;
    sum[j + 3] = s3;
    sum[j + 4] = s4;
    sum[j + 5] = s5;
    sum[j + 6] = s6;
    sum[j + 7] = s7;
  }

  /**
   * Dot product of lanes {@code j} to {@code j + k} of entry {@code e}'s row with {@code y} from
   * {@code at}.
   */
  float dot(int e, int j, int k, float[] y, int at, float[] partial) {
    long p = at(e, j);
    if (k < FloatMath.SUM_LANES) {
      for (int l = 0; l < k; l++) {
        partial[l] = Math.fma(get(p + 4L * l), y[at + l], 0);
      }
      Arrays.fill(partial, k, FloatMath.SUM_LANES, 0);
      return FloatMath.joinSum(partial, k);
    }
    eightOfSixteen(p, k, 0, y, at, partial);
    eightOfSixteen(p, k, 8, y, at, partial);
    return FloatMath.joinSum(partial);
  }

  private static void eightOfSixteen(long p, int k, int lane, float[] y, int at, float[] partial) {
    float[] sum = partial;
    int j = lane;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int l = lane;
    for (; l + 8 <= k; l += 16) {
      long r = p + 4L * l;
      int q = at + l;
      s0 = Math.fma(get(r), y[q], s0);
      s1 = Math.fma(get(r + 4), y[q + 1], s1);
      s2 = Math.fma(get(r + 8), y[q + 2], s2);
      s3 = Math.fma(get(r + 12), y[q + 3], s3);
      s4 = Math.fma(get(r + 16), y[q + 4], s4);
      s5 = Math.fma(get(r + 20), y[q + 5], s5);
      s6 = Math.fma(get(r + 24), y[q + 6], s6);
      s7 = Math.fma(get(r + 28), y[q + 7], s7);
    }
    sum[j] = s0;
    sum[j + 1] = s1;
    sum[j + 2] = s2;
    sum[j + 3] = s3;
    sum[j + 4] = s4;
    sum[j + 5] = s5;
    sum[j + 6] = s6;
    sum[j + 7] = s7;
    for (int rest = 0; l + rest < k; rest++) {
      partial[lane + rest] =
          Math.fma(get(p + 4L * (l + rest)), y[at + l + rest], partial[lane + rest]);
    }
  }
}

package dev.weft.kernels.backend.portable;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.weft.kernels.backend.tile.Counters;
import dev.weft.kernels.backend.tile.Elements;
import dev.weft.kernels.backend.tile.FloatMath;
import dev.weft.kernels.backend.tile.Lanes;
import dev.weft.kernels.backend.tile.Matrices;
import dev.weft.kernels.backend.tile.Source;
import dev.weft.kernels.backend.tile.Span;
import dev.weft.kernels.backend.tile.Span.Carry;
import dev.weft.kernels.backend.tile.TilePlan;
import dev.weft.kernels.backend.tile.TypeGroups;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.CounterRandom;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Counter;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Native;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Deque;

/**
 * Registers as float arrays, a slot each. Small arguments are spread into a spare array, so that
 * there is one loop an operator.
 */
final class PortableLanes implements Lanes {
  private final TilePlan plan;
  private final float[][] regs;
  private final int[][] args;
  private final float[] partial = new float[FloatMath.SUM_LANES];
  private final Counters counters = new Counters();
  private float[] spare = new float[0];
  private float[] gathered = new float[0];
  private float[] sum = new float[0];
  private float[] matrix = new float[0];

  private final Deque<PortableLanes> idle;

  private PortableLanes(TilePlan plan, Deque<PortableLanes> idle) {
    this.plan = plan;
    this.idle = idle;
    float[][] slots = new float[plan.slots()][];
    regs = new float[plan.registers()][];
    args = new int[plan.registers()][];
    for (int reg = 0; reg < regs.length; reg++) {
      int slot = plan.slot(reg);
      if (slots[slot] == null) {
        slots[slot] = new float[plan.capacity(reg)];
      }
      regs[reg] = slots[slot];
    }
  }

  /** Lanes of an earlier run of the same plan, or new ones. */
  static PortableLanes lease(TilePlan plan, Deque<PortableLanes> idle) {
    PortableLanes lanes = idle.pollFirst();
    return lanes == null ? new PortableLanes(plan, idle) : lanes;
  }

  @Override
  public boolean bind(int reg, Source output, long row, int n) {
    return false;
  }

  @Override
  public long[] addresses() {
    throw new UnsupportedOperationException("PortableLanes: registers are arrays; run steps.");
  }

  @Override
  public float get(int reg, int lane) {
    return regs[reg][lane];
  }

  @Override
  public void fill(int out, float value, int n) {
    Arrays.fill(regs[out], 0, n * plan.stride(out), value);
  }

  @Override
  public void countLanes(int out) {
    for (int j = 0; j < plan.width(out); j++) {
      regs[out][j] = j;
    }
  }

  @Override
  public void degrees(int out, Span span) {
    for (int r = 0; r < span.rows; r++) {
      regs[out][r] = span.degree(r);
    }
  }

  @Override
  public void draw(int out, long key, Counter counter, Span span, int n) {
    int width = plan.width(out);
    int stride = plan.stride(out);
    if (counter == Counter.ROW) {
      for (int i = 0; i < n; i++) {
        Elements.draw(key, (span.row + i) * width, regs[out], i * stride, width);
      }
    } else if (width == stride) {
      int count = counters.entries(counter, key, span, width);
      hash(counters.low, counters.add, (int) key, regs[out], count);
    } else {
      for (int r = 0; r < span.rows; r++) {
        for (int e = span.start(r); e < span.start(r + 1); e++) {
          Elements.draw(
              key, Elements.item(counter, span, r, e) * width, regs[out], e * stride, width);
        }
      }
    }
  }

  private static void hash(int[] low, int[] add, int key, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = CounterRandom.uniform(low[i], add[i], key);
    }
  }

  @Override
  public void load(int out, Source source, long row, int n) {
    int stride = plan.stride(out);
    if (source.dtype() == DType.FLOAT32 && source.holds(row, n, stride) || source.isDense(stride)) {
      Elements.read(source.dtype(), source.at(row), regs[out], 0, n * stride);
      return;
    }
    for (int i = 0; i < n; i++) {
      Elements.read(source.dtype(), source.at(row + i), regs[out], i * stride, source.width());
    }
  }

  @Override
  public void gather(int out, Source source, At at, Span span) {
    for (int e = 0; e < span.entries; e++) {
      row(source, at, span, e, regs[out], e * plan.stride(out));
    }
  }

  /** A short row costs less element by element than by a copy's fixed price. */
  private static void row(Source source, At at, Span span, int e, float[] out, int to) {
    long address = source.at(at == At.NEIGHBOR ? span.neighbor(e) : span.edge(e));
    int width = source.width();
    if (source.dtype() == DType.FLOAT32 && width < 48) {
      long p = address & Native.MASK;
      for (int j = 0; j < width; j++) {
        out[to + j] = Native.ALL.get(JAVA_FLOAT_UNALIGNED, p + 4L * j);
      }
    } else {
      Elements.read(source.dtype(), address, out, to, width);
    }
  }

  @Override
  public void mark(int out, Source source, At at, Span span) {
    for (int r = 0; r < span.rows; r++) {
      for (int e = span.start(r); e < span.start(r + 1); e++) {
        long row = Elements.row(source, at, span, r, e);
        int edge = (int) span.edge(e);
        for (int j = 0; j < source.width(); j++) {
          boolean same = Native.ALL.get(JAVA_INT_UNALIGNED, row + 4L * j) == edge;
          regs[out][e * plan.stride(out) + j] = same ? 1 : 0;
        }
      }
    }
  }

  @Override
  public void expand(int a, int out, Span span) {
    int stride = plan.stride(out);
    for (int r = 0; r < span.rows; r++) {
      for (int e = span.start(r); e < span.start(r + 1); e++) {
        System.arraycopy(regs[a], r * stride, regs[out], e * stride, stride);
      }
    }
  }

  @Override
  public void repeat(int a, int out, int n) {
    repeat(regs[a], plan.stride(out), regs[out], n);
  }

  private static void repeat(float[] x, int stride, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      System.arraycopy(x, 0, out, i * stride, stride);
    }
  }

  @Override
  public void map(UnaryOp op, int a, int out, int n) {
    ArrayMath.map(op, regs[a], regs[out], n * plan.stride(out));
  }

  @Override
  public void zip(BinaryOp op, int a, int b, int out, int n) {
    ArrayMath.zip(op, regs[a], regs[b], regs[out], n * plan.stride(out));
  }

  @Override
  public void zipScalar(BinaryOp op, int a, float scalar, Side side, int out, int n) {
    int floats = n * plan.stride(out);
    Arrays.fill(spare(floats), 0, floats, scalar);
    zipSpare(op, a, side, out, floats);
  }

  @Override
  public void zipInner(
      BinaryOp op, int a, int small, Side side, int outer, int inner, int out, int n) {
    spread(
        regs[small],
        plan.stride(small),
        outer,
        inner,
        spare(n * plan.stride(out)),
        plan.stride(out),
        n);
    zipSpare(op, a, side, out, n * plan.stride(out));
  }

  @Override
  public void zipRow(BinaryOp op, int a, int row, Side side, int out, int n) {
    repeat(regs[row], plan.stride(out), spare(n * plan.stride(out)), n);
    zipSpare(op, a, side, out, n * plan.stride(out));
  }

  private void zipSpare(BinaryOp op, int a, Side side, int out, int floats) {
    if (side == Side.RIGHT) {
      ArrayMath.zip(op, regs[a], spare, regs[out], floats);
    } else {
      ArrayMath.zip(op, spare, regs[a], regs[out], floats);
    }
  }

  private float[] spare(int floats) {
    if (spare.length < floats) {
      spare = new float[floats];
    }
    return spare;
  }

  @Override
  public void choose(int condition, int a, int b, int out, int n) {
    ArrayMath.choose(regs[condition], regs[a], regs[b], regs[out], n * plan.stride(out));
  }

  @Override
  public void spread(int a, int outer, int inner, int out, int n) {
    spread(regs[a], plan.stride(a), outer, inner, regs[out], plan.stride(out), n);
  }

  private static void spread(
      float[] x, int from, int outer, int inner, float[] out, int to, int n) {
    for (int i = 0; i < n; i++) {
      for (int h = 0; h < outer; h++) {
        Arrays.fill(out, i * to + h * inner, i * to + (h + 1) * inner, x[i * from + h]);
      }
    }
  }

  @Override
  public void copyLanes(int a, int[] from, int[] to, int run, int out, int n) {
    for (int i = 0; i < n; i++) {
      int x = i * plan.stride(a);
      int y = i * plan.stride(out);
      for (int b = 0; b < from.length; b++) {
        for (int j = 0; j < run; j++) {
          regs[out][y + to[b] + j] = regs[a][x + from[b] + j];
        }
      }
    }
  }

  @Override
  public void matmul(int a, long address, int k, int columns, int out, int n) {
    int size = k * columns;
    if (matrix.length < size) {
      matrix = new float[size];
    }
    Elements.read(DType.FLOAT32, address, matrix, 0, size);
    for (int first = 0; first < columns; first += Matrices.PANEL) {
      int width = Math.min(Matrices.PANEL, columns - first);
      for (int i = 0; i < n; i++) {
        ArrayRows.product(
            regs[a],
            i * plan.stride(a),
            1,
            k,
            matrix,
            k * first,
            width,
            regs[out],
            i * plan.stride(out) + first);
      }
    }
  }

  @Override
  public void outerSum(int a, int b, int n, int out, boolean add) {
    int columns = plan.stride(b);
    int size = plan.width(a) * columns;
    if (matrix.length < size) {
      matrix = new float[size];
    }
    for (int i = 0; i < plan.width(a); i++) {
      ArrayRows.product(regs[a], i, plan.stride(a), n, regs[b], 0, columns, matrix, i * columns);
    }
    if (add) {
      ArrayRows.add(regs[out], 0, matrix, 0, size);
    } else {
      System.arraycopy(matrix, 0, regs[out], 0, size);
    }
  }

  @Override
  public void typedMatmul(
      int a, Source matrices, TypeGroups groups, int blocks, int k, int n, int out) {
    int size = blocks * k * n;
    if (matrix.length < size) {
      matrix = new float[size];
    }
    for (int g = 0; g < groups.count(); g++) {
      Elements.read(DType.FLOAT32, matrices.at(groups.type(g)), matrix, 0, size);
      for (int p = groups.start(g); p < groups.start(g + 1); p++) {
        int i = groups.row(p);
        for (int b = 0; b < blocks; b++) {
          ArrayRows.product(
              regs[a],
              i * plan.stride(a) + b * k,
              1,
              k,
              matrix,
              b * k * n,
              n,
              regs[out],
              i * plan.stride(out) + b * n);
        }
      }
    }
  }

  @Override
  public void fold(Reduction op, int a, int outer, int k, int inner, int out, int n) {
    for (int i = 0; i < n; i++) {
      for (int h = 0; h < outer; h++) {
        fold(
            op,
            regs[a],
            i * plan.stride(a) + h * k * inner,
            k,
            inner,
            regs[out],
            i * plan.stride(out) + h * inner);
      }
    }
  }

  @Override
  public void foldRows(Reduction op, int a, int n, int out) {
    fold(op, regs[a], 0, n, plan.stride(a), regs[out], 0);
  }

  private void fold(Reduction op, float[] x, int at, int k, int inner, float[] out, int to) {
    if (op == Reduction.SUM && inner == 1) {
      out[to] = ArrayRows.sum(x, at, k, partial);
      return;
    }
    Arrays.fill(out, to, to + inner, op == Reduction.PROD ? 1 : 0);
    for (int i = 0; i < k; i++) {
      ArrayRows.join(op, out, to, x, at + i * inner, inner, i);
    }
  }

  @Override
  public void reduce(Reduction op, int a, int out, Span span) {
    int stride = plan.stride(out);
    for (int r = 0; r < span.rows; r++) {
      float[] sum = begin(op, out);
      for (int e = span.start(r); e < span.start(r + 1); e++) {
        ArrayRows.join(op, sum, 0, regs[a], e * stride, stride, e - span.start(r));
      }
      end(op, out, r, span);
    }
  }

  @Override
  public void reduceRows(Reduction op, Source source, At at, int out, Span span) {
    GatheredRows rows = new GatheredRows(source, at, span);
    for (int r = 0; r < span.rows; r++) {
      float[] sum = begin(op, out);
      int start = span.start(r);
      int end = span.start(r + 1);
      if (op == Reduction.SUM || op == Reduction.MEAN) {
        rows.sum(start, end, sum, source.width());
      } else if (start < end) {
        rows.extreme(op == Reduction.MAX, start, end, sum, source.width());
      }
      end(op, out, r, span);
    }
  }

  @Override
  public void sumScaled(Source source, At at, int scale, int outer, int inner, int out, Span span) {
    GatheredRows rows = new GatheredRows(source, at, span);
    for (int r = 0; r < span.rows; r++) {
      float[] sum = begin(Reduction.SUM, out);
      for (int h = 0; h < outer; h++) {
        rows.scaled(
            span.start(r),
            span.start(r + 1),
            regs[scale],
            h,
            plan.stride(scale),
            sum,
            h * inner,
            inner);
      }
      end(Reduction.SUM, out, r, span);
    }
  }

  @Override
  public void sumProduct(Source source, At at, int factor, int out, Span span) {
    GatheredRows rows = new GatheredRows(source, at, span);
    for (int r = 0; r < span.rows; r++) {
      float[] sum = begin(Reduction.SUM, out);
      rows.product(
          span.start(r), span.start(r + 1), regs[factor], plan.stride(factor), sum, source.width());
      end(Reduction.SUM, out, r, span);
    }
  }

  private float[] gathered(int out) {
    if (gathered.length < plan.stride(out)) {
      gathered = new float[plan.stride(out)];
    }
    return gathered;
  }

  /** A row's accumulator, at the reduction's start. */
  private float[] begin(Reduction op, int out) {
    if (sum.length < plan.stride(out)) {
      sum = new float[plan.stride(out)];
    }
    Arrays.fill(sum, 0, plan.stride(out), op == Reduction.PROD ? 1 : 0);
    return sum;
  }

  /** The accumulator into the row's result, joined with what earlier tiles of a long row gave. */
  private void end(Reduction op, int out, int r, Span span) {
    int stride = plan.stride(out);
    if (span.carry == Carry.START) {
      System.arraycopy(sum, 0, regs[out], r * stride, stride);
    } else {
      ArrayRows.join(op, regs[out], r * stride, sum, 0, stride, 1);
    }
  }

  @Override
  public void reduceArg(Reduction op, int a, int out, int arg, Span span) {
    int stride = plan.stride(out);
    for (int r = 0; r < span.rows; r++) {
      beginArg(out, arg, r, span);
      for (int e = span.start(r); e < span.start(r + 1); e++) {
        boolean first = span.carry == Carry.START && e == span.start(r);
        ArrayRows.joinArg(
            op,
            regs[out],
            args[arg],
            r * stride,
            regs[a],
            e * stride,
            plan.width(out),
            (int) span.edge(e),
            first);
      }
    }
  }

  @Override
  public void reduceRowsArg(Reduction op, Source source, At at, int out, int arg, Span span) {
    float[] x = gathered(out);
    for (int r = 0; r < span.rows; r++) {
      beginArg(out, arg, r, span);
      for (int e = span.start(r); e < span.start(r + 1); e++) {
        row(source, at, span, e, x, 0);
        boolean first = span.carry == Carry.START && e == span.start(r);
        ArrayRows.joinArg(
            op,
            regs[out],
            args[arg],
            r * plan.stride(out),
            x,
            0,
            source.width(),
            (int) span.edge(e),
            first);
      }
    }
  }

  private void beginArg(int out, int arg, int r, Span span) {
    if (args[arg] == null) {
      args[arg] = new int[plan.capacity(arg)];
    }
    if (span.carry == Carry.START) {
      int stride = plan.stride(out);
      Arrays.fill(regs[out], r * stride, (r + 1) * stride, 0);
      Arrays.fill(args[arg], r * stride, (r + 1) * stride, -1);
    }
  }

  @Override
  public void dot(Source source, At at, int row, int outer, int inner, int out, Span span) {
    GatheredRows rows = new GatheredRows(source, at, span);
    int stride = plan.stride(row);
    for (int r = 0; r < span.rows; r++) {
      for (int e = span.start(r); e < span.start(r + 1); e++) {
        for (int h = 0; h < outer; h++) {
          regs[out][e * plan.stride(out) + h] =
              rows.dot(e, h * inner, inner, regs[row], r * stride + h * inner, partial);
        }
      }
    }
  }

  @Override
  public void divideByDegree(int out, Span span) {
    int stride = plan.stride(out);
    for (int r = 0; r < span.rows; r++) {
      float degree = Math.max(1, span.degree(r));
      for (int j = 0; j < stride; j++) {
        regs[out][r * stride + j] /= degree;
      }
    }
  }

  @Override
  public void store(int a, Source output, long row, int n) {
    if (output.dtype() == DType.FLOAT32 && output.holds(row, n, plan.stride(a))) {
      MemorySegment.copy(
          regs[a],
          0,
          Native.ALL,
          JAVA_FLOAT_UNALIGNED,
          output.at(row) & Native.MASK,
          n * plan.stride(a));
      return;
    }
    for (int i = 0; i < n; i++) {
      storeRow(a, i, output, row + i);
    }
  }

  @Override
  public void storeEdges(int a, Source output, Span span) {
    for (int e = 0; e < span.entries; e++) {
      storeRow(a, e, output, span.edge(e));
    }
  }

  private void storeRow(int a, int i, Source output, long row) {
    long p = output.at(row) & Native.MASK;
    int from = i * plan.stride(a);
    if (output.dtype() == DType.INT32) {
      MemorySegment.copy(args[a], from, Native.ALL, JAVA_INT_UNALIGNED, p, output.width());
    } else if (output.width() < 16) {
      for (int j = 0; j < output.width(); j++) {
        Native.ALL.set(JAVA_FLOAT_UNALIGNED, p + 4L * j, regs[a][from + j]);
      }
    } else {
      MemorySegment.copy(regs[a], from, Native.ALL, JAVA_FLOAT_UNALIGNED, p, output.width());
    }
  }

  @Override
  public void close() {
    idle.addFirst(this);
  }
}

package dev.weft.kernels.backend.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.weft.kernels.backend.tile.Counters;
import dev.weft.kernels.backend.tile.Elements;
import dev.weft.kernels.backend.tile.FloatMath;
import dev.weft.kernels.backend.tile.Lanes;
import dev.weft.kernels.backend.tile.Source;
import dev.weft.kernels.backend.tile.Span;
import dev.weft.kernels.backend.tile.Span.Carry;
import dev.weft.kernels.backend.tile.TilePlan;
import dev.weft.kernels.backend.tile.TypeGroups;
import dev.weft.kernels.backend.vector.Rows.Block;
import dev.weft.kernels.dense.Gemm.Matrix;
import dev.weft.kernels.dense.Gemm.Order;
import dev.weft.kernels.dense.NarrowGemm;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Counter;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Workspace;
import dev.weft.kernels.memory.Workspaces;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Registers as addresses: in scratch memory, or bound to the memory of an operand or output that
 * has the register's layout. Flat loops run over whole vectors: wide rows are made of them, and
 * past the end of narrow ones there is room.
 */
final class VectorLanes implements Lanes {
  /** Floats of the block in which small arguments are repeated. */
  private static final int SPARE = 2048;

  private final TilePlan plan;
  private final Workspace scratch;
  private final long[] home;
  private final long[] at;
  private final float[] partial = new float[FloatMath.SUM_LANES];
  private final Counters counters = new Counters();
  private final VectorGemm products = new VectorGemm();
  private final int spareFloats;
  private final long spare;
  private float[] converted = new float[0];

  VectorLanes(TilePlan plan) {
    this.plan = plan;
    int count = plan.registers();
    int widest = SPARE;
    for (int reg = 0; reg < count; reg++) {
      widest = Math.max(widest, (plan.stride(reg) + 15) & -16);
    }
    spareFloats = widest;
    long bytes = 4L * (plan.scratchFloats() + spareFloats);
    scratch = Workspaces.lease(bytes);
    long address = scratch.slice(0, bytes).address();
    home = new long[count];
    for (int reg = 0; reg < count; reg++) {
      home[reg] = address + 4L * plan.offset(reg);
    }
    at = home.clone();
    spare = address + 4L * plan.scratchFloats();
  }

  private long row(int reg, int i) {
    return at[reg] + 4L * i * plan.stride(reg);
  }

  @Override
  public boolean bind(int reg, Source output, long row, int n) {
    // Loops run over whole vectors, which narrow rows need not end with.
    boolean fits = plan.stride(reg) % 16 == 0 && output.holds(row, n, plan.stride(reg));
    at[reg] = fits ? output.at(row) : home[reg];
    return fits;
  }

  @Override
  public long[] addresses() {
    return at;
  }

  @Override
  public float get(int reg, int lane) {
    return Mem.get(at[reg] + 4L * lane);
  }

  @Override
  public void fill(int out, float value, int n) {
    Mem.fill(at[out], value, n * plan.stride(out));
  }

  @Override
  public void countLanes(int out) {
    for (int j = 0; j < plan.width(out); j++) {
      Mem.set(at[out] + 4L * j, j);
    }
  }

  @Override
  public void degrees(int out, Span span) {
    for (int r = 0; r < span.rows; r++) {
      Mem.set(at[out] + 4L * r, (float) span.degree(r));
    }
  }

  @Override
  public void draw(int out, long key, Counter counter, Span span, int n) {
    int width = plan.width(out);
    boolean consecutive = counter == Counter.ROW || counter == Counter.EDGE && span.eids == 0;
    if (consecutive && n > 0 && plan.stride(out) == width) {
      Draws.run(at[out], n * width, key, Elements.item(counter, span, 0, 0) * width);
      return;
    }
    if (counter == Counter.ROW) {
      for (int i = 0; i < n; i++) {
        Draws.run(row(out, i), width, key, (span.row + i) * width);
      }
      return;
    }
    if (plan.stride(out) == width && width < 16) {
      int count = counters.entries(counter, key, span, width);
      Draws.each(at[out], count, (int) key, counters);
      return;
    }
    for (int r = 0; r < span.rows; r++) {
      for (int e = span.start(r); e < span.start(r + 1); e++) {
        Draws.run(row(out, e), width, key, Elements.item(counter, span, r, e) * width);
      }
    }
  }

  // ---- rows between memory and registers ----

  @Override
  public void load(int out, Source source, long row, int n) {
    int stride = plan.stride(out);
    // Flat loops read whole vectors, which narrow rows need not fill.
    boolean hasRoom = stride % 16 == 0 || (row + n) * stride + 16 <= source.elements();
    if (source.dtype() == DType.FLOAT32 && hasRoom && source.holds(row, n, stride)) {
      at[out] = source.at(row);
      return;
    }
    at[out] = home[out];
    if (source.isDense(plan.stride(out))) {
      copy(source.dtype(), source.at(row), at[out], n * source.width());
      return;
    }
    for (int i = 0; i < n; i++) {
      copyRow(source, source.at(row + i), row(out, i));
    }
  }

  private void copyRow(Source source, long from, long to) {
    copy(source.dtype(), from, to, source.width());
  }

  private void copy(DType dtype, long from, long to, int count) {
    if (dtype == DType.FLOAT32) {
      Mem.copyRow(from, to, count);
      return;
    }
    if (converted.length < count) {
      converted = new float[count];
    }
    Elements.read(dtype, from, converted, 0, count);
    MemorySegment.copy(converted, 0, Mem.ALL, JAVA_FLOAT_UNALIGNED, to & Mem.MASK, count);
  }

  @Override
  public void gather(int out, Source source, At from, Span span) {
    at[out] = home[out];
    long ids = ids(from, span);
    if (source.dtype() == DType.FLOAT32 && source.width() == 1) {
      pick(source.address(), source.strideBytes(), ids, span.entries, at[out]);
      return;
    }
    for (int e = 0; e < span.entries; e++) {
      copyRow(source, source.at(Mem.id(ids, e)), row(out, e));
    }
  }

  private static void pick(long x, long stride, long ids, int n, long out) {
    for (int e = 0; e < n; e++) {
      Mem.set(out + 4L * e, Mem.get(x + Mem.id(ids, e) * stride));
    }
  }

  private static void place(long x, long ids, int n, long out, long stride) {
    for (int e = 0; e < n; e++) {
      Mem.set(out + Mem.id(ids, e) * stride, Mem.get(x + 4L * e));
    }
  }

  /**
   * Address of the row numbers that the entries name; where edge ids are positions, numbers from 0.
   */
  private static long ids(At from, Span span) {
    if (from == At.NEIGHBOR) {
      return span.indices + 4 * span.position;
    }
    return span.eids == 0 ? Mem.COUNT : span.eids + 4 * span.position;
  }

  /** Address of the row that the number 0 of {@link #ids} means. */
  private static long base(Source source, At from, Span span) {
    return from == At.EDGE && span.eids == 0 ? source.at(span.position) : source.address();
  }

  @Override
  public void mark(int out, Source source, At from, Span span) {
    for (int r = 0; r < span.rows; r++) {
      for (int e = span.start(r); e < span.start(r + 1); e++) {
        long ids = Elements.row(source, from, span, r, e);
        int edge = (int) span.edge(e);
        for (int j = 0; j < source.width(); j++) {
          Mem.set(row(out, e) + 4L * j, Mem.id(ids, j) == edge ? 1 : 0);
        }
      }
    }
  }

  @Override
  public void expand(int a, int out, Span span) {
    int stride = plan.stride(out);
    for (int r = 0; r < span.rows; r++) {
      int start = span.start(r);
      int end = span.start(r + 1);
      if (stride == 1) {
        Mem.fill(row(out, start), Mem.get(row(a, r)), end - start);
      } else {
        for (int e = start; e < end; e++) {
          Mem.copyRow(row(a, r), row(out, e), stride);
        }
      }
    }
  }

  @Override
  public void repeat(int a, int out, int n) {
    if (plan.stride(out) == 1) {
      Mem.fill(at[out], Mem.get(at[a]), n);
      return;
    }
    for (int i = 0; i < n; i++) {
      Mem.copyRow(at[a], row(out, i), plan.stride(out));
    }
  }

  @Override
  public void store(int a, Source output, long row, int n) {
    if (at[a] == output.at(row)) {
      return;
    }
    if (output.holds(row, n, plan.stride(a))) {
      Mem.copy(at[a], output.at(row), (long) n * plan.stride(a));
      return;
    }
    for (int i = 0; i < n; i++) {
      Mem.copyRow(row(a, i), output.at(row + i), output.width());
    }
  }

  @Override
  public void storeEdges(int a, Source output, Span span) {
    if (output.width() == 1) {
      place(at[a], ids(At.EDGE, span), span.entries, output.address(), output.strideBytes());
      return;
    }
    for (int e = 0; e < span.entries; e++) {
      Mem.copyRow(row(a, e), output.at(span.edge(e)), output.width());
    }
  }

  // ---- element-wise ----

  /** One by one: loops take all but sines and cosines, and what the launch computes once. */
  @Override
  public void map(UnaryOp op, int a, int out, int n) {
    for (long j = 0; j < 4L * n * plan.stride(out); j += 4) {
      Mem.set(at[out] + j, FloatMath.apply(op, Mem.get(at[a] + j)));
    }
  }

  /** Floats of n rows, up to the end of a vector: behind a narrow register there is room for it. */
  private int floats(int reg, int n) {
    return (n * plan.stride(reg) + 15) & -16;
  }

  @Override
  public void zip(BinaryOp op, int a, int b, int out, int n) {
    Zips.zip(op, at[a], Zips.EACH, at[b], Zips.EACH, at[out], floats(out, n));
  }

  @Override
  public void zipScalar(BinaryOp op, int a, float scalar, Side side, int out, int n) {
    Mem.fill(spare, scalar, 16);
    if (side == Side.RIGHT) {
      Zips.zip(op, at[a], Zips.EACH, spare, Zips.ONE, at[out], floats(out, n));
    } else {
      Zips.zip(op, spare, Zips.ONE, at[a], Zips.EACH, at[out], floats(out, n));
    }
  }

  /**
   * The small argument is spread out for a few rows at a time, which stay in the first-level cache.
   */
  @Override
  public void zipInner(
      BinaryOp op, int a, int small, Side side, int outer, int inner, int out, int n) {
    int stride = plan.stride(out);
    int rows = Math.max(1, spareFloats / Math.max(1, stride));
    for (int i = 0; i < n; i += rows) {
      int count = Math.min(rows, n - i);
      spread(row(small, i), plan.stride(small), outer, inner, spare, stride, count);
      zipSpare(op, row(a, i), side, row(out, i), count * stride);
    }
  }

  @Override
  public void zipRow(BinaryOp op, int a, int row, Side side, int out, int n) {
    int stride = plan.stride(out);
    int rows = Math.clamp(spareFloats / Math.max(1, stride), 1, Math.max(1, n));
    for (int i = 0; i < rows; i++) {
      Mem.copyRow(at[row], spare + 4L * i * stride, stride);
    }
    for (int i = 0; i < n; i += rows) {
      zipSpare(op, row(a, i), side, row(out, i), Math.min(rows, n - i) * stride);
    }
  }

  private void zipSpare(BinaryOp op, long x, Side side, long out, int floats) {
    if (side == Side.RIGHT) {
      Zips.zip(op, x, Zips.EACH, spare, Zips.EACH, out, floats);
    } else {
      Zips.zip(op, spare, Zips.EACH, x, Zips.EACH, out, floats);
    }
  }

  @Override
  public void choose(int condition, int a, int b, int out, int n) {
    Zips.choose(at[condition], at[a], at[b], at[out], floats(out, n));
  }

  @Override
  public void spread(int a, int outer, int inner, int out, int n) {
    spread(at[a], plan.stride(a), outer, inner, at[out], plan.stride(out), n);
  }

  private static void spread(long x, int from, int outer, int inner, long out, int to, int n) {
    if (outer == 1 && inner < 8) {
      int whole = to == inner && inner >= 3 ? n - 8 / inner : 0;
      spreadOver(x, 4L * from, out, 4L * to, whole);
      for (int i = Math.max(0, whole); i < n; i++) {
        spreadFew(x + 4L * i * from, inner, out + 4L * i * to);
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      for (int h = 0; h < outer; h++) {
        Mem.fill(out + 4L * (i * to + h * inner), Mem.get(x + 4L * (i * from + h)), inner);
      }
    }
  }

  /** Rows of fewer than 8 lanes by stores of 8: what runs over is what the next rows overwrite. */
  private static void spreadOver(long x, long from, long out, long to, int n) {
    for (int i = 0; i < n; i++) {
      FloatVector.broadcast(FloatVector.SPECIES_256, Mem.get(x + i * from))
          .intoMemorySegment(Mem.ALL, (out + i * to) & Mem.MASK, Mem.ORDER);
    }
  }

  private static void spreadFew(long x, int inner, long out) {
    float value = Mem.get(x);
    for (int j = 0; j < inner; j++) {
      Mem.set(out + 4L * j, value);
    }
  }

  @Override
  public void copyLanes(int a, int[] from, int[] to, int run, int out, int n) {
    for (int i = 0; i < n; i++) {
      if (run == 1) {
        copyEach(row(a, i), from, row(out, i), to);
      } else {
        copyBlocks(row(a, i), from, row(out, i), to, run);
      }
    }
  }

  private static void copyEach(long x, int[] from, long out, int[] to) {
    for (int b = 0; b < from.length; b++) {
      Mem.set(out + 4L * to[b], Mem.get(x + 4L * from[b]));
    }
  }

  private static void copyBlocks(long x, int[] from, long out, int[] to, int run) {
    for (int b = 0; b < from.length; b++) {
      Mem.copyRow(x + 4L * from[b], out + 4L * to[b], run);
    }
  }

  @Override
  public void matmul(int a, long matrix, int k, int columns, int out, int n) {
    // What was gathered since it was last used has driven it out.
    Mem.readAhead(matrix, 4L * k * columns);
    TypedRows.Rows rows =
        new TypedRows.Rows(at[a], 4L * plan.stride(a), at[out], 4L * plan.stride(out));
    TypedRows.product(rows, n, matrix, k, columns);
  }

  @Override
  public void outerSum(int a, int b, int n, int out, boolean add) {
    int columns = plan.stride(b);
    products.multiply(
        plan.width(a),
        columns,
        n,
        new Matrix(at[a], plan.stride(a), Order.TRANSPOSED),
        new Matrix(at[b], columns, Order.PLAIN),
        new Matrix(at[out], columns, Order.PLAIN),
        add,
        NarrowGemm.Ahead.NOTHING);
  }

  @Override
  public void typedMatmul(
      int a, Source matrices, TypeGroups groups, int blocks, int k, int n, int out) {
    TypedRows.products(
        new TypedRows.Rows(at[a], 4L * plan.stride(a), at[out], 4L * plan.stride(out)),
        matrices,
        groups,
        new TypedRows.Sizes(blocks, k, n));
  }

  // ---- reductions ----

  @Override
  public void fold(Reduction op, int a, int outer, int k, int inner, int out, int n) {
    if (inner == 1 && k < FloatMath.SUM_LANES) {
      for (int h = 0; h < outer; h++) {
        Folds.few(
            op,
            at[a] + 4L * h * k,
            4L * plan.stride(a),
            k,
            at[out] + 4L * h,
            4L * plan.stride(out),
            n,
            partial);
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      for (int h = 0; h < outer; h++) {
        Folds.fold(
            op, row(a, i) + 4L * h * k * inner, k, inner, row(out, i) + 4L * h * inner, partial);
      }
    }
  }

  @Override
  public void foldRows(Reduction op, int a, int n, int out) {
    Folds.fold(op, at[a], n, plan.stride(a), at[out], partial);
  }

  /** Loops take all reductions lane by lane but those of rows without lanes. */
  private void mustHaveNoLanes(int out) {
    if (plan.width(out) > 0) {
      throw new AssertionError("VectorLanes: a reduction of rows is not in a loop.");
    }
  }

  @Override
  public void reduce(Reduction op, int a, int out, Span span) {
    mustHaveNoLanes(out);
  }

  @Override
  public void reduceRows(Reduction op, Source source, At from, int out, Span span) {
    mustHaveNoLanes(out);
  }

  @Override
  public void sumScaled(
      Source source, At from, int scale, int outer, int inner, int out, Span span) {
    mustHaveNoLanes(out);
  }

  @Override
  public void sumProduct(Source source, At from, int factor, int out, Span span) {
    mustHaveNoLanes(out);
  }

  @Override
  public void reduceArg(Reduction op, int a, int out, int arg, Span span) {
    Block block = Rows.block(span, Mem.COUNT, 4L * plan.stride(a), 4L * plan.stride(out));
    reduceArg(op, block, at[a], plan.width(out), plan.stride(out) % 16 == 0, out, arg, span);
  }

  @Override
  public void reduceRowsArg(Reduction op, Source source, At from, int out, int arg, Span span) {
    if (from == At.NEIGHBOR) {
      ReadAhead.neighbors(span, source.address(), source.strideBytes(), source.width());
    }
    Block block = Rows.block(span, ids(from, span), source.strideBytes(), 4L * plan.stride(out));
    reduceArg(
        op,
        block,
        base(source, from, span),
        source.width(),
        padded(source, from, out, span),
        out,
        arg,
        span);
  }

  private boolean padded(Source source, At from, int out, Span span) {
    long rows =
        from == At.NEIGHBOR ? span.domainCols : source.elements() / Math.max(1, source.rowStride());
    return plan.stride(out) % 16 == 0 && source.width() > 0 && source.readableInBlocks(rows);
  }

  private void reduceArg(
      Reduction op, Block block, long x, int width, boolean padded, int out, int arg, Span span) {
    if (span.carry == Carry.START) {
      int floats = span.rows * plan.stride(out);
      Mem.fill(
          at[out], op == Reduction.MAX ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY, floats);
      for (int j = 0; j < floats; j++) {
        Mem.ALL.set(JAVA_INT_UNALIGNED, (at[arg] + 4L * j) & Mem.MASK, -1);
      }
    }
    if (op == Reduction.MAX) {
      Rows.argMax(block, x, width, padded, at[out], at[arg]);
    } else {
      Rows.argMin(block, x, width, padded, at[out], at[arg]);
    }
  }

  @Override
  public void dot(Source source, At from, int row, int outer, int inner, int out, Span span) {
    Block block = Rows.block(span, ids(from, span), source.strideBytes(), 4L * plan.stride(out));
    DotRows.dots(
        block, base(source, from, span), at[row], 4L * plan.stride(row), outer, inner, at[out]);
  }

  @Override
  public void divideByDegree(int out, Span span) {
    int stride = plan.stride(out);
    for (int r = 0; r < span.rows; r++) {
      float degree = Math.max(1, span.degree(r));
      if (stride % 16 == 0 && stride > 0) {
        Mem.fill(spare, degree, 16);
        Zips.zip(BinaryOp.DIV, row(out, r), Zips.EACH, spare, Zips.ONE, row(out, r), stride);
      } else {
        for (int j = 0; j < stride; j++) {
          Mem.set(row(out, r) + 4L * j, Mem.get(row(out, r) + 4L * j) / degree);
        }
      }
    }
  }

  @Override
  public void close() {
    scratch.close();
  }
}

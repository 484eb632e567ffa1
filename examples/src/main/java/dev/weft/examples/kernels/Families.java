package dev.weft.examples.kernels;

import static dev.weft.kernels.lang.BinaryOp.ADD;
import static dev.weft.kernels.lang.BinaryOp.DIV;
import static dev.weft.kernels.lang.BinaryOp.GT;
import static dev.weft.kernels.lang.BinaryOp.MAX;
import static dev.weft.kernels.lang.BinaryOp.MUL;
import static dev.weft.kernels.lang.BinaryOp.SUB;

import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Counter;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Csr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Kernels of every family, over all corner widths and all corner graphs. */
final class Families {
  private static final List<Integer> WIDTHS = List.of(1, 3, 16, 33, 257);
  private static final List<Integer> FEW_WIDTHS = List.of(1, 33);
  private static final List<List<Integer>> HEADS =
      List.of(List.of(3, 5), List.of(1, 16), List.of(8, 8), List.of(4, 33));

  /** Blocks, k and n of products with a matrix for every type. */
  private static final List<List<Integer>> MATRICES =
      List.of(
          List.of(2, 17, 33),
          List.of(1, 1, 1),
          List.of(1, 3, 16),
          List.of(1, 16, 3),
          List.of(1, 33, 17),
          List.of(1, 257, 5),
          List.of(3, 17, 1),
          List.of(4, 1, 33),
          List.of(2, 16, 16));

  private final List<Specimen> specimens = new ArrayList<>();

  private Families() {}

  /** All families, over as many shapes as are asked for. */
  static List<Specimen> of(Inspection.Extent extent) {
    boolean whole = extent == Inspection.Extent.WHOLE;
    Families families = new Families();
    (whole ? WIDTHS : FEW_WIDTHS).forEach(families::ofWidth);
    (whole ? HEADS : HEADS.subList(0, 1)).forEach(s -> families.ofHeads(s.get(0), s.get(1)));
    families.ofElementTypes();
    (whole ? MATRICES : MATRICES.subList(0, 1))
        .forEach(s -> families.ofMatrices(s.get(0), s.get(1), s.get(2)));
    return families.specimens;
  }

  private void ofWidth(int width) {
    int[] shape = {width};
    rows("row-wise relu of x + b", shape, reluBias(width));
    rows("row-wise softmax", shape, softmax(width));
    rows("row-wise functions", shape, functions(width));
    rows("optimiser step", shape, adam(width));
    rows("totals", shape, totals(width));
    rows("dropout of rows", shape, dropout(width));
    neighbors("spmm copy_u sum", shape, spmm(Reduction.SUM, width));
    neighbors("spmm copy_u mean", shape, spmm(Reduction.MEAN, width));
    neighbors("spmm u_mul_e sum", shape, weighted(shape, new int[] {1}));
    neighbors("max with argmax", shape, arg(width));
    neighbors("pna aggregates", shape, pna(width));
    neighbors("dropout of edges", shape, edgeDropout(width));
    neighbors("gradient of max", shape, marked(width));
  }

  private void ofHeads(int heads, int dim) {
    int[] shape = {heads, dim};
    int[] each = {heads, 1};
    neighbors("spmm u_mul_e sum", shape, weighted(shape, each));
    neighbors("sddmm u_dot_v", shape, dot(shape));
    neighbors("edge softmax", each, edgeSoftmax(heads));
    neighbors("attention", shape, attention(heads, dim));
    neighbors("attention by dot products", shape, dotAttention(heads, dim));
    rows("row-wise heads", shape, reshaped(heads, dim));
  }

  private void ofMatrices(int blocks, int k, int n) {
    int[] shape = {blocks, k, n};
    if (blocks == 1) {
      neighbors("layers of products", new int[] {k, n}, layers(k, n));
    }
    rows("typed products of rows", shape, typedRows(blocks, k, n));
    neighbors("typed products, by edge", shape, typedMessages(At.EDGE, blocks, k, n));
    neighbors("typed products, by neighbour", shape, typedMessages(At.NEIGHBOR, blocks, k, n));
    neighbors("typed products of sums", shape, typedSums(blocks, k, n));
    neighbors("typed products of low rank", shape, lowRank(blocks, k, n));
    neighbors("typed attention", shape, typedAttention(blocks, k, n));
  }

  private void ofElementTypes() {
    for (DType dtype : DType.values()) {
      Body b = new Body(Domain.NEIGHBORS);
      int x = b.load(dtype, At.NEIGHBOR, 5);
      b.out(b.reduce(Reduction.SUM, x), Target.ROW).out(b.load(dtype, At.EDGE, 5), Target.EDGE);
      neighbors("spmm of " + dtype, new int[] {5}, b.kernel());
    }
  }

  private void rows(String family, int[] shape, Kernel kernel) {
    List<Sample> samples = new ArrayList<>();
    for (long rows : new long[] {0, 1, 35}) {
      samples.add(Sample.of(rows + " rows", kernel, rows, Optional.empty()));
    }
    specimens.add(new Specimen(family + " " + Arrays.toString(shape), kernel, samples));
  }

  private void neighbors(String family, int[] shape, Kernel kernel) {
    List<Sample> samples = new ArrayList<>();
    for (Map.Entry<String, Csr> graph : Corners.all().entrySet()) {
      Csr csr = graph.getValue();
      samples.add(Sample.of(graph.getKey(), kernel, csr.rows(), Optional.of(csr)));
    }
    specimens.add(new Specimen(family + " " + Arrays.toString(shape), kernel, samples));
  }

  private static Kernel reluBias(int width) {
    Body b = new Body(Domain.ROWS);
    int x = b.of(ADD, b.load(At.ROW, width), b.load(At.UNIFORM, width));
    return b.out(b.of(MAX, x, b.literal(0)), Target.ROW).kernel();
  }

  private static Kernel softmax(int width) {
    Body b = new Body(Domain.ROWS);
    int x = b.load(At.ROW, width);
    int e = b.of(UnaryOp.EXP, b.of(SUB, x, b.fold(Reduction.MAX, x)));
    int sum = b.fold(Reduction.SUM, e);
    b.out(b.of(DIV, e, sum), Target.ROW);
    return b.out(b.of(UnaryOp.LOG, sum), Target.TOTAL_SUM).kernel();
  }

  private static Kernel functions(int width) {
    Body b = new Body(Domain.ROWS);
    int x = b.load(At.ROW, width);
    for (UnaryOp op : UnaryOp.values()) {
      b.out(b.of(op, x), Target.ROW);
    }
    return b.kernel();
  }

  private static Kernel adam(int width) {
    Body b = new Body(Domain.ROWS);
    int p = b.load(At.ROW, width);
    int g = b.load(At.ROW, width);
    int m = decayed(b, b.load(At.ROW, width), g, 0.9);
    // Quotients of numbers near 0 magnify roundings without limit.
    int old = b.of(MAX, b.load(At.ROW, width), b.literal(0.25));
    int v = decayed(b, old, b.of(MUL, g, g), 0.999);
    int down = b.of(ADD, b.of(UnaryOp.SQRT, v), b.literal(1e-8));
    int step = b.of(MUL, b.add(new Instr.Scalar(0)), b.of(DIV, m, down));
    b.out(b.of(SUB, p, step), Target.ROW);
    return b.out(m, Target.ROW).out(v, Target.ROW).kernel();
  }

  private static int decayed(Body b, int old, int now, double rate) {
    return b.of(
        ADD,
        b.of(MUL, old, b.literal(rate)),
        b.of(MUL, now, b.of(SUB, b.literal(1), b.literal(rate))));
  }

  private static Kernel totals(int width) {
    Body b = new Body(Domain.ROWS);
    int x = b.load(At.ROW, width);
    b.out(x, Target.TOTAL_SUM).out(x, Target.TOTAL_MAX).out(x, Target.TOTAL_MIN);
    return b.out(b.literal(0.5), Target.TOTAL_SUM).kernel();
  }

  private static Kernel dropout(int width) {
    Body b = new Body(Domain.ROWS);
    int u = b.add(new Instr.Random(0, Counter.ROW, Shape.of(width)));
    int kept = b.of(GT, u, b.add(new Instr.Scalar(0)));
    return b.out(b.add(new Instr.Select(kept, b.load(At.ROW, width), b.literal(0))), Target.ROW)
        .kernel();
  }

  private static Kernel spmm(Reduction op, int width) {
    Body b = new Body(Domain.NEIGHBORS);
    return b.out(b.reduce(op, b.load(At.NEIGHBOR, width)), Target.ROW).kernel();
  }

  private static Kernel weighted(int[] shape, int[] weight) {
    Body b = new Body(Domain.NEIGHBORS);
    int x = b.of(MUL, b.load(At.NEIGHBOR, shape), b.load(At.EDGE, weight));
    return b.out(b.reduce(Reduction.SUM, x), Target.ROW).kernel();
  }

  private static Kernel arg(int width) {
    Body b = new Body(Domain.NEIGHBORS);
    int x = b.load(At.NEIGHBOR, width);
    b.out(b.reduce(Reduction.MAX, x), Target.ROW);
    b.out(b.add(new Instr.ArgReduce(Reduction.MAX, x)), Target.ROW);
    return b.out(b.add(new Instr.ArgReduce(Reduction.MIN, x)), Target.ROW).kernel();
  }

  private static Kernel marked(int width) {
    Body b = new Body(Domain.NEIGHBORS);
    b.load(DType.INT32, At.NEIGHBOR, width);
    int mark = b.add(new Instr.IsEdge(0, At.NEIGHBOR, Shape.of(width)));
    int g = b.of(MUL, mark, b.load(At.NEIGHBOR, width));
    return b.out(b.reduce(Reduction.SUM, g), Target.ROW).kernel();
  }

  private static Kernel pna(int width) {
    Body b = new Body(Domain.NEIGHBORS);
    int x = b.load(At.NEIGHBOR, width);
    int mean = b.reduce(Reduction.MEAN, x);
    int squares = b.reduce(Reduction.MEAN, b.of(MUL, x, x));
    int variance = b.of(MAX, b.of(SUB, squares, b.of(MUL, mean, mean)), b.literal(0));
    List<Integer> parts =
        List.of(mean, b.reduce(Reduction.MAX, x), b.reduce(Reduction.MIN, x), variance);
    int all = b.add(new Instr.Concat(parts, 0));
    int scale = b.of(UnaryOp.LOG1P, b.add(new Instr.Degree()));
    return b.out(b.of(MUL, all, scale), Target.ROW).kernel();
  }

  private static Kernel edgeDropout(int width) {
    Body b = new Body(Domain.NEIGHBORS);
    int kept = b.of(GT, b.add(new Instr.Random(0, Counter.EDGE, Shape.of(width))), b.literal(0.4));
    int pair = b.add(new Instr.Random(1, Counter.ROW_NEIGHBOR, Shape.of(width)));
    int x = b.of(MUL, b.of(MUL, b.load(At.NEIGHBOR, width), kept), pair);
    return b.out(b.reduce(Reduction.SUM, x), Target.ROW).out(kept, Target.EDGE).kernel();
  }

  private static Kernel dot(int[] shape) {
    Body b = new Body(Domain.NEIGHBORS);
    int x = b.of(MUL, b.load(At.NEIGHBOR, shape), b.load(At.ROW, shape));
    return b.out(b.fold(Reduction.SUM, x), Target.EDGE).kernel();
  }

  private static int alpha(Body b, int score) {
    int top = b.reduce(Reduction.MAX, score);
    int e = b.of(UnaryOp.EXP, b.of(SUB, score, top));
    return b.of(DIV, e, b.reduce(Reduction.SUM, e));
  }

  private static Kernel edgeSoftmax(int heads) {
    Body b = new Body(Domain.NEIGHBORS);
    return b.out(alpha(b, b.load(At.EDGE, heads, 1)), Target.EDGE).kernel();
  }

  private static Kernel attention(int heads, int dim) {
    Body b = new Body(Domain.NEIGHBORS);
    int s = b.of(ADD, b.load(At.NEIGHBOR, heads, 1), b.load(At.ROW, heads, 1));
    int score = b.of(MAX, s, b.of(MUL, s, b.literal(0.2)));
    int message = b.of(MUL, alpha(b, score), b.load(At.NEIGHBOR, heads, dim));
    return b.out(b.reduce(Reduction.SUM, message), Target.ROW).kernel();
  }

  private static Kernel dotAttention(int heads, int dim) {
    Body b = new Body(Domain.NEIGHBORS);
    int x = b.load(At.NEIGHBOR, heads, dim);
    int alpha = alpha(b, b.fold(Reduction.SUM, b.of(MUL, x, b.load(At.ROW, heads, dim))));
    int sum = b.reduce(Reduction.SUM, b.of(MUL, alpha, x));
    b.out(sum, Target.ROW).out(alpha, Target.EDGE);
    return b.out(b.of(UnaryOp.TANH, sum), Target.TOTAL_SUM).kernel();
  }

  private static Kernel reshaped(int heads, int dim) {
    Body b = new Body(Domain.ROWS);
    int x = b.load(At.ROW, heads * dim);
    int shaped = b.add(new Instr.Reshape(x, Shape.of(heads, dim)));
    int turned = b.add(new Instr.View(shaped, 0, Shape.of(dim, heads), List.of(1, dim)));
    int mean = b.add(new Instr.Fold(Reduction.MEAN, shaped, List.of(0)));
    int joined = b.add(new Instr.Concat(List.of(shaped, b.of(MUL, shaped, mean)), 1));
    b.out(b.of(MUL, turned, b.fold(Reduction.SUM, turned)), Target.ROW);
    return b.out(joined, Target.ROW).out(mean, Target.ROW).kernel();
  }

  /** Messages and rows through one matrix, another back, and the outer products' sum. */
  private static Kernel layers(int k, int n) {
    Body b = new Body(Domain.NEIGHBORS);
    int sum = b.reduce(Reduction.SUM, b.matmul(b.load(At.NEIGHBOR, k), true, k, n));
    int own = b.load(At.ROW, k);
    int hidden = b.of(UnaryOp.TANH, b.of(ADD, sum, b.matmul(own, false, k, n)));
    int column = b.add(new Instr.Reshape(own, Shape.of(k, 1)));
    int row = b.add(new Instr.Reshape(hidden, Shape.of(1, n)));
    b.out(b.matmul(hidden, true, n, k), Target.ROW);
    return b.out(b.of(MUL, column, row), Target.TOTAL_SUM).kernel();
  }

  private static Kernel typedRows(int blocks, int k, int n) {
    Body b = new Body(Domain.ROWS);
    int y = b.typed(b.load(At.ROW, blocks, k), At.ROW, blocks, k, n);
    return b.out(y, Target.ROW).out(b.of(UnaryOp.TANH, y), Target.TOTAL_SUM).kernel();
  }

  private static Kernel typedMessages(At types, int blocks, int k, int n) {
    Body b = new Body(Domain.NEIGHBORS);
    int y = b.typed(b.load(At.NEIGHBOR, blocks, k), types, blocks, k, n);
    b.out(b.reduce(Reduction.SUM, b.of(MUL, y, b.load(At.EDGE, blocks, 1))), Target.ROW);
    return b.out(y, Target.EDGE).kernel();
  }

  private static Kernel typedSums(int blocks, int k, int n) {
    Body b = new Body(Domain.NEIGHBORS);
    int sum = b.reduce(Reduction.SUM, b.load(At.NEIGHBOR, blocks, k));
    int bounded = b.of(UnaryOp.TANH, b.of(MUL, sum, b.load(At.ROW, blocks, 1)));
    b.out(b.typed(sum, At.ROW, blocks, k, n), Target.ROW);
    return b.out(b.typed(bounded, At.ROW, blocks, k, n), Target.ROW).kernel();
  }

  private static Kernel lowRank(int blocks, int k, int n) {
    Body b = new Body(Domain.NEIGHBORS);
    int x = b.of(UnaryOp.TANH, b.load(At.NEIGHBOR, blocks, k));
    int low = b.typed(x, At.EDGE, blocks, k, 2);
    return b.out(b.reduce(Reduction.SUM, b.typed(low, At.EDGE, blocks, 2, n)), Target.ROW).kernel();
  }

  private static Kernel typedAttention(int blocks, int k, int n) {
    Body b = new Body(Domain.NEIGHBORS);
    int x = b.load(At.NEIGHBOR, blocks, k);
    int mapped = b.typed(x, At.EDGE, blocks, k, n);
    // Scores of a long row would leave nothing but its largest.
    int query = b.of(DIV, b.load(At.ROW, blocks, n), b.literal(k * n));
    int alpha = alpha(b, b.fold(Reduction.SUM, b.of(MUL, mapped, query)));
    int message = b.of(MUL, alpha, b.typed(x, At.EDGE, blocks, k, n));
    return b.out(b.reduce(Reduction.SUM, message), Target.ROW).out(alpha, Target.EDGE).kernel();
  }
}

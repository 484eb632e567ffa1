package dev.weft.kernels.backend.reference;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.weft.kernels.backend.Launch;
import dev.weft.kernels.lang.CounterRandom;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.memory.Storage;
import dev.weft.kernels.sparse.Csr;
import java.util.List;

/**
 * One run of one kernel: for every row, for every pass, the row's values, then for every entry the
 * entry's values and what they add to the reductions. Everything of an entry is computed again in
 * every pass.
 */
final class ReferenceRun {
  private final Kernel kernel;
  private final Launch launch;
  private final List<Instr> body;
  private final double[][] values;
  private final int passes;
  private final double[][] totals;

  /** The current row, and the current entry's column and edge. */
  private long row;

  private long neighbor;
  private long edge;
  private long degree;

  ReferenceRun(Kernel kernel, Launch launch) {
    this.kernel = kernel;
    this.launch = launch;
    this.body = kernel.body();
    values = new double[body.size()][];
    int last = 0;
    for (int i = 0; i < body.size(); i++) {
      values[i] = new double[kernel.shape(i).width()];
      last = Math.max(last, kernel.stage(i));
    }
    passes = last + 1;
    totals = new double[kernel.outputs().size()][];
    for (int o = 0; o < totals.length; o++) {
      totals[o] = new double[kernel.shape(kernel.outputs().get(o).value()).width()];
    }
  }

  void run() {
    for (row = 0; row < launch.rows(); row++) {
      runRow();
      storeRow();
    }
    storeTotals();
  }

  private void runRow() {
    long from = indptr(row);
    long to = indptr(row + 1);
    degree = to - from;
    for (int pass = 0; pass < passes; pass++) {
      startReductions(pass);
      rowValues(pass);
      for (long p = from; p < to; p++) {
        at(p);
        entryValues(pass);
        reduceEntry(pass, p - from);
        storeEdge(pass);
      }
      finishReductions(pass);
    }
  }

  private long indptr(long r) {
    return launch.csr().map(c -> c.indptr().getAtIndex(JAVA_LONG_UNALIGNED, r)).orElse(0L);
  }

  private void at(long position) {
    Csr csr = launch.csr().orElseThrow();
    neighbor = csr.indices().getAtIndex(JAVA_INT_UNALIGNED, position);
    edge = csr.eids().map(e -> (long) e.getAtIndex(JAVA_INT_UNALIGNED, position)).orElse(position);
  }

  private void rowValues(int pass) {
    for (int i = 0; i < body.size(); i++) {
      if (kernel.place(i) != Place.ENTRY && kernel.stage(i) == pass) {
        compute(i);
      }
    }
  }

  private void entryValues(int pass) {
    for (int i = 0; i < body.size(); i++) {
      if (kernel.place(i) == Place.ENTRY && kernel.stage(i) <= pass) {
        compute(i);
      }
    }
  }

  private void startReductions(int pass) {
    for (int i = 0; i < body.size(); i++) {
      if (kernel.stage(i) == pass + 1) {
        if (body.get(i) instanceof Instr.Reduce(Reduction op, int _)) {
          java.util.Arrays.fill(values[i], ReferenceMath.start(op));
        } else if (body.get(i) instanceof Instr.ArgReduce) {
          java.util.Arrays.fill(values[i], -1);
        }
      }
    }
  }

  private void reduceEntry(int pass, long seen) {
    for (int i = 0; i < body.size(); i++) {
      if (kernel.stage(i) == pass + 1) {
        if (body.get(i) instanceof Instr.Reduce(Reduction op, int a)) {
          for (int j = 0; j < values[i].length; j++) {
            values[i][j] = ReferenceMath.add(op, values[i][j], values[a][j], seen);
          }
        } else if (body.get(i) instanceof Instr.ArgReduce(Reduction op, int a)) {
          argReduce(op, i, values[a], seen);
        }
      }
    }
  }

  private final java.util.Map<Integer, double[]> best = new java.util.HashMap<>();

  private void argReduce(Reduction op, int i, double[] x, long seen) {
    double[] sofar = best.computeIfAbsent(i, _ -> new double[x.length]);
    for (int j = 0; j < x.length; j++) {
      boolean better = op == Reduction.MAX ? x[j] > sofar[j] : x[j] < sofar[j];
      if (seen == 0 || !Double.isNaN(sofar[j]) && (better || Double.isNaN(x[j]))) {
        sofar[j] = x[j];
        values[i][j] = edge;
      }
    }
  }

  private void finishReductions(int pass) {
    for (int i = 0; i < body.size(); i++) {
      if (kernel.stage(i) == pass + 1 && body.get(i) instanceof Instr.Reduce(Reduction op, int _)) {
        boolean isExtreme = op == Reduction.MAX || op == Reduction.MIN;
        for (int j = 0; j < values[i].length; j++) {
          double result = ReferenceMath.finish(op, values[i][j], degree);
          // Adding 0 makes a negative zero positive.
          values[i][j] = isExtreme ? result + 0.0 : result;
        }
      }
    }
  }

  private void compute(int i) {
    double[] out = values[i];
    switch (body.get(i)) {
      case Instr.Load(int operand, Instr.At at, Shape _) -> load(operand, at, out);
      case Instr.IsEdge(int operand, Instr.At at, Shape _) -> {
        load(operand, at, out);
        for (int j = 0; j < out.length; j++) {
          out[j] = out[j] == edge ? 1 : 0;
        }
      }
      case Instr.Literal(double value) -> out[0] = value;
      case Instr.Scalar(int slot) -> out[0] = launch.scalars()[slot];
      case Instr.Degree _ -> out[0] = degree;
      case Instr.Lane _ -> {
        for (int j = 0; j < out.length; j++) {
          out[j] = j;
        }
      }
      case Instr.Random(int slot, Instr.Counter counter, Shape _) ->
          random(launch.keys()[slot], counter, out);
      case Instr.Unary(var op, int a) -> {
        for (int j = 0; j < out.length; j++) {
          out[j] = ReferenceMath.apply(op, values[a][j]);
        }
      }
      case Instr.Binary(var op, int a, int b) -> {
        int[] left = Indexing.broadcast(kernel.shape(a), kernel.shape(i));
        int[] right = Indexing.broadcast(kernel.shape(b), kernel.shape(i));
        for (int j = 0; j < out.length; j++) {
          out[j] = ReferenceMath.apply(op, values[a][left[j]], values[b][right[j]]);
        }
      }
      case Instr.Select(int c, int a, int b) -> {
        int[] test = Indexing.broadcast(kernel.shape(c), kernel.shape(i));
        int[] left = Indexing.broadcast(kernel.shape(a), kernel.shape(i));
        int[] right = Indexing.broadcast(kernel.shape(b), kernel.shape(i));
        for (int j = 0; j < out.length; j++) {
          out[j] = values[c][test[j]] != 0 ? values[a][left[j]] : values[b][right[j]];
        }
      }
      case Instr.Reshape(int a, Shape _) -> System.arraycopy(values[a], 0, out, 0, out.length);
      case Instr.View(int a, int offset, Shape shape, List<Integer> strides) -> {
        int[] from = Indexing.strided(shape, offset, strides);
        for (int j = 0; j < out.length; j++) {
          out[j] = values[a][from[j]];
        }
      }
      case Instr.Concat(List<Integer> parts, int axis) -> concat(parts, axis, i);
      case Instr.Fold(Reduction op, int a, List<Integer> _) -> fold(op, a, i);
      case Instr.Matmul product -> matmul(product, values[product.a()], out);
      case Instr.TypedMatmul typed -> typedMatmul(typed, values[typed.a()], out);
      case Instr.Reduce _, Instr.ArgReduce _ -> {
        // filled while the entries passed by
      }
    }
  }

  private void load(int operand, Instr.At at, double[] out) {
    Storage s = launch.operands().get(operand);
    long r = rowAt(at);
    for (int j = 0; j < out.length; j++) {
      out[j] = Elements.get(s, r, j);
    }
  }

  private long rowAt(Instr.At at) {
    return switch (at) {
      case UNIFORM -> 0;
      case ROW -> row;
      case NEIGHBOR -> neighbor;
      case EDGE -> edge;
    };
  }

  private void matmul(Instr.Matmul product, double[] x, double[] out) {
    Storage matrix = launch.operands().get(product.matrix());
    int n = out.length;
    int k = x.length;
    for (int j = 0; j < n; j++) {
      out[j] = 0;
      for (int i = 0; i < k; i++) {
        out[j] += x[i] * Elements.get(matrix, 0, product.transposed() ? j * k + i : i * n + j);
      }
    }
  }

  private void typedMatmul(Instr.TypedMatmul typed, double[] x, double[] out) {
    Storage matrices = launch.operands().get(typed.matrices());
    long type = (long) Elements.get(launch.operands().get(typed.types()), rowAt(typed.at()), 0);
    int n = typed.shape().dim(-1);
    int k = kernel.shape(typed.a()).dim(-1);
    for (int j = 0; j < out.length; j++) {
      int first = j / n * k;
      out[j] = 0;
      for (int i = first; i < first + k; i++) {
        out[j] += x[i] * Elements.get(matrices, type, i * n + j % n);
      }
    }
  }

  private void random(long key, Instr.Counter counter, double[] out) {
    long rows = launch.rows();
    long cols = launch.csr().map(Csr::cols).orElse(0L);
    long item =
        switch (counter) {
          case ROW -> row;
          case NEIGHBOR -> neighbor;
          case EDGE -> edge;
          case ROW_NEIGHBOR -> row * cols + neighbor;
          case NEIGHBOR_ROW -> neighbor * rows + row;
        };
    for (int j = 0; j < out.length; j++) {
      out[j] = CounterRandom.uniform(CounterRandom.expand(key), item * out.length + j);
    }
  }

  private void concat(List<Integer> parts, int axis, int i) {
    int start = 0;
    for (int part : parts) {
      int[] to = Indexing.slice(kernel.shape(part), kernel.shape(i), axis, start);
      for (int j = 0; j < to.length; j++) {
        values[i][to[j]] = values[part][j];
      }
      start += kernel.shape(part).dim(axis);
    }
  }

  private void fold(Reduction op, int a, int i) {
    int[] to = Indexing.broadcast(kernel.shape(i), kernel.shape(a));
    long[] seen = new long[values[i].length];
    java.util.Arrays.fill(values[i], ReferenceMath.start(op));
    for (int j = 0; j < to.length; j++) {
      values[i][to[j]] = ReferenceMath.add(op, values[i][to[j]], values[a][j], seen[to[j]]++);
    }
    for (int j = 0; j < seen.length; j++) {
      values[i][j] = ReferenceMath.finish(op, values[i][j], seen[j]);
    }
  }

  private void storeRow() {
    for (int o = 0; o < totals.length; o++) {
      double[] value = values[kernel.outputs().get(o).value()];
      switch (kernel.outputs().get(o).target()) {
        case ROW -> store(launch.outputs().get(o), row, value);
        case EDGE -> {
          // stored while the entries passed by
        }
        case TOTAL_SUM -> total(Reduction.SUM, totals[o], value);
        case TOTAL_MAX -> total(Reduction.MAX, totals[o], value);
        case TOTAL_MIN -> total(Reduction.MIN, totals[o], value);
      }
    }
  }

  private void storeEdge(int pass) {
    for (int o = 0; o < totals.length; o++) {
      Kernel.Output output = kernel.outputs().get(o);
      if (output.target() == Kernel.Target.EDGE && kernel.stage(output.value()) == pass) {
        store(launch.outputs().get(o), edge, values[output.value()]);
      }
    }
  }

  private void total(Reduction op, double[] total, double[] value) {
    for (int j = 0; j < total.length; j++) {
      total[j] = ReferenceMath.add(op, total[j], value[j], row);
    }
  }

  private void storeTotals() {
    for (int o = 0; o < totals.length; o++) {
      switch (kernel.outputs().get(o).target()) {
        case ROW, EDGE -> {
          // already stored
        }
        case TOTAL_SUM, TOTAL_MAX, TOTAL_MIN -> store(launch.outputs().get(o), 0, totals[o]);
      }
    }
  }

  private static void store(Storage s, long r, double[] value) {
    for (int j = 0; j < value.length; j++) {
      Elements.set(s, r, j, value[j]);
    }
  }
}

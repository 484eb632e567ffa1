package dev.weft.kernels.backend.tile;

import dev.weft.kernels.backend.tile.Span.Carry;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;

/** One thread's work on a range of rows: cuts it into tiles and runs the plan's steps on each. */
final class TileRun implements AutoCloseable {
  private final TilePlan plan;
  private final Lanes lanes;
  private final Operands operands;
  private final Totals totals;
  private final Span span;
  private final TypeGroups groups;

  TileRun(TilePlan plan, Lanes lanes, Operands operands, Totals totals) {
    this.plan = plan;
    this.lanes = lanes;
    this.operands = operands;
    this.totals = totals;
    this.span =
        operands
            .launch
            .csr()
            .map(csr -> new Span(csr, operands.eids))
            .orElseGet(() -> new Span(operands.launch.rows()));
    this.groups =
        new TypeGroups(plan.choosesMatrices() ? Math.max(plan.tileRows(), plan.tileEntries()) : 0);
  }

  void rows(int from, int to) {
    span.rows(0, 1);
    execute(plan.uniform);
    for (int first = from; first < to; ) {
      int end =
          plan.totals.isEmpty() ? to : Math.min(to, (first / TilePlan.BLOCK + 1) * TilePlan.BLOCK);
      block(first, end);
      first = end;
    }
  }

  /** Rows that share one partial total, tile by tile. */
  private void block(int from, int to) {
    for (int first = from; first < to; ) {
      int count = plan.entry.length == 0 ? Math.min(plan.tileRows(), to - first) : group(first, to);
      span.rows(first, count);
      tile(first == from);
      first += count;
    }
    for (int t = 0; t < plan.totals.size(); t++) {
      lanes.store(plan.totals.get(t).sum(), totals.partials(t), from / TilePlan.BLOCK, 1);
    }
  }

  /** As many rows as fit a tile together, at least one. */
  private int group(int first, int to) {
    long limit = span.pointer(first) + plan.tileEntries();
    int end = Math.min(to, first + plan.tileRows());
    long start = span.pointer(first);
    for (int row = first; row < end; row++) {
      long next = span.pointer(row + 1);
      if (next > limit || next - start > plan.hubEntries()) {
        return Math.max(1, row - first);
      }
      start = next;
    }
    return end - first;
  }

  private void tile(boolean isFirst) {
    for (TilePlan.RowOutput o : plan.rowOutputs) {
      Source output = operands.outputs.get(o.output());
      boolean bound =
          !operands.shared[o.output()] && lanes.bind(o.reg(), output, span.row, span.rows);
      if (!bound && plan.carry == Carry.CONTINUE) {
        lanes.load(o.reg(), output, span.row, span.rows);
      }
    }
    long from = plan.entry.length == 0 ? 0 : span.pointer(span.row);
    long to = plan.entry.length == 0 ? 0 : span.pointer(span.row + span.rows);
    for (int pass = 0; pass < plan.row.length; pass++) {
      execute(plan.row[pass]);
      if (pass < plan.entry.length) {
        entries(pass, from, to);
      }
    }
    addTotals(isFirst);
    // Registers may stand for an operand's memory, so what overwrites that comes last.
    store(false);
    store(true);
  }

  private void store(boolean shared) {
    for (TilePlan.RowOutput o : plan.rowOutputs) {
      if (operands.shared[o.output()] == shared) {
        lanes.store(o.reg(), operands.outputs.get(o.output()), span.row, span.rows);
      }
    }
  }

  private void entries(int pass, long from, long to) {
    if (span.rows > 1 || to - from <= plan.hubEntries()) {
      span.entries(from, (int) (to - from), plan.carry);
      execute(plan.carry == Carry.START ? plan.entry[pass] : plan.hub[pass]);
      return;
    }
    for (long p = from; p < to; p += plan.hubEntries()) {
      Carry carry = p == from ? plan.carry : Carry.CONTINUE;
      span.entries(p, (int) Math.min(plan.hubEntries(), to - p), carry);
      execute(plan.hub[pass]);
    }
  }

  private void addTotals(boolean first) {
    for (TilePlan.Total total : plan.totals) {
      Reduction op =
          switch (total.target()) {
            case TOTAL_MAX -> Reduction.MAX;
            case TOTAL_MIN -> Reduction.MIN;
            case TOTAL_SUM, ROW, EDGE -> Reduction.SUM;
          };
      if (total.isOuter()) {
        lanes.outerSum(total.reg(), total.factor(), span.rows, total.sum(), !first);
        continue;
      }
      lanes.foldRows(op, total.reg(), span.rows, first ? total.sum() : total.tile());
      if (!first) {
        lanes.zip(join(total.target()), total.sum(), total.tile(), total.sum(), 1);
      }
    }
  }

  private static BinaryOp join(Target target) {
    return switch (target) {
      case TOTAL_MAX -> BinaryOp.MAX;
      case TOTAL_MIN -> BinaryOp.MIN;
      case TOTAL_SUM, ROW, EDGE -> BinaryOp.ADD;
    };
  }

  private void execute(Step[] steps) {
    for (Step step : steps) {
      execute(step);
    }
  }

  private void execute(Step step) {
    switch (step) {
      case Step.Fill(double value, int out) -> lanes.fill(out, (float) value, 1);
      case Step.FillScalar(int slot, int out) ->
          lanes.fill(out, (float) operands.launch.scalars()[slot], 1);
      case Step.CountLanes(int out) -> lanes.countLanes(out);
      case Step.Degrees(int out) -> lanes.degrees(out, span);
      case Step.Draw(int slot, var counter, int out) ->
          lanes.draw(out, operands.keys[slot], counter, span, count(out));
      case Step.LoadRows(int operand, int out) ->
          lanes.load(
              out, source(operand), plan.place(out) == Place.UNIFORM ? 0 : span.row, count(out));
      case Step.Gather(int operand, At at, int out) -> gather(source(operand), at, out);
      case Step.Mark(int operand, At at, int out) -> lanes.mark(out, source(operand), at, span);
      case Step.Expand(int a, int out) -> lanes.expand(a, out, span);
      case Step.Repeat(int a, int out) -> lanes.repeat(a, out, count(out));
      case Step.Map(var op, int a, int out) -> lanes.map(op, a, out, count(out));
      case Step.Zip(var op, int a, int b, int out) -> lanes.zip(op, a, b, out, count(out));
      case Step.ZipScalar(var op, int a, int s, var side, int out) ->
          lanes.zipScalar(op, a, lanes.get(s, 0), side, out, count(out));
      case Step.ZipInner(var op, int a, int small, var side, int outer, int inner, int out) ->
          lanes.zipInner(op, a, small, side, outer, inner, out, count(out));
      case Step.ZipRow(var op, int a, int row, var side, int out) ->
          lanes.zipRow(op, a, row, side, out, count(out));
      case Step.Choose(int c, int a, int b, int out) -> lanes.choose(c, a, b, out, count(out));
      case Step.Spread(int a, int outer, int inner, int out) ->
          lanes.spread(a, outer, inner, out, count(out));
      case Step.CopyLanes(int a, int[] from, int[] to, int run, int out) ->
          lanes.copyLanes(a, from, to, run, out, count(out));
      case Step.FoldLanes(Reduction op, int a, int outer, int k, int inner, int out) ->
          fold(op, a, outer, k, inner, out);
      case Step.Matmul product -> matmul(product);
      case Step.TypedMatmul typed -> typed(typed);
      case Step.ReduceEntries(Reduction op, int a, int out) -> {
        lanes.reduce(op, a, out, span);
        finish(op, out);
      }
      case Step.ReduceArg(Reduction op, int a, int out, int arg) -> {
        lanes.reduceArg(op, a, out, arg, span);
        finish(op, out);
      }
      case Step.ReduceRows(Reduction op, int operand, At at, int out) -> {
        lanes.reduceRows(op, source(operand), at, out, span);
        finish(op, out);
      }
      case Step.ReduceRowsArg(Reduction op, int operand, At at, int out, int arg) -> {
        lanes.reduceRowsArg(op, source(operand), at, out, arg, span);
        finish(op, out);
      }
      case Step.SumScaled(var op, int operand, At at, int scale, int outer, int inner, int out) -> {
        lanes.sumScaled(source(operand), at, scale, outer, inner, out, span);
        finish(op, out);
      }
      case Step.SumProduct(Reduction op, int operand, At at, int factor, int out) -> {
        lanes.sumProduct(source(operand), at, factor, out, span);
        finish(op, out);
      }
      case Step.Dot(int operand, At at, int row, int outer, int inner, int out) ->
          lanes.dot(source(operand), at, row, outer, inner, out, span);
      case Step.StoreEdges(int a, int output) -> storeEdges(a, operands.outputs.get(output));
      case Step.Looped loop ->
          loop.code().run(lanes.addresses(), operands.memory, span, count(loop.place()));
    }
  }

  private void matmul(Step.Matmul step) {
    Matrices.Matrix matrix = plan.matrices.get(step.matrix());
    long address = operands.matrices.address(step.matrix());
    lanes.matmul(step.a(), address, matrix.k(), matrix.columns(), step.out(), count(step.out()));
  }

  private void typed(Step.TypedMatmul step) {
    groups.read(source(step.types()), step.at(), span, step.k() * step.n());
    lanes.typedMatmul(
        step.a(), source(step.matrices()), groups, step.blocks(), step.k(), step.n(), step.out());
  }

  /**
   * Makes a zero that is an extreme positive: which of two zeros is met first must not show.
   * Divides the sum of a mean, of a long row that of all its pieces.
   */
  private void finish(Reduction op, int out) {
    switch (op) {
      case SUM, PROD -> {
        // all is done
      }
      case MAX, MIN -> lanes.zipScalar(BinaryOp.ADD, out, 0, Lanes.Side.RIGHT, out, count(out));
      case MEAN -> {
        if (span.endsRows()) {
          lanes.divideByDegree(out, span);
        }
      }
    }
  }

  private void gather(Source source, At at, int out) {
    if (at == At.EDGE && span.eids == 0) {
      lanes.load(out, source, span.position, span.entries);
    } else {
      lanes.gather(out, source, at, span);
    }
  }

  private void storeEdges(int a, Source output) {
    if (span.eids == 0) {
      lanes.store(a, output, span.position, span.entries);
    } else {
      lanes.storeEdges(a, output, span);
    }
  }

  private void fold(Reduction op, int a, int outer, int k, int inner, int out) {
    int n = count(out);
    switch (op) {
      case SUM, PROD, MAX, MIN -> lanes.fold(op, a, outer, k, inner, out, n);
      case MEAN -> {
        lanes.fold(Reduction.SUM, a, outer, k, inner, out, n);
        lanes.zipScalar(BinaryOp.DIV, out, Math.max(k, 1), Lanes.Side.RIGHT, out, n);
      }
    }
  }

  private int count(int reg) {
    return count(plan.place(reg));
  }

  private int count(Place place) {
    return switch (place) {
      case UNIFORM -> 1;
      case ROW -> span.rows;
      case ENTRY -> span.entries;
    };
  }

  private Source source(int operand) {
    return operands.operands.get(operand);
  }

  @Override
  public void close() {
    lanes.close();
  }
}

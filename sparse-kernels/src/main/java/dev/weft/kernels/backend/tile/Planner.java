package dev.weft.kernels.backend.tile;

import dev.weft.kernels.backend.tile.Span.Carry;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Turns a kernel into a {@link TilePlan}: pass by pass its reductions over entries, then its
 * outputs, and of its other values what these ask for ({@link Values}).
 */
final class Planner {
  private final Kernel kernel;
  private final List<Instr> body;
  private final Direct direct;
  private final boolean[] live;
  private final Draft draft;
  private final Values values;

  private Planner(Kernel kernel, Carry carry) {
    this.kernel = kernel;
    this.body = kernel.body();
    this.live = Users.live(kernel);
    this.direct = new Direct(kernel, Users.counts(kernel, live));
    this.draft = new Draft(carry, kernel.namesEdges(), passes());
    this.values = new Values(kernel, direct, draft);
  }

  /**
   * Step by step.
   *
   * @param carry whether reductions begin, or go on with what stands in the outputs
   */
  static TilePlan plan(Kernel kernel, Carry carry) {
    Draft draft = draft(kernel, carry);
    return new TilePlan(draft, new Registers(draft), Optional.empty());
  }

  /**
   * The same steps in loops.
   *
   * @param plain the plan step by step, whose cuts through long rows and totals are kept
   */
  static TilePlan fused(Kernel kernel, TilePlan plain, Loop.Maker maker) {
    Draft draft = draft(kernel, plain.carry);
    Loops.fuse(kernel, draft, maker);
    return new TilePlan(draft, new Registers(draft, plain), Optional.of(plain));
  }

  private static Draft draft(Kernel kernel, Carry carry) {
    Planner planner = new Planner(kernel, carry);
    planner.plan();
    return planner.draft;
  }

  private void plan() {
    for (draft.pass = 0; draft.pass < draft.entry.size(); draft.pass++) {
      onePass();
    }
    for (int o = 0; o < kernel.outputs().size(); o++) {
      output(o, kernel.outputs().get(o));
    }
    draft.hub = draft.hubs();
  }

  private int passes() {
    int passes = 0;
    for (int i = 0; i < body.size(); i++) {
      if (live[i]
          && (body.get(i) instanceof Instr.Reduce || body.get(i) instanceof Instr.ArgReduce)) {
        passes = Math.max(passes, kernel.stage(i));
      }
    }
    for (Kernel.Output output : kernel.outputs()) {
      passes =
          output.target() == Target.EDGE
              ? Math.max(passes, kernel.stage(output.value()) + 1)
              : passes;
    }
    return passes;
  }

  private void onePass() {
    for (int i = 0; i < body.size(); i++) {
      if (live[i] && !values.isKnown(i) && kernel.stage(i) == draft.pass + 1) {
        if (body.get(i) instanceof Instr.Reduce(Reduction op, int a)) {
          reduce(i, op, a);
        } else if (body.get(i) instanceof Instr.ArgReduce(Reduction op, int a)) {
          extremeWithArg(op, a);
        }
      }
    }
    for (int o = 0; o < kernel.outputs().size(); o++) {
      Kernel.Output output = kernel.outputs().get(o);
      if (output.target() == Target.EDGE && kernel.stage(output.value()) == draft.pass) {
        draft.emit(
            new Step.StoreEdges(
                values.full(output.value(), kernel.shape(output.value()), Place.ENTRY), o),
            Place.ENTRY);
      }
    }
  }

  private void output(int o, Kernel.Output output) {
    Shape shape = kernel.shape(output.value());
    switch (output.target()) {
      case ROW ->
          draft.rowOutputs.add(
              new TilePlan.RowOutput(values.full(output.value(), shape, Place.ROW), o));
      case EDGE -> {
        // stored in its pass
      }
      case TOTAL_SUM, TOTAL_MAX, TOTAL_MIN -> {
        Optional<Direct.Outer> outer = direct.outer(output);
        if (outer.isPresent()) {
          outer(o, outer.get());
        } else {
          total(o, values.full(output.value(), shape, Place.ROW), -1, shape.width());
        }
      }
    }
  }

  private void outer(int o, Direct.Outer outer) {
    int a = values.atPlace(outer.a(), Place.ROW);
    int b = values.atPlace(outer.b(), Place.ROW);
    int width = kernel.shape(outer.a()).width() * Registers.stride(kernel.shape(outer.b()).width());
    draft.largestMatrix = Math.max(draft.largestMatrix, width);
    total(o, a, b, width);
  }

  private void total(int o, int reg, int factor, int width) {
    draft.totals.add(
        new TilePlan.Total(
            reg,
            factor,
            o,
            kernel.outputs().get(o).target(),
            draft.register(Place.UNIFORM, width),
            factor < 0 ? draft.register(Place.UNIFORM, width) : -1));
  }

  // ---- reductions over entries ----

  private void reduce(int i, Reduction op, int a) {
    switch (op) {
      case SUM, MEAN -> values.put(i, sum(op, a));
      case PROD -> values.put(i, entries(op, a));
      case MAX, MIN -> extreme(i, op, a);
    }
  }

  private int sum(Reduction op, int a) {
    Optional<Instr.Load> rows = direct.rows(a);
    if (rows.isPresent()) {
      return rows(op, rows.get(), kernel.shape(a).width());
    }
    Optional<Direct.Product> product = direct.product(a);
    return product.isPresent() ? weighted(op, product.get()) : entries(op, a);
  }

  /** Reduces rows where they lie. */
  private int rows(Reduction op, Instr.Load rows, int width) {
    return draft.reduce(width, out -> new Step.ReduceRows(op, rows.operand(), rows.at(), out));
  }

  /** Reduces values that were computed for every entry. */
  private int entries(Reduction op, int a) {
    Shape shape = kernel.shape(a);
    int from = values.full(a, shape, Place.ENTRY);
    return draft.reduce(shape.width(), out -> new Step.ReduceEntries(op, from, out));
  }

  private int weighted(Reduction op, Direct.Product product) {
    Shape shape = product.shape();
    Lay lay = Lay.broadcast(kernel.shape(product.factor()), shape);
    Instr.Load load = product.rows();
    if (lay instanceof Lay.Spread(int outer, int inner)
        && (outer == 1 || inner % 16 == 0 || wholeHeads(outer, inner))) {
      int scale = values.atPlace(product.factor(), Place.ENTRY);
      return draft.reduce(
          shape.width(),
          out -> new Step.SumScaled(op, load.operand(), load.at(), scale, outer, inner, out));
    }
    int factor = values.full(product.factor(), shape, Place.ENTRY);
    return draft.reduce(
        shape.width(), out -> new Step.SumProduct(op, load.operand(), load.at(), factor, out));
  }

  /** True when heads fill blocks of 16 lanes without a rest. */
  private static boolean wholeHeads(int outer, int inner) {
    return inner > 1 && 16 % inner == 0 && outer * inner % 16 == 0;
  }

  private void extreme(int i, Reduction op, int a) {
    if (body.contains(new Instr.ArgReduce(op, a))
        && live[body.indexOf(new Instr.ArgReduce(op, a))]) {
      extremeWithArg(op, a);
      return;
    }
    int width = kernel.shape(a).width();
    // Narrow rows are at hand once gathered, for a softmax as well.
    Optional<Instr.Load> rows = width <= Registers.NARROW ? Optional.empty() : direct.rows(a);
    values.put(i, rows.isPresent() ? rows(op, rows.get(), width) : entries(op, a));
  }

  /**
   * Computes the extreme value and its edge together, for every instruction that wants one of them.
   */
  private void extremeWithArg(Reduction op, int a) {
    int best = draft.register(Place.ROW, kernel.shape(a).width());
    int arg = draft.register(Place.ROW, kernel.shape(a).width());
    Optional<Instr.Load> rows = direct.rows(a);
    if (rows.isPresent()) {
      draft.emit(
          new Step.ReduceRowsArg(op, rows.get().operand(), rows.get().at(), best, arg),
          Place.ENTRY);
    } else {
      draft.emit(
          new Step.ReduceArg(op, values.full(a, kernel.shape(a), Place.ENTRY), best, arg),
          Place.ENTRY);
    }
    for (int i = 0; i < body.size(); i++) {
      if (body.get(i).equals(new Instr.Reduce(op, a))) {
        values.put(i, best);
      } else if (body.get(i).equals(new Instr.ArgReduce(op, a))) {
        values.put(i, arg);
      }
    }
  }
}

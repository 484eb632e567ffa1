package dev.weft.kernels.backend.tile;

import dev.weft.kernels.backend.tile.Lanes.Side;
import dev.weft.kernels.backend.tile.Loop.Cut;
import dev.weft.kernels.backend.tile.Span.Carry;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Turns a kernel into a {@link TilePlan}. Values are computed on demand, so what a direct primitive
 * absorbs (the rows of a weighted sum, the products of a dot) never becomes a register; {@link
 * Direct} recognises these.
 */
final class Planner {
  final List<Step> uniform = new ArrayList<>();
  final List<List<Step>> row = new ArrayList<>();
  final List<List<Step>> entry = new ArrayList<>();
  List<List<Step>> hub = List.of();
  final List<Place> registerPlaces = new ArrayList<>();
  final List<Integer> registerWidths = new ArrayList<>();
  final List<TilePlan.RowOutput> rowOutputs = new ArrayList<>();
  final List<TilePlan.Total> totals = new ArrayList<>();

  final List<Matrices.Matrix> matrices = new ArrayList<>();

  /** Elements of the largest matrix that rows are multiplied by. */
  int largestMatrix;

  /** Whether types choose matrices somewhere. */
  boolean choosesMatrices;

  private record Full(int register, Lay lay, Place place) {}

  final Carry carry;
  private final Kernel kernel;
  private final List<Instr> body;
  private final Direct direct;
  private final boolean[] live;
  private final int[] values;
  private final Map<Full, Integer> made = new HashMap<>();
  private int pass;

  private Planner(Kernel kernel, Carry carry) {
    this.kernel = kernel;
    this.carry = carry;
    this.body = kernel.body();
    this.live = Users.live(kernel);
    this.direct = new Direct(kernel, Users.counts(kernel, live));
    this.values = new int[body.size()];
    Arrays.fill(values, -1);
  }

  /**
   * Step by step.
   *
   * @param carry whether reductions begin, or go on with what stands in the outputs
   */
  static TilePlan plan(Kernel kernel, Carry carry) {
    Planner planner = new Planner(kernel, carry);
    planner.plan();
    return new TilePlan(planner, new Registers(planner), Optional.empty());
  }

  /**
   * The same steps in loops.
   *
   * @param plain the plan step by step, whose cuts through long rows and totals are kept
   */
  static TilePlan fused(Kernel kernel, TilePlan plain, Loop.Maker maker) {
    Planner planner = new Planner(kernel, plain.carry);
    planner.plan();
    planner.fuse(maker);
    return new TilePlan(planner, new Registers(planner, plain), Optional.of(plain));
  }

  private void fuse(Loop.Maker maker) {
    Loop.Rows rows =
        new Loop.Rows(
            List.copyOf(registerWidths),
            List.copyOf(registerPlaces),
            kernel.operands().size(),
            constants());
    List<Set<Integer>> outside = new ArrayList<>();
    for (int p = 0; p < row.size(); p++) {
      outside.add(outside(row.get(p)));
    }
    for (int p = 0; p < entry.size(); p++) {
      outside.add(outside(entry.get(p)));
    }
    Set<Integer> rowsOnly = outside(List.of());
    rowsOnly.removeIf(reg -> registerPlaces.get(reg) == Place.ENTRY);
    for (int p = 0; p < row.size(); p++) {
      row.set(
          p,
          Fusion.fuse(
              kernel, rows, maker, Place.ROW, Cut.BETWEEN_ROWS, row.get(p), outside.get(p)));
    }
    for (int p = 0; p < entry.size(); p++) {
      Set<Integer> others = outside.get(row.size() + p);
      entry.set(
          p, Fusion.fuse(kernel, rows, maker, Place.ENTRY, Cut.BETWEEN_ROWS, entry.get(p), others));
      Cut cut =
          switch (carry) {
            case START -> Cut.WITHIN_ROWS;
            case CONTINUE -> Cut.AFTER_OTHERS;
          };
      hub.set(p, Fusion.fuse(kernel, rows, maker, Place.ENTRY, cut, hub.get(p), rowsOnly));
    }
  }

  private Map<Integer, Float> constants() {
    Map<Integer, Float> constants = new HashMap<>();
    Stream.concat(Stream.of(uniform), Stream.concat(row.stream(), entry.stream()))
        .flatMap(List::stream)
        .forEach(
            step -> {
              switch (step) {
                case Step.Fill(double value, int out) -> constants.put(out, (float) value);
                case Step.Repeat(int a, int out) when constants.containsKey(a) ->
                    constants.put(out, constants.get(a));
                case Step.Spread(int a, int _, int _, int out) when constants.containsKey(a) ->
                    constants.put(out, constants.get(a));
                case Step _ -> {
                  // may hold several numbers
                }
              }
            });
    return constants;
  }

  /** Registers that steps of other lists, outputs and totals read. */
  private Set<Integer> outside(List<Step> list) {
    Set<Integer> read = new HashSet<>();
    Stream.concat(row.stream(), entry.stream())
        .filter(other -> other != list)
        .flatMap(List::stream)
        .flatMapToInt(step -> Arrays.stream(step.reads()))
        .forEach(read::add);
    rowOutputs.forEach(o -> read.add(o.reg()));
    totals.forEach(t -> read.addAll(t.reads()));
    return read;
  }

  private void plan() {
    int passes = passes();
    for (int p = 0; p <= passes; p++) {
      row.add(new ArrayList<>());
    }
    for (int p = 0; p < passes; p++) {
      entry.add(new ArrayList<>());
    }
    for (pass = 0; pass < passes; pass++) {
      onePass();
    }
    for (int o = 0; o < kernel.outputs().size(); o++) {
      output(o, kernel.outputs().get(o));
    }
    hub = hubs();
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
      if (live[i] && values[i] < 0 && kernel.stage(i) == pass + 1) {
        if (body.get(i) instanceof Instr.Reduce(Reduction op, int a)) {
          reduce(i, op, a);
        } else if (body.get(i) instanceof Instr.ArgReduce(Reduction op, int a)) {
          extremeWithArg(op, a);
        }
      }
    }
    for (int o = 0; o < kernel.outputs().size(); o++) {
      Kernel.Output output = kernel.outputs().get(o);
      if (output.target() == Target.EDGE && kernel.stage(output.value()) == pass) {
        emit(
            new Step.StoreEdges(full(output.value(), kernel.shape(output.value()), Place.ENTRY), o),
            Place.ENTRY);
      }
    }
  }

  private void output(int o, Kernel.Output output) {
    Shape shape = kernel.shape(output.value());
    switch (output.target()) {
      case ROW -> rowOutputs.add(new TilePlan.RowOutput(full(output.value(), shape, Place.ROW), o));
      case EDGE -> {
        // stored in its pass
      }
      case TOTAL_SUM, TOTAL_MAX, TOTAL_MIN -> {
        Optional<Direct.Outer> outer = direct.outer(output);
        if (outer.isPresent()) {
          outer(o, outer.get());
        } else {
          total(o, full(output.value(), shape, Place.ROW), -1, shape.width());
        }
      }
    }
  }

  private void outer(int o, Direct.Outer outer) {
    int a = atPlace(outer.a(), Place.ROW);
    int b = atPlace(outer.b(), Place.ROW);
    int width = kernel.shape(outer.a()).width() * Registers.stride(kernel.shape(outer.b()).width());
    largestMatrix = Math.max(largestMatrix, width);
    total(o, a, b, width);
  }

  private void total(int o, int reg, int factor, int width) {
    totals.add(
        new TilePlan.Total(
            reg,
            factor,
            o,
            kernel.outputs().get(o).target(),
            register(Place.UNIFORM, width),
            factor < 0 ? register(Place.UNIFORM, width) : -1));
  }

  // ---- reductions over entries ----

  private void reduce(int i, Reduction op, int a) {
    switch (op) {
      case SUM, MEAN -> values[i] = sum(op, a);
      case PROD -> {
        values[i] = register(Place.ROW, kernel.shape(a).width());
        emit(
            new Step.ReduceEntries(op, full(a, kernel.shape(a), Place.ENTRY), values[i]),
            Place.ENTRY);
      }
      case MAX, MIN -> extreme(i, op, a);
    }
  }

  private int sum(Reduction op, int a) {
    int out = register(Place.ROW, kernel.shape(a).width());
    Optional<Instr.Load> rows = direct.rows(a);
    Optional<Direct.Product> product = direct.product(a);
    if (rows.isPresent()) {
      emit(new Step.ReduceRows(op, rows.get().operand(), rows.get().at(), out), Place.ENTRY);
    } else if (product.isPresent()) {
      weighted(op, product.get(), out);
    } else {
      emit(new Step.ReduceEntries(op, full(a, kernel.shape(a), Place.ENTRY), out), Place.ENTRY);
    }
    return out;
  }

  private void weighted(Reduction op, Direct.Product product, int out) {
    Shape shape = product.shape();
    Lay lay = Lay.broadcast(kernel.shape(product.factor()), shape);
    Instr.Load load = product.rows();
    if (lay instanceof Lay.Spread(int outer, int inner)
        && (outer == 1 || inner % 16 == 0 || wholeHeads(outer, inner))) {
      int scale = atPlace(product.factor(), Place.ENTRY);
      emit(
          new Step.SumScaled(op, load.operand(), load.at(), scale, outer, inner, out), Place.ENTRY);
    } else {
      int factor = full(product.factor(), shape, Place.ENTRY);
      emit(new Step.SumProduct(op, load.operand(), load.at(), factor, out), Place.ENTRY);
    }
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
    values[i] = register(Place.ROW, width);
    // Narrow rows are at hand once gathered, for a softmax as well.
    Optional<Instr.Load> rows = width <= Registers.NARROW ? Optional.empty() : direct.rows(a);
    if (rows.isPresent()) {
      emit(new Step.ReduceRows(op, rows.get().operand(), rows.get().at(), values[i]), Place.ENTRY);
    } else {
      emit(
          new Step.ReduceEntries(op, full(a, kernel.shape(a), Place.ENTRY), values[i]),
          Place.ENTRY);
    }
  }

  /**
   * Computes the extreme value and its edge together, for every instruction that wants one of them.
   */
  private void extremeWithArg(Reduction op, int a) {
    int best = register(Place.ROW, kernel.shape(a).width());
    int arg = register(Place.ROW, kernel.shape(a).width());
    Optional<Instr.Load> rows = direct.rows(a);
    if (rows.isPresent()) {
      emit(
          new Step.ReduceRowsArg(op, rows.get().operand(), rows.get().at(), best, arg),
          Place.ENTRY);
    } else {
      emit(new Step.ReduceArg(op, full(a, kernel.shape(a), Place.ENTRY), best, arg), Place.ENTRY);
    }
    for (int i = 0; i < body.size(); i++) {
      if (body.get(i).equals(new Instr.Reduce(op, a))) {
        values[i] = best;
      } else if (body.get(i).equals(new Instr.ArgReduce(op, a))) {
        values[i] = arg;
      }
    }
  }

  // ---- values ----

  /** The register of a value at its own place and shape. */
  private int value(int i) {
    if (values[i] < 0) {
      values[i] = compute(i);
    }
    return values[i];
  }

  private int compute(int i) {
    Shape shape = kernel.shape(i);
    Place place = kernel.place(i);
    return switch (body.get(i)) {
      case Instr.Load(int operand, At at, Shape _) -> load(operand, at, place, shape.width());
      case Instr.IsEdge(int operand, At at, Shape _) ->
          make(place, shape.width(), out -> new Step.Mark(operand, at, out));
      case Instr.Literal(double number) -> make(place, 1, out -> new Step.Fill(number, out));
      case Instr.Scalar(int slot) -> make(place, 1, out -> new Step.FillScalar(slot, out));
      case Instr.Lane(int length) -> make(place, length, Step.CountLanes::new);
      case Instr.Degree _ -> make(place, 1, Step.Degrees::new);
      case Instr.Random(int slot, Instr.Counter counter, Shape _) ->
          make(place, shape.width(), out -> new Step.Draw(slot, counter, out));
      case Instr.Unary(UnaryOp op, int a) -> {
        int x = value(a);
        yield make(place, shape.width(), out -> new Step.Map(op, x, out));
      }
      case Instr.Binary(BinaryOp op, int a, int b) -> binary(op, a, b, shape, place);
      case Instr.Select(int c, int a, int b) -> {
        int test = full(c, shape, place);
        int x = full(a, shape, place);
        int y = full(b, shape, place);
        yield make(place, shape.width(), out -> new Step.Choose(test, x, y, out));
      }
      case Instr.Reshape(int a, Shape _) -> value(a);
      case Instr.View(int a, int offset, Shape to, List<Integer> strides) ->
          lay(value(a), Lay.view(kernel.shape(a), offset, to, strides), place);
      case Instr.Concat(List<Integer> parts, int axis) -> concat(parts, axis, shape, place);
      case Instr.Fold(Reduction op, int a, List<Integer> axes) -> fold(op, a, axes, place);
      case Instr.Matmul product -> matmul(product, place);
      case Instr.TypedMatmul typed -> typed(typed, kernel.shape(typed.a()), place);
      case Instr.Reduce _, Instr.ArgReduce _ ->
          throw new AssertionError(
              "v" + i + " is read before pass " + kernel.stage(i) + " is over");
    };
  }

  private int matmul(Instr.Matmul product, Place place) {
    requireFloats(product, product.matrix());
    int k = kernel.shape(product.a()).width();
    int n = product.shape().width();
    int x = atPlace(product.a(), place);
    Matrices.Matrix matrix = new Matrices.Matrix(product.matrix(), product.transposed(), k, n);
    if (!matrices.contains(matrix)) {
      matrices.add(matrix);
    }
    largestMatrix = Math.max(largestMatrix, k * n);
    return make(place, n, out -> new Step.Matmul(x, matrices.indexOf(matrix), out));
  }

  private void requireFloats(Instr product, int matrices) {
    if (kernel.operands().get(matrices).dtype() != DType.FLOAT32) {
      throw new IllegalArgumentException(
          "Planner: the matrices of "
              + product
              + " are "
              + kernel.operands().get(matrices).dtype()
              + "; expected FLOAT32. Convert them first.");
    }
  }

  private int typed(Instr.TypedMatmul typed, Shape from, Place place) {
    requireFloats(typed, typed.matrices());
    int k = from.dim(-1);
    int n = typed.shape().dim(-1);
    int blocks = n == 0 ? 0 : typed.shape().width() / n;
    int x = atPlace(typed.a(), place);
    largestMatrix = Math.max(largestMatrix, k * n);
    choosesMatrices = true;
    return make(
        place,
        typed.shape().width(),
        out ->
            new Step.TypedMatmul(
                x, typed.matrices(), typed.types(), typed.at(), blocks, k, n, out));
  }

  private int load(int operand, At at, Place place, int width) {
    return switch (at) {
      case UNIFORM, ROW -> make(place, width, out -> new Step.LoadRows(operand, out));
      case NEIGHBOR, EDGE -> make(place, width, out -> new Step.Gather(operand, at, out));
    };
  }

  private int binary(BinaryOp op, int a, int b, Shape shape, Place place) {
    if (op == BinaryOp.POW && body.get(b).equals(new Instr.Literal(2))) {
      int x = full(a, shape, place);
      return make(place, shape.width(), out -> new Step.Zip(BinaryOp.MUL, x, x, out));
    }
    if (kernel.shape(a).width() == shape.width() || small(b, shape, place)) {
      return zip(op, a, b, Side.RIGHT, shape, place);
    }
    return zip(op, b, a, Side.LEFT, shape, place);
  }

  /** True when the value is better left unexpanded. */
  private boolean small(int b, Shape shape, Place place) {
    return place != Place.UNIFORM
        && kernel.place(b) == Place.UNIFORM
        && kernel.shape(b).width() < shape.width();
  }

  private int zip(BinaryOp op, int large, int other, Side side, Shape shape, Place place) {
    // A large argument that is uniform while the other is not: let the other be the large one.
    if (place != Place.UNIFORM
        && kernel.place(large) == Place.UNIFORM
        && kernel.place(other) != Place.UNIFORM
        && kernel.shape(other).width() == shape.width()) {
      return zip(op, other, large, side == Side.RIGHT ? Side.LEFT : Side.RIGHT, shape, place);
    }
    int a = full(large, shape, place);
    int stride = Registers.stride(shape.width());
    Lay lay = Lay.broadcast(kernel.shape(other), shape);
    if (place != Place.UNIFORM && kernel.place(other) == Place.UNIFORM) {
      if (kernel.shape(other).width() == 1) {
        int scalar = value(other);
        return make(place, shape.width(), out -> new Step.ZipScalar(op, a, scalar, side, out));
      }
      if (stride % 16 == 0) {
        int one = lay(value(other), lay, Place.UNIFORM);
        return make(place, shape.width(), out -> new Step.ZipRow(op, a, one, side, out));
      }
    } else if (lay instanceof Lay.Spread(int outer, int inner)
        && stride % 16 == 0
        && (outer == 1 || inner % 16 == 0)) {
      int narrow = atPlace(other, place);
      return make(
          place,
          shape.width(),
          out -> new Step.ZipInner(op, a, narrow, side, outer, outer == 1 ? stride : inner, out));
    }
    int b = full(other, shape, place);
    int left = side == Side.RIGHT ? a : b;
    int right = side == Side.RIGHT ? b : a;
    return make(place, shape.width(), out -> new Step.Zip(op, left, right, out));
  }

  private int concat(List<Integer> parts, int axis, Shape shape, Place place) {
    int out = register(place, shape.width());
    int start = 0;
    for (int part : parts) {
      int x = atPlace(part, place);
      Lay.Copy copy = Lay.slice(kernel.shape(part), shape, axis, start);
      if (copy.run() > 0) {
        emit(new Step.CopyLanes(x, copy.from(), copy.to(), copy.run(), out), place);
      }
      start += kernel.shape(part).dim(axis);
    }
    return out;
  }

  private int fold(Reduction op, int a, List<Integer> axes, Place place) {
    Optional<Direct.Product> dot = direct.dot(op, a, axes);
    if (dot.isPresent()) {
      Direct.Product p = dot.get();
      int inner = p.shape().dim(-1);
      int outer = p.shape().width() / inner;
      int right = full(p.factor(), p.shape(), Place.ROW);
      return make(
          place,
          outer,
          out -> new Step.Dot(p.rows().operand(), p.rows().at(), right, outer, inner, out));
    }
    int x = value(a);
    for (Lay.Axis axis : Lay.axes(kernel.shape(a), axes)) {
      int from = x;
      x =
          make(
              place,
              axis.outer() * axis.inner(),
              out -> new Step.FoldLanes(op, from, axis.outer(), axis.k(), axis.inner(), out));
    }
    return x;
  }

  // ---- broadcasting ----

  /** The register of a value brought to a place and shape. */
  private int full(int i, Shape shape, Place place) {
    Lay lay = Lay.broadcast(kernel.shape(i), shape);
    if (kernel.place(i) == Place.UNIFORM) {
      return move(lay(value(i), lay, Place.UNIFORM), Place.UNIFORM, place);
    }
    return lay(atPlace(i, place), lay, place);
  }

  /** The register of a value brought to a later place, its shape unchanged. */
  private int atPlace(int i, Place place) {
    return move(value(i), kernel.place(i), place);
  }

  private int move(int reg, Place from, Place to) {
    if (from == to) {
      return reg;
    }
    return made.computeIfAbsent(
        new Full(reg, Lay.SAME, to),
        _ -> {
          int out = register(to, registerWidths.get(reg));
          emit(from == Place.UNIFORM ? new Step.Repeat(reg, out) : new Step.Expand(reg, out), to);
          return out;
        });
  }

  private int lay(int reg, Lay lay, Place place) {
    return switch (lay) {
      case Lay.Same _ -> reg;
      case Lay.Spread(int outer, int inner) ->
          made.computeIfAbsent(
              new Full(reg, lay, place),
              _ -> make(place, outer * inner, out -> new Step.Spread(reg, outer, inner, out)));
      case Lay.Copy copy ->
          copy.from().length == 0
              ? register(place, 0)
              : make(
                  place,
                  copy.from().length * copy.run(),
                  out -> new Step.CopyLanes(reg, copy.from(), copy.to(), copy.run(), out));
    };
  }

  // ---- registers and steps ----

  private int make(Place place, int width, java.util.function.IntFunction<Step> step) {
    int out = register(place, width);
    emit(step.apply(out), place);
    return out;
  }

  private int register(Place place, int width) {
    registerPlaces.add(place);
    registerWidths.add(width);
    return registerPlaces.size() - 1;
  }

  private void emit(Step step, Place place) {
    switch (place) {
      case UNIFORM -> uniform.add(step);
      case ROW -> row.get(pass).add(step);
      case ENTRY -> entry.get(pass).add(step);
    }
  }

  // ---- what Registers and TilePlan read ----

  List<Step> inOrder() {
    List<Step> all = new ArrayList<>();
    for (int p = 0; p < row.size(); p++) {
      all.addAll(row.get(p));
      if (p < entry.size()) {
        all.addAll(entry.get(p));
      }
    }
    return all;
  }

  /**
   * For every pass the entry steps of this and earlier passes that what the pass leaves behind
   * depends on.
   */
  private List<List<Step>> hubs() {
    List<List<Step>> lists = new ArrayList<>();
    List<Step> before = new ArrayList<>();
    for (List<Step> steps : entry) {
      boolean[] needed = new boolean[registerPlaces.size()];
      List<Step> list = new ArrayList<>();
      before.addAll(steps);
      for (int s = before.size() - 1; s >= 0; s--) {
        Step step = before.get(s);
        boolean mine = s >= before.size() - steps.size();
        boolean leaves = step.out() < 0 || registerPlaces.get(step.out()) == Place.ROW;
        if (leaves ? mine : needed[step.out()]) {
          for (int reg : step.reads()) {
            needed[reg] = true;
          }
          list.addFirst(step);
        }
      }
      lists.add(list);
    }
    return lists;
  }

  static Step[][] arrays(List<List<Step>> lists) {
    return lists.stream().map(list -> list.toArray(Step[]::new)).toArray(Step[][]::new);
  }
}

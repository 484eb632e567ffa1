package dev.weft.kernels.backend.tile;

import dev.weft.kernels.backend.tile.Lanes.Side;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The registers of a kernel's values. A value is computed when it is asked for first, so what a
 * direct primitive absorbs (the rows of a weighted sum, the products of a dot; {@link Direct}
 * recognises these) never becomes a register.
 */
final class Values {
  private record Full(int register, Lay lay, Place place) {}

  private final Kernel kernel;
  private final Direct direct;
  private final Draft draft;
  private final int[] values;
  private final Map<Full, Integer> made = new HashMap<>();

  Values(Kernel kernel, Direct direct, Draft draft) {
    this.kernel = kernel;
    this.direct = direct;
    this.draft = draft;
    this.values = new int[kernel.body().size()];
    Arrays.fill(values, -1);
  }

  /** Whether a value has a register. */
  boolean isKnown(int i) {
    return values[i] >= 0;
  }

  /** Says where a value is. */
  void put(int i, int register) {
    values[i] = register;
  }

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
    return switch (kernel.body().get(i)) {
      case Instr.Load(int operand, At at, Shape _) -> load(operand, at, place, shape.width());
      case Instr.IsEdge(int operand, At at, Shape _) ->
          draft.make(place, shape.width(), out -> new Step.Mark(operand, at, out));
      case Instr.Literal(double number) -> draft.make(place, 1, out -> new Step.Fill(number, out));
      case Instr.Scalar(int slot) -> draft.make(place, 1, out -> new Step.FillScalar(slot, out));
      case Instr.Lane(int length) -> draft.make(place, length, Step.CountLanes::new);
      case Instr.Degree _ -> draft.make(place, 1, Step.Degrees::new);
      case Instr.Random(int slot, Instr.Counter counter, Shape _) ->
          draft.make(place, shape.width(), out -> new Step.Draw(slot, counter, out));
      case Instr.Unary(UnaryOp op, int a) -> {
        int x = value(a);
        yield draft.make(place, shape.width(), out -> new Step.Map(op, x, out));
      }
      case Instr.Binary(BinaryOp op, int a, int b) -> binary(op, a, b, shape, place);
      case Instr.Select(int c, int a, int b) -> {
        int test = full(c, shape, place);
        int x = full(a, shape, place);
        int y = full(b, shape, place);
        yield draft.make(place, shape.width(), out -> new Step.Choose(test, x, y, out));
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
    if (!draft.matrices.contains(matrix)) {
      draft.matrices.add(matrix);
    }
    draft.largestMatrix = Math.max(draft.largestMatrix, k * n);
    return draft.make(place, n, out -> new Step.Matmul(x, draft.matrices.indexOf(matrix), out));
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
    draft.largestMatrix = Math.max(draft.largestMatrix, k * n);
    draft.choosesMatrices = true;
    return draft.make(
        place,
        typed.shape().width(),
        out ->
            new Step.TypedMatmul(
                x, typed.matrices(), typed.types(), typed.at(), blocks, k, n, out));
  }

  private int load(int operand, At at, Place place, int width) {
    return switch (at) {
      case UNIFORM, ROW -> draft.make(place, width, out -> new Step.LoadRows(operand, out));
      case NEIGHBOR, EDGE -> draft.make(place, width, out -> new Step.Gather(operand, at, out));
    };
  }

  private int binary(BinaryOp op, int a, int b, Shape shape, Place place) {
    if (op == BinaryOp.POW && kernel.body().get(b).equals(new Instr.Literal(2))) {
      int x = full(a, shape, place);
      return draft.make(place, shape.width(), out -> new Step.Zip(BinaryOp.MUL, x, x, out));
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
        return draft.make(
            place, shape.width(), out -> new Step.ZipScalar(op, a, scalar, side, out));
      }
      if (stride % 16 == 0) {
        int one = lay(value(other), lay, Place.UNIFORM);
        return draft.make(place, shape.width(), out -> new Step.ZipRow(op, a, one, side, out));
      }
    } else if (lay instanceof Lay.Spread(int outer, int inner)
        && stride % 16 == 0
        && (outer == 1 || inner % 16 == 0)) {
      int narrow = atPlace(other, place);
      return draft.make(
          place,
          shape.width(),
          out -> new Step.ZipInner(op, a, narrow, side, outer, outer == 1 ? stride : inner, out));
    }
    int b = full(other, shape, place);
    int left = side == Side.RIGHT ? a : b;
    int right = side == Side.RIGHT ? b : a;
    return draft.make(place, shape.width(), out -> new Step.Zip(op, left, right, out));
  }

  private int concat(List<Integer> parts, int axis, Shape shape, Place place) {
    int out = draft.register(place, shape.width());
    int start = 0;
    for (int part : parts) {
      int x = atPlace(part, place);
      Lay.Copy copy = Lay.slice(kernel.shape(part), shape, axis, start);
      if (copy.run() > 0) {
        draft.emit(new Step.CopyLanes(x, copy.from(), copy.to(), copy.run(), out), place);
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
      return draft.make(
          place,
          outer,
          out -> new Step.Dot(p.rows().operand(), p.rows().at(), right, outer, inner, out));
    }
    int x = value(a);
    for (Lay.Axis axis : Lay.axes(kernel.shape(a), axes)) {
      int from = x;
      x =
          draft.make(
              place,
              axis.outer() * axis.inner(),
              out -> new Step.FoldLanes(op, from, axis.outer(), axis.k(), axis.inner(), out));
    }
    return x;
  }

  // ---- broadcasting ----

  /** The register of a value brought to a place and shape. */
  int full(int i, Shape shape, Place place) {
    Lay lay = Lay.broadcast(kernel.shape(i), shape);
    if (kernel.place(i) == Place.UNIFORM) {
      return move(lay(value(i), lay, Place.UNIFORM), Place.UNIFORM, place);
    }
    return lay(atPlace(i, place), lay, place);
  }

  /** The register of a value brought to a later place, its shape unchanged. */
  int atPlace(int i, Place place) {
    return move(value(i), kernel.place(i), place);
  }

  private int move(int reg, Place from, Place to) {
    if (from == to) {
      return reg;
    }
    return made.computeIfAbsent(
        new Full(reg, Lay.SAME, to),
        _ -> {
          int out = draft.register(to, draft.registerWidths.get(reg));
          draft.emit(
              from == Place.UNIFORM ? new Step.Repeat(reg, out) : new Step.Expand(reg, out), to);
          return out;
        });
  }

  private int lay(int reg, Lay lay, Place place) {
    return switch (lay) {
      case Lay.Same _ -> reg;
      case Lay.Spread(int outer, int inner) ->
          made.computeIfAbsent(
              new Full(reg, lay, place),
              _ ->
                  draft.make(place, outer * inner, out -> new Step.Spread(reg, outer, inner, out)));
      case Lay.Copy copy ->
          copy.from().length == 0
              ? draft.register(place, 0)
              : draft.make(
                  place,
                  copy.from().length * copy.run(),
                  out -> new Step.CopyLanes(reg, copy.from(), copy.to(), copy.run(), out));
    };
  }
}

package dev.weft.compile;

import dev.weft.graph.Space;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Operators that change nothing, undo each other, or are known now. Only rules that are exact, NaN
 * and infinities included.
 */
final class Identities {
  private final Simplify simplify;

  Identities(Simplify simplify) {
    this.simplify = simplify;
  }

  /** A simpler tensor of the same value, if a rule applies. */
  Optional<Tensor> apply(Op op, Space space, Shape shape) {
    return switch (op) {
      case Op.Unary(var f, var x) -> unary(f, x);
      case Op.Binary(var f, var a, var b) -> binary(f, a, b, space, shape);
      case Op.Select(var c, var a, var b) -> select(c, a, b, space, shape);
      case Op.Reshape(var x) -> reshape(x, space, shape);
      case Op.Transpose(var axes, var x) -> transpose(axes, x, space, shape);
      case Op.Slice(var _, var _, var _, var x) -> same(x, space, shape);
      case Op.Pad(var _, var _, var _, var x) -> same(x, space, shape);
      case Op.Expand(var x) -> expand(x, space, shape);
      case Op.Concat(var _, var parts) ->
          parts.size() == 1 ? same(parts.getFirst(), space, shape) : Optional.empty();
      case Op.Fold(var _, var _, var x) -> same(x, space, shape);
      case Op.AsRows(var x) ->
          x.op() instanceof Op.AsConstant(var rows) ? same(rows, space, shape) : Optional.empty();
      case Op.AsConstant(var x) ->
          x.op() instanceof Op.AsRows(var constant)
              ? Optional.of(simplify.reshape(constant, shape))
              : Optional.empty();
      case Op.At(var _, var _, var x) -> at(x, space, shape);
      default -> Optional.empty();
    };
  }

  /** x, when it has the wanted rows and row shape already. */
  private Optional<Tensor> same(Tensor x, Space space, Shape shape) {
    return isSame(x, space, shape) ? Optional.of(x) : Optional.empty();
  }

  private boolean isSame(Tensor x, Space space, Shape shape) {
    return x.shape().equals(shape)
        && simplify.classes().of(x.space()) == simplify.classes().of(space);
  }

  private Optional<Tensor> unary(UnaryOp f, Tensor x) {
    OptionalDouble number = number(x);
    if (number.isPresent() && x.op() instanceof Op.Literal) {
      OptionalDouble folded = Folding.apply(f, number.getAsDouble());
      if (folded.isPresent()) {
        return Optional.of(simplify.literal(folded.getAsDouble()));
      }
    }
    boolean undone =
        f == UnaryOp.NEG && x.op() instanceof Op.Unary(var g, var _) && g == UnaryOp.NEG;
    return undone ? Optional.of(x.op().inputs().getFirst()) : Optional.empty();
  }

  private Optional<Tensor> binary(BinaryOp f, Tensor a, Tensor b, Space space, Shape shape) {
    if (a.op() instanceof Op.Literal(var x) && b.op() instanceof Op.Literal(var y)) {
      OptionalDouble folded = Folding.apply(f, x, y);
      if (folded.isPresent()) {
        return Optional.of(simplify.literal(folded.getAsDouble()));
      }
    }
    OptionalDouble left = number(a);
    OptionalDouble right = number(b);
    if (right.isPresent() && isNeutral(f, right.getAsDouble()) && isSame(a, space, shape)) {
      return Optional.of(a);
    }
    boolean commutes = f == BinaryOp.ADD || f == BinaryOp.MUL;
    if (commutes
        && left.isPresent()
        && isNeutral(f, left.getAsDouble())
        && isSame(b, space, shape)) {
      return Optional.of(b);
    }
    if (f == BinaryOp.POW && right.isPresent() && isSame(a, space, shape)) {
      Optional<Tensor> power = power(a, right.getAsDouble());
      if (power.isPresent()) {
        return power;
      }
    }
    Tensor thinA = thin(a, b.shape(), shape);
    Tensor thinB = thin(b, thinA.shape(), shape);
    return thinA == a && thinB == b
        ? Optional.empty()
        : Optional.of(simplify.make(new Op.Binary(f, thinA, thinB), space, shape));
  }

  /** Whether x op number is x. */
  private static boolean isNeutral(BinaryOp f, double number) {
    return switch (f) {
      // x + 0 turns -0 into 0, x - 0 keeps it; both are equal numbers.
      case ADD, SUB -> number == 0;
      case MUL, DIV, POW -> number == 1;
      case MAX, MIN, EQ, NE, LT, LE, GT, GE -> false;
    };
  }

  /** Small powers without logarithms, as everywhere: the root of minus infinity is then NaN. */
  private Optional<Tensor> power(Tensor x, double exponent) {
    if (exponent == 2) {
      return Optional.of(simplify.binary(BinaryOp.MUL, x, x));
    }
    if (exponent == 0.5) {
      return Optional.of(simplify.unary(UnaryOp.SQRT, x));
    }
    if (exponent == -0.5) {
      return Optional.of(simplify.unary(UnaryOp.RECIPROCAL, simplify.unary(UnaryOp.SQRT, x)));
    }
    return exponent == -1 ? Optional.of(simplify.unary(UnaryOp.RECIPROCAL, x)) : Optional.empty();
  }

  /** The number that every element of x is, if x is a literal or a stretched one. */
  static OptionalDouble number(Tensor x) {
    return switch (x.op()) {
      case Op.Literal(var value) -> OptionalDouble.of(value);
      case Op.Expand(var inner) -> number(inner);
      case Op.Reshape(var inner) -> number(inner);
      default -> OptionalDouble.empty();
    };
  }

  /** x before it was stretched, when broadcasting stretches it anyway. */
  private static Tensor thin(Tensor x, Shape other, Shape result) {
    return x.op() instanceof Op.Expand(var inner)
            && Shape.broadcast(inner.shape(), other).equals(result)
        ? inner
        : x;
  }

  private Optional<Tensor> select(Tensor c, Tensor a, Tensor b, Space space, Shape shape) {
    OptionalDouble known = number(c);
    if (known.isPresent()) {
      Tensor taken = known.getAsDouble() != 0 ? a : b;
      return Optional.of(simplify.make(new Op.Expand(taken), space, shape));
    }
    Tensor thinC = thin(c, Shape.broadcast(a.shape(), b.shape()), shape);
    Tensor thinA = thin(a, Shape.broadcast(thinC.shape(), b.shape()), shape);
    Tensor thinB = thin(b, Shape.broadcast(thinC.shape(), thinA.shape()), shape);
    boolean changed = thinC != c || thinA != a || thinB != b;
    return changed
        ? Optional.of(simplify.make(new Op.Select(thinC, thinA, thinB), space, shape))
        : Optional.empty();
  }

  private Optional<Tensor> reshape(Tensor x, Space space, Shape shape) {
    if (isSame(x, space, shape)) {
      return Optional.of(x);
    }
    return switch (x.op()) {
      case Op.Reshape(var inner) -> Optional.of(simplify.make(new Op.Reshape(inner), space, shape));
      case Op.AsConstant(var rows) ->
          Optional.of(simplify.make(new Op.AsConstant(rows), space, shape));
      default -> Optional.empty();
    };
  }

  private Optional<Tensor> transpose(List<Integer> axes, Tensor x, Space space, Shape shape) {
    if (x.op() instanceof Op.Transpose(var first, var inner)) {
      List<Integer> both = axes.stream().map(first::get).toList();
      return Optional.of(simplify.make(new Op.Transpose(both, inner), space, shape));
    }
    List<Integer> moving = new ArrayList<>(axes);
    moving.removeIf(axis -> x.shape().dim(axis) == 1);
    boolean inOrder =
        IntStream.range(1, moving.size()).allMatch(i -> moving.get(i - 1) < moving.get(i));
    return inOrder ? Optional.of(simplify.make(new Op.Reshape(x), space, shape)) : Optional.empty();
  }

  /** Constants are the same on every edge. */
  private Optional<Tensor> at(Tensor x, Space space, Shape shape) {
    if (x.space() == Space.ONE) {
      return Optional.of(x);
    }
    boolean constant = x.op() instanceof Op.Expand(var inner) && inner.space() == Space.ONE;
    return constant
        ? Optional.of(simplify.make(new Op.Expand(x.op().inputs().getFirst()), space, shape))
        : Optional.empty();
  }

  private Optional<Tensor> expand(Tensor x, Space space, Shape shape) {
    if (x.op() instanceof Op.Expand(var inner)) {
      return Optional.of(simplify.make(new Op.Expand(inner), space, shape));
    }
    return same(x, space, shape);
  }

  /** Positions of a row-major array: the stride of every axis. */
  static int[] strides(Shape shape) {
    int[] strides = new int[shape.rank()];
    Arrays.fill(strides, 1);
    for (int axis = strides.length - 2; axis >= 0; axis--) {
      strides[axis] = strides[axis + 1] * shape.dim(axis + 1);
    }
    return strides;
  }
}

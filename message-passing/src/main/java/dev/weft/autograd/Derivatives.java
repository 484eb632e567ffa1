package dev.weft.autograd;

import static dev.weft.kernels.lang.Reduction.MAX;
import static dev.weft.kernels.lang.Reduction.PROD;
import static dev.weft.kernels.lang.Reduction.SUM;

import dev.weft.graph.EdgeList;
import dev.weft.kernels.dense.Dense.Factor;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import java.util.List;

/**
 * The derivative of every operator: given the gradient g of a result y, what each input receives.
 * Broadcasting is undone by {@link Adjoints}, so the rules speak of elements only.
 *
 * <p>Ties: MAX and MIN over edges give all to the lowest edge id; within rows, over all rows and
 * between two operands they share equally, as torch's {@code amax} and {@code maximum} do. Products
 * are exact with zeros among their factors in the first derivative; in the second only where no
 * factor is zero.
 */
final class Derivatives {
  private static final Tensor ZERO = Tensor.literal(0);
  private static final Tensor ONE = Tensor.literal(1);
  private static final double TWO_BY_ROOT_PI = 2 / Math.sqrt(Math.PI);

  private Derivatives() {}

  /** Whether nothing flows through y: it is a leaf, detached, or constant but for jumps. */
  static boolean isFlat(Tensor y) {
    return switch (y.op()) {
      case Op.Unary(var op, var _) ->
          op == UnaryOp.SIGN || op == UnaryOp.FLOOR || op == UnaryOp.CEIL || op == UnaryOp.ROUND;
      case Op.Binary(var op, var _, var _) -> op.compareTo(BinaryOp.EQ) >= 0;
      default ->
          !y.dtype().isFloating() || y.op() instanceof Op.IsEdge || y.op() instanceof Op.Detached;
    };
  }

  /** Whether {@code c ? a : b} is {@code b <= 0 ? 0 : b}. */
  private static boolean isRelu(Tensor c, Tensor a, Tensor b) {
    return c.op() instanceof Op.Binary(var f, var x, var bound)
        && f == BinaryOp.LE
        && x == b
        && isZero(bound)
        && isZero(a);
  }

  /** Whether c is {@code x > 0}. */
  private static boolean isPositive(Tensor c, Tensor x) {
    return c.op() instanceof Op.Binary(var f, var of, var bound)
        && f == BinaryOp.GT
        && of == x
        && isZero(bound);
  }

  /** Whether y is x times a number from 0 on. */
  private static boolean isLeak(Tensor y, Tensor x) {
    return y.op() instanceof Op.Binary(var f, var of, var slope)
        && f == BinaryOp.MUL
        && of == x
        && slope.op() instanceof Op.Literal(var number)
        && number >= 0;
  }

  /**
   * The factor of {@code alpha · expm1(x > 0 ? 0 : x)}, the part of an ELU that is not x; -1 where
   * b is something else.
   */
  private static double eluAlpha(Tensor x, Tensor b) {
    if (b.op() instanceof Op.Binary(var f, var of, var factor)
        && f == BinaryOp.MUL
        && factor.op() instanceof Op.Literal(var alpha)) {
      return eluAlpha(x, of) == 1 ? alpha : -1;
    }
    return b.op() instanceof Op.Unary(var f, var of)
            && f == UnaryOp.EXPM1
            && of.op() instanceof Op.Select(var test, var zero, var rest)
            && isPositive(test, x)
            && isZero(zero)
            && rest == x
        ? 1
        : -1;
  }

  private static boolean isZero(Tensor x) {
    return x.op() instanceof Op.Literal(var value) && value == 0;
  }

  /** Hands g, the gradient of y, on to the inputs of y. */
  static void propagate(Tensor y, Tensor g, Adjoints to) {
    switch (y.op()) {
      case Op.Stored _,
          Op.Read _,
          Op.Literal _,
          Op.Scalar _,
          Op.Count _,
          Op.Lane _,
          Op.Random _,
          Op.Arg _,
          Op.IsEdge _,
          Op.Detached _ -> {}
      case Op.Unary(var op, var x) -> to.add(x, () -> unary(op, x, y, g));
      case Op.Binary(var op, var a, var b) -> binary(op, a, b, y, g, to);
      case Op.Select(var c, var a, var b)
          when isRelu(c, a, b) && !(y.space() instanceof EdgeList) ->
          // y tells as much as c, and is there anyway: what comes next multiplied it. On edges both
          // are computed anew, and c takes less.
          to.add(b, () -> y.le(ZERO).select(ZERO, g));
      case Op.Select(var c, var a, var b)
          when isPositive(c, a) && isLeak(b, a) && !(y.space() instanceof EdgeList) -> {
        to.add(a, () -> y.gt(ZERO).select(g, ZERO));
        to.add(b, () -> y.gt(ZERO).select(ZERO, g));
      }
      case Op.Select(var c, var a, var b)
          when isPositive(c, a) && eluAlpha(a, b) >= 0 && !(y.space() instanceof EdgeList) -> {
        double alpha = eluAlpha(a, b);
        // y + alpha is alpha · e^a.
        to.add(a, () -> y.gt(ZERO).select(g, g.times(y.plus(alpha))));
      }
      case Op.Select(var c, var a, var b) -> {
        to.add(a, () -> c.select(g, ZERO));
        to.add(b, () -> c.select(ZERO, g));
      }
      case Op.Reshape(var x) -> to.add(x, () -> g.reshape(x.shape().dims()));
      case Op.Transpose(var axes, var x) -> to.add(x, () -> g.transpose(inverse(axes)));
      case Op.Slice(var axis, var start, var end, var x) ->
          to.add(x, () -> g.pad(axis, start, x.shape().dim(axis) - end));
      case Op.Pad(var axis, var before, var _, var x) ->
          to.add(x, () -> g.slice(axis, before, before + x.shape().dim(axis)));
      case Op.Expand(var x) -> to.add(x, () -> g);
      case Op.Concat(var axis, var parts) -> concat(axis, parts, g, to);
      case Op.Fold(var op, var axes, var x) ->
          to.add(x, () -> fold(op, axes.stream().mapToInt(i -> i).toArray(), x, y, g));
      case Op.Total(var op, var x) ->
          to.add(x, () -> op == SUM ? g : share(x.eq(y), x.eq(y).sumRows(), g));
      case Op.AsRows(var x) -> to.add(x, g::asConstant);
      case Op.AsConstant(var x) -> to.add(x, () -> g.asRows().in(x.space()));
      case Op.InSpace(var x) -> to.add(x, () -> g);
      case Op.At(var edges, var end, var x) -> to.add(x, () -> g.reduce(edges, end, SUM));
      case Op.Reduce reduce -> to.add(reduce.x(), () -> reduce(reduce, g));
      case Op.Softmax(var edges, var end, var x) ->
          to.add(x, () -> y.times(g.minus(y.times(g).reduce(edges, end, SUM).at(edges, end))));
      case Op.Matmul(var x, var w, var factor) -> {
        to.add(x, () -> factor == Factor.PLAIN ? g.matmulTransposed(w) : g.matmul(w));
        to.add(w, () -> factor == Factor.PLAIN ? x.outerSum(g) : g.outerSum(x));
      }
      case Op.OuterSum(var a, var b) -> {
        to.add(a, () -> b.matmulTransposed(g));
        to.add(b, () -> a.matmul(g));
      }
      case Op.TypedMatmul(var types, var x, var w, var factor) -> {
        to.add(
            x,
            () ->
                factor == Factor.PLAIN
                    ? g.typedMatmulTransposed(types, w)
                    : g.typedMatmul(types, w));
        to.add(
            w,
            () -> factor == Factor.PLAIN ? x.typedOuterSum(types, g) : g.typedOuterSum(types, x));
      }
      case Op.TypedOuterSum(var types, var a, var b) -> {
        to.add(a, () -> b.typedMatmulTransposed(types, g));
        to.add(b, () -> a.typedMatmul(types, g));
      }
      case Op.Custom(var function, var inputs) -> {
        List<Tensor> parts = function.vjp(inputs, y, g);
        if (parts.size() != inputs.size()) {
          throw new IllegalStateException(
              "Custom operator "
                  + function.name()
                  + ": its vjp gave "
                  + parts.size()
                  + " gradients; expected "
                  + inputs.size()
                  + ", one for each input.");
        }
        for (int i = 0; i < parts.size(); i++) {
          Tensor part = parts.get(i);
          to.add(inputs.get(i), () -> part);
        }
      }
      case Op.Assigning(var x, var _) -> to.add(x, () -> g);
    }
  }

  private static Tensor unary(UnaryOp op, Tensor x, Tensor y, Tensor g) {
    return switch (op) {
      case NEG -> g.neg();
      case ABS -> g.times(x.sign());
      case SIGN, FLOOR, CEIL, ROUND -> ZERO;
      case EXP -> g.times(y);
      case EXPM1 -> g.times(y.plus(ONE));
      case LOG -> g.dividedBy(x);
      case LOG1P -> g.dividedBy(x.plus(ONE));
      case SQRT -> g.dividedBy(y.plus(y));
      case RECIPROCAL -> g.times(y).times(y).neg();
      case SIN -> g.times(x.cos());
      case COS -> g.times(x.sin()).neg();
      case TANH -> g.times(ONE.minus(y.times(y)));
      case SIGMOID -> g.times(y).times(ONE.minus(y));
      case ERF -> g.times(x.times(x).neg().exp()).times(TWO_BY_ROOT_PI);
    };
  }

  private static void binary(BinaryOp op, Tensor a, Tensor b, Tensor y, Tensor g, Adjoints to) {
    switch (op) {
      case ADD -> {
        to.add(a, () -> g);
        to.add(b, () -> g);
      }
      case SUB -> {
        to.add(a, () -> g);
        to.add(b, g::neg);
      }
      case MUL -> {
        to.add(a, () -> product(g, b));
        to.add(b, () -> product(g, a));
      }
      case DIV -> {
        to.add(a, () -> g.dividedBy(b));
        to.add(b, () -> product(g, y).dividedBy(b).neg());
      }
      case POW -> {
        to.add(a, () -> powerOfBase(a, b, g));
        to.add(b, () -> a.eq(ZERO).times(b.ge(ZERO)).select(ZERO, g.times(y).times(a.log())));
      }
      case MAX -> {
        to.add(a, () -> g.times(firstShare(a.gt(b), a, b)));
        to.add(b, () -> g.times(firstShare(b.gt(a), a, b)));
      }
      case MIN -> {
        to.add(a, () -> g.times(firstShare(a.lt(b), a, b)));
        to.add(b, () -> g.times(firstShare(b.lt(a), a, b)));
      }
      case EQ, NE, LT, LE, GT, GE -> {}
    }
  }

  /** g · f, without a multiplication when one of them is the literal 1. */
  private static Tensor product(Tensor g, Tensor f) {
    return isLiteral(f, 1) ? g : isLiteral(g, 1) ? f : g.times(f);
  }

  private static boolean isLiteral(Tensor x, double value) {
    return x.op() instanceof Op.Literal(var number) && number == value;
  }

  /** g · b · a^(b − 1), 0 where b is 0. */
  private static Tensor powerOfBase(Tensor a, Tensor b, Tensor g) {
    if (isLiteral(b, 0)) {
      return ZERO;
    }
    if (isLiteral(b, 1)) {
      return g;
    }
    if (isLiteral(b, 2)) {
      return g.times(a.plus(a));
    }
    if (b.op() instanceof Op.Literal(var exponent)) {
      return g.times(a.pow(exponent - 1).times(exponent));
    }
    return b.eq(ZERO).select(ZERO, g.times(b).times(a.pow(b.minus(ONE))));
  }

  /** 1 where an operand won, half where both are equal. */
  private static Tensor firstShare(Tensor won, Tensor a, Tensor b) {
    return won.plus(a.eq(b).times(0.5));
  }

  private static void concat(int axis, List<Tensor> parts, Tensor g, Adjoints to) {
    int start = 0;
    for (Tensor part : parts) {
      int from = start;
      int end = start + part.shape().dim(axis);
      to.add(part, () -> g.slice(axis, from, end));
      start = end;
    }
  }

  private static int[] inverse(List<Integer> axes) {
    int[] back = new int[axes.size()];
    for (int i = 0; i < back.length; i++) {
      back[axes.get(i)] = i;
    }
    return back;
  }

  private static Tensor fold(Reduction op, int[] axes, Tensor x, Tensor y, Tensor g) {
    return switch (op) {
      case SUM -> g.expand(x.shape());
      case MAX, MIN -> share(x.eq(y), x.eq(y).fold(SUM, axes), g);
      case PROD -> {
        Tensor zero = x.eq(ZERO);
        Tensor factor = zero.select(ONE, x);
        yield g.times(productOfOthers(zero, factor, zero.fold(SUM, axes), factor.fold(PROD, axes)));
      }
      case MEAN ->
          throw new IllegalStateException("Fold: reduction=MEAN; expected SUM and a division.");
    };
  }

  /** g in equal parts for those that are chosen. */
  private static Tensor share(Tensor chosen, Tensor count, Tensor g) {
    return chosen.times(g.dividedBy(count));
  }

  /**
   * The product of all factors but one's own, from the product of the non-zero ones and the number
   * of zeros.
   */
  private static Tensor productOfOthers(Tensor zero, Tensor factor, Tensor zeros, Tensor product) {
    Tensor ifZero = zeros.eq(ONE).select(product, ZERO);
    Tensor ifNot = zeros.eq(ZERO).select(product.dividedBy(factor), ZERO);
    return zero.select(ifZero, ifNot);
  }

  private static Tensor reduce(Op.Reduce r, Tensor g) {
    var edges = r.edges();
    var end = r.end();
    Tensor x = r.x();
    return switch (r.op()) {
      case SUM -> g.at(edges, end);
      case MEAN -> g.dividedBy(ONE.reduce(edges, end, SUM).max(ONE)).at(edges, end);
      case MAX, MIN -> g.at(edges, end).times(x.arg(edges, end, r.op()).isEdge(edges, end));
      case PROD -> {
        Tensor zero = x.eq(ZERO);
        Tensor factor = zero.select(ONE, x);
        Tensor zeros = zero.reduce(edges, end, SUM).at(edges, end);
        yield g.at(edges, end)
            .times(
                productOfOthers(
                    zero, factor, zeros, factor.reduce(edges, end, PROD).at(edges, end)));
      }
    };
  }
}

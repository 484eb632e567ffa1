package dev.weft.compile;

import static dev.weft.kernels.lang.Reduction.MAX;
import static dev.weft.kernels.lang.Reduction.MIN;

import dev.weft.graph.Space;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Reduction;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Takes functions that keep the order of numbers out of an extreme: max(relu(src(x) − dst(y))) is
 * relu(max(src(x)) − y), once per node instead of once per edge. Rounding keeps the order too, so
 * the value is the same; only ∞ − ∞ among finite neighbours is not seen as NaN. A node without
 * edges keeps its 0.
 *
 * <p>Not where the edge that the extreme came from is wanted as well (the derivative): both are
 * found in one pass.
 */
final class Extremes {
  private final Simplify simplify;

  Extremes(Simplify simplify) {
    this.simplify = simplify;
  }

  /** The maximum or minimum, taken of less, if its argument is such a function. */
  Optional<Tensor> apply(Op.Reduce reduce) {
    return switch (reduce.x().op()) {
      case Op.Binary(var f, var a, var b) when f == BinaryOp.ADD || f == BinaryOp.SUB ->
          sum(reduce, f, a, b);
      case Op.Select(var test, var a, var b) -> select(reduce, test, a, b);
      default -> Optional.empty();
    };
  }

  /** The sum or difference of anything and a row of the node's. */
  private Optional<Tensor> sum(Op.Reduce reduce, BinaryOp f, Tensor a, Tensor b) {
    Optional<Tensor> right = ofNode(reduce, b);
    if (right.isPresent() && isOfEdges(reduce, a)) {
      Tensor extreme = extreme(reduce, reduce.op(), a);
      return Optional.of(simplify.unlessIsolated(reduce, simplify.binary(f, extreme, right.get())));
    }
    Optional<Tensor> left = ofNode(reduce, a);
    if (left.isPresent() && isOfEdges(reduce, b)) {
      Reduction op = f == BinaryOp.ADD ? reduce.op() : reduce.op() == MAX ? MIN : MAX;
      Tensor extreme = extreme(reduce, op, b);
      return Optional.of(simplify.unlessIsolated(reduce, simplify.binary(f, left.get(), extreme)));
    }
    return Optional.empty();
  }

  /** relu and leaky relu, which leave 0 as it is. */
  private Optional<Tensor> select(Op.Reduce reduce, Tensor test, Tensor a, Tensor b) {
    if (!(test.op() instanceof Op.Binary(var comparison, var x, var bound))
        || !isNumber(bound, 0)
        || !isOfEdges(reduce, x)) {
      return Optional.empty();
    }
    boolean relu = comparison == BinaryOp.LE && isNumber(a, 0) && b == x;
    Optional<Tensor> slope = comparison == BinaryOp.GT && a == x ? slope(b, x) : Optional.empty();
    if (!relu && slope.isEmpty()) {
      return Optional.empty();
    }
    Tensor extreme = extreme(reduce, reduce.op(), x);
    Tensor again = simplify.binary(comparison, extreme, bound);
    return Optional.of(
        relu
            ? simplify.select(again, a, extreme)
            : simplify.select(again, extreme, simplify.binary(BinaryOp.MUL, extreme, slope.get())));
  }

  private static boolean isNumber(Tensor x, double value) {
    OptionalDouble number = Identities.number(x);
    return number.isPresent() && number.getAsDouble() == value;
  }

  /** The positive number that y is x times. */
  private static Optional<Tensor> slope(Tensor y, Tensor x) {
    return y.op() instanceof Op.Binary(var f, var a, var slope)
            && f == BinaryOp.MUL
            && a == x
            && Identities.number(slope).orElse(0) > 0
        ? Optional.of(slope)
        : Optional.empty();
  }

  private Tensor extreme(Op.Reduce reduce, Reduction op, Tensor x) {
    return simplify.reduce(reduce.edges(), reduce.end(), op, x);
  }

  private static boolean isOfEdges(Op.Reduce reduce, Tensor x) {
    return x.space() == reduce.edges();
  }

  /** The rows of the reducing node, or what is the same for all of them. */
  private static Optional<Tensor> ofNode(Op.Reduce reduce, Tensor x) {
    if (x.space() == Space.ONE) {
      return Optional.of(x);
    }
    return x.op() instanceof Op.At(var edges, var end, var node)
            && edges == reduce.edges()
            && end == reduce.end()
        ? Optional.of(node)
        : Optional.empty();
  }
}

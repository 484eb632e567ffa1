package dev.weft.compile;

import static dev.weft.kernels.lang.BinaryOp.DIV;
import static dev.weft.kernels.lang.BinaryOp.MUL;

import dev.weft.graph.Space;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes factors that belong to the reducing node out of its sum: sum(m · dst(r)) is sum(m) · r, one
 * multiplication per node instead of one per edge; the weighted sum of a softmax then needs no pass
 * of its own after the sum of exponentials. A node without edges keeps its 0, whatever r is.
 */
final class Factors {
  private final Simplify simplify;

  Factors(Simplify simplify) {
    this.simplify = simplify;
  }

  /** The reduction, with what could be taken out of it applied behind. */
  Tensor apply(Op.Reduce reduce, Space space, Shape shape) {
    List<Tensor> inside = new ArrayList<>();
    List<Tensor> outside = new ArrayList<>();
    List<Tensor> divisors = new ArrayList<>();
    boolean linear = reduce.op() == Reduction.SUM || reduce.op() == Reduction.MEAN;
    if (linear) {
      split(reduce.x(), reduce, inside, outside, divisors);
    }
    if (outside.isEmpty() && divisors.isEmpty()) {
      return simplify.pool().of(reduce, space, shape);
    }
    Tensor rest =
        inside.stream()
            .reduce((a, b) -> simplify.binary(MUL, a, b))
            .orElseGet(() -> simplify.literal(1));
    Tensor sum = simplify.reduce(reduce.edges(), reduce.end(), reduce.op(), rest);
    boolean safe = true;
    for (Tensor factor : outside) {
      sum = simplify.binary(MUL, sum, factor);
      safe &= isFinite(factor);
    }
    for (Tensor divisor : divisors) {
      sum = simplify.binary(DIV, sum, divisor);
      safe = false;
    }
    if (safe) {
      return sum;
    }
    return simplify.unlessIsolated(reduce, sum);
  }

  private void split(
      Tensor x,
      Op.Reduce reduce,
      List<Tensor> inside,
      List<Tensor> outside,
      List<Tensor> divisors) {
    if (x.op() instanceof Op.At(var edges, var end, var node)
        && edges == reduce.edges()
        && end == reduce.end()) {
      outside.add(node);
    } else if (x.op() instanceof Op.Binary(var f, var a, var b)
        && f == MUL
        && x.space() == reduce.edges()) {
      split(a, reduce, inside, outside, divisors);
      split(b, reduce, inside, outside, divisors);
    } else if (x.op() instanceof Op.Binary(var f, var a, var b)
        && f == DIV
        && b.op() instanceof Op.At(var edges, var end, var node)
        && edges == reduce.edges()
        && end == reduce.end()) {
      split(a, reduce, inside, outside, divisors);
      divisors.add(node);
    } else {
      inside.add(x);
    }
  }

  /** Whether a factor is a number at nodes without edges too, by its making. */
  private static boolean isFinite(Tensor x) {
    return x.op() instanceof Op.Unary(var f, var sum)
        && f == UnaryOp.RECIPROCAL
        && sum.op() instanceof Op.Binary(var g, var _, var least)
        && g == BinaryOp.MAX
        && least.op() instanceof Op.Literal(var number)
        && number > 0;
  }
}

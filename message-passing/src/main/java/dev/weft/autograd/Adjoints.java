package dev.weft.autograd;

import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Walk;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The gradients found so far: what arrives at a tensor is brought to its space and shape, and
 * added.
 */
final class Adjoints {
  private final Walk walk;
  private final boolean[] wanted;
  private final Tensor[] sums;

  /**
   * No gradient yet.
   *
   * @param walk numbers the tensors
   * @param wanted which of them are on the way to a target
   */
  Adjoints(Walk walk, boolean[] wanted) {
    this.walk = walk;
    this.wanted = wanted;
    this.sums = new Tensor[wanted.length];
  }

  /** Adds a part of the gradient of x, made only when x is on the way to a target. */
  void add(Tensor x, Supplier<Tensor> part) {
    int number = walk.numberOf(x);
    if (!wanted[number]) {
      return;
    }
    Tensor g = part.get();
    if (!(g.op() instanceof Op.Literal(var value) && value == 0)) {
      Tensor fitting = fit(g, x.space(), x.shape());
      sums[number] = sums[number] == null ? fitting : sums[number].plus(fitting);
    }
  }

  /** The sum of what has arrived at x. */
  Optional<Tensor> of(Tensor x) {
    int number = walk.numberOf(x);
    return number < 0 ? Optional.empty() : Optional.ofNullable(sums[number]);
  }

  /** The sum of what has arrived at x, or zeros. */
  Tensor orZero(Tensor x) {
    return of(x).orElseGet(() -> Tensor.literal(0).expand(x.space(), x.shape()));
  }

  /**
   * The adjoint of broadcasting: sums over stretched axes, and over rows when a constant met rows.
   */
  private static Tensor fit(Tensor g, Space space, Shape shape) {
    return toSpace(toShape(g, shape), space);
  }

  private static Tensor toShape(Tensor g, Shape shape) {
    if (g.shape().equals(shape)) {
      return g;
    }
    int added = g.shape().rank() - shape.rank();
    if (g.shape().rank() == 0) {
      return g.expand(shape);
    }
    int[] stretched =
        IntStream.range(0, g.shape().rank())
            .filter(i -> g.shape().dim(i) != 1 && (i < added || shape.dim(i - added) == 1))
            .toArray();
    Tensor sum = stretched.length == 0 ? g : g.fold(Reduction.SUM, stretched);
    // A smaller gradient than its tensor is one that is equal along the missing axes.
    return added >= 0
        ? sum.reshape(IntStream.range(added, g.shape().rank()).map(sum.shape()::dim).toArray())
            .expand(shape)
        : sum.expand(shape);
  }

  private static Tensor toSpace(Tensor g, Space space) {
    if (g.space().equals(space)) {
      return g;
    }
    if (space == Space.ONE) {
      return g.sumRows();
    }
    return g.space() == Space.ONE ? g.expand(space, g.shape()) : g.in(space);
  }
}

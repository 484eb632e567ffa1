package dev.weft.nn.conv;

import dev.weft.nn.Ends;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One symmetric smoothing step {@code P x = D^-1/2 Aᵀ D^-1/2 x}, as SGC, APPNP and TAG repeat it.
 * With edge weights, the weights are normalised on both sides instead of the degrees.
 *
 * @param edges the relation
 * @param before factor of every source's row, empty with weights
 * @param weight normalised edge weights
 * @param after factor of every destination's row, empty with weights
 */
record Propagation(
    Edges edges, Optional<Tensor> before, Optional<Tensor> weight, Optional<Tensor> after) {
  /** Degrees of the two ends: out-degrees of sources, in-degrees of destinations. */
  static Propagation byOwnDegrees(Edges edges, Optional<Tensor> weight) {
    return weight.isPresent()
        ? weighted(edges, weight.get())
        : new Propagation(edges, factor(edges.outDegrees()), weight, factor(edges.inDegrees()));
  }

  /** In-degrees at both ends; sources and destinations must be the same nodes. */
  static Propagation byInDegrees(String layer, Edges edges, Optional<Tensor> weight) {
    if (Ends.sources(edges) != Ends.destinations(edges)) {
      throw new IllegalArgumentException(
          layer
              + ": the edges lead from "
              + Ends.sources(edges)
              + " to "
              + Ends.destinations(edges)
              + "; expected one node set, since the layer repeats its step.");
    }
    Optional<Tensor> factor = factor(edges.inDegrees());
    return weight.isPresent()
        ? weighted(edges, weight.get())
        : new Propagation(edges, factor, weight, factor);
  }

  private static Propagation weighted(Edges edges, Tensor weight) {
    Tensor normalised = EdgeWeightNorm.of(Norm.BOTH).apply(edges, weight.reshape(1));
    return new Propagation(edges, Optional.empty(), Optional.of(normalised), Optional.empty());
  }

  private static Optional<Tensor> factor(Tensor degrees) {
    return Optional.of(Norm.inverseRoot(degrees));
  }

  /** P x. */
  Tensor step(Tensor x) {
    return step(x, UnaryOperator.identity());
  }

  /**
   * P x with the edges' weights, 1 where there are none, changed on the way: dropped, for instance.
   */
  Tensor step(Tensor x, UnaryOperator<Tensor> onEdges) {
    Tensor message = edges.src(before.map(x::times).orElse(x));
    Tensor sum = edges.sum(onEdges.apply(weight.map(message::times).orElse(message)));
    return after.map(sum::times).orElse(sum);
  }

  /** P applied k times. */
  Tensor steps(Tensor x, int k) {
    Tensor h = x;
    for (int i = 0; i < k; i++) {
      h = step(h);
    }
    return h;
  }
}

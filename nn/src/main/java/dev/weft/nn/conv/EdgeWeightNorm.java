package dev.weft.nn.conv;

import dev.weft.tensor.Edges;
import dev.weft.tensor.Tensor;

/**
 * Edge weights divided by weighted degrees. BOTH: {@code w / (√out(u) √in(v))}; RIGHT: {@code w /
 * in(v)}; LEFT: {@code w / out(u)}; NONE: w. Here out and in are the sums of the weights of a
 * node's out- and in-edges, plus ε. Weights are expected to be positive; a node whose weights sum
 * to 0 divides by √ε or 0.
 *
 * @param norm which degrees divide
 * @param epsilon added to the weighted degrees
 */
public record EdgeWeightNorm(Norm norm, double epsilon) {
  /** With ε = 0. */
  public static EdgeWeightNorm of(Norm norm) {
    return new EdgeWeightNorm(norm, 0);
  }

  /** With another ε. */
  public EdgeWeightNorm withEpsilon(double other) {
    return new EdgeWeightNorm(norm, other);
  }

  /** The divided weights, in the row shape they came in. */
  public Tensor apply(Edges edges, Tensor weight) {
    return switch (norm) {
      case BOTH ->
          weight
              .dividedBy(edges.src(out(edges, weight).sqrt()))
              .dividedBy(edges.dst(in(edges, weight).sqrt()));
      case RIGHT -> weight.dividedBy(edges.dst(in(edges, weight)));
      case LEFT -> weight.dividedBy(edges.src(out(edges, weight)));
      case NONE -> weight;
    };
  }

  private Tensor in(Edges edges, Tensor weight) {
    return shifted(edges.sum(weight));
  }

  private Tensor out(Edges edges, Tensor weight) {
    return shifted(edges.reverse().sum(weight));
  }

  private Tensor shifted(Tensor degrees) {
    return epsilon == 0 ? degrees : degrees.plus(epsilon);
  }
}

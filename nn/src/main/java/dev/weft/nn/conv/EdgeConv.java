package dev.weft.nn.conv;

import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.norm.BatchNorm;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.Optional;

/**
 * Dynamic edge convolution (Wang et al., 2019): {@code y_v = max over in-edges of θ(x_v − x_u) +
 * φ(x_v)}, with a batch normalisation over the edges before the maximum if there is one. A
 * destination without in-edges gets 0.
 *
 * @param theta of the difference
 * @param phi of the destination
 * @param norm over the edges, or none
 */
public record EdgeConv(Linear theta, Linear phi, Optional<BatchNorm> norm) implements GraphLayer {
  /** Without batch normalisation. */
  public static EdgeConv of(int in, int out, Seed seed) {
    Linear theta = Linear.of(in, out, seed.child("theta"));
    return new EdgeConv(theta, Linear.of(in, out, seed.child("phi")), Optional.empty());
  }

  /** With batch normalisation. */
  public EdgeConv withBatchNorm() {
    return new EdgeConv(theta, phi, Optional.of(BatchNorm.of(theta.out())));
  }

  @Override
  public Parameters parameters() {
    Parameters all = Parameters.none().with("theta", theta).with("phi", phi);
    return norm.isPresent() ? all.with("bn", norm.get()) : all;
  }

  @Override
  public Tensor forward(Edges edges, Ends given, Mode mode) {
    Ends ends = given.unweighted("EdgeConv");
    Widths.check(this, "x", ends.src(), theta.in());
    // theta is linear: θ(x_v − x_u) = W x_v − W x_u + b, one row per node instead of one per edge.
    Linear map = theta.withoutBias();
    Tensor sent = map.apply(ends.src());
    Tensor own = ends.atDestinations(edges, x -> theta.apply(x).plus(phi.apply(x)));
    Tensor message = edges.dst(own).minus(edges.src(sent));
    Features normed = norm.isPresent() ? norm.get().forward(message, mode) : message;
    return edges.max(normed.toDense());
  }

  @Override
  public String toString() {
    return "EdgeConv(in=" + theta.in() + ", out=" + theta.out() + ")";
  }
}

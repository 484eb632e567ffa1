package dev.weft.nn.conv;

import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Tensor;

/**
 * Personalised propagation (Gasteiger et al., 2019): {@code h_0 = x}, {@code h_{t+1} = (1 − α)
 * D_in^-1/2 Aᵀ D_out^-1/2 h_t + α x}, k times; with edge weights, those normalised on both sides
 * instead. In training each step drops edges of its own. No parameters; [n, features] gives [n,
 * features].
 *
 * @param k number of steps
 * @param alpha share of x kept in every step
 * @param edgeDropout share of the edges that training drops in every step, the others scaled up
 */
public record AppnpConv(int k, double alpha, double edgeDropout) implements GraphLayer {
  /** Checks the ranges. */
  public AppnpConv {
    if (k < 0 || !(alpha >= 0 && alpha <= 1)) {
      throw new IllegalArgumentException(
          "AppnpConv: k=" + k + ", alpha=" + alpha + "; expected k >= 0 and 0 <= alpha <= 1.");
    }
  }

  /** Keeping all edges. */
  public static AppnpConv of(int k, double alpha) {
    return new AppnpConv(k, alpha, 0);
  }

  /** Dropping edges in training. */
  public AppnpConv withEdgeDropout(double p) {
    return new AppnpConv(k, alpha, p);
  }

  @Override
  public boolean readsDestinations() {
    return false;
  }

  @Override
  public Parameters parameters() {
    return Parameters.none();
  }

  @Override
  public Tensor forward(Edges edges, Ends ends, Mode mode) {
    Tensor x = ends.sourcesOnly("AppnpConv").src().toDense();
    Propagation propagation = Propagation.byOwnDegrees(edges, ends.weight());
    Tensor kept = x.times(alpha);
    Tensor h = x;
    for (int i = 0; i < k; i++) {
      h = propagation.step(h, message -> dropped(edges, message, mode)).times(1 - alpha).plus(kept);
    }
    return h;
  }

  private Tensor dropped(Edges edges, Tensor message, Mode mode) {
    if (!mode.isTraining() || edgeDropout == 0) {
      return message;
    }
    Tensor kept =
        Tensor.random(mode.draw(), edges.list(), dev.weft.kernels.memory.Shape.of(1))
            .ge(Tensor.literal(edgeDropout));
    return message.times(kept.times(1 / (1 - edgeDropout)));
  }

  @Override
  public String toString() {
    return "AppnpConv(k=" + k + ", alpha=" + alpha + ")";
  }
}

package dev.weft.nn.conv;

import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.init.Init;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Topology adaptive convolution (Du et al., 2017): {@code y = act([x, P x, ..., P^k x] Wᵀ + b)}
 * with {@code P = D^-1/2 Aᵀ D^-1/2}, D the in-degrees, at least 1; with edge weights, those
 * normalised on both sides instead. Sources and destinations are the same nodes.
 *
 * @param k number of steps
 * @param lin W [out, (k + 1) · in] and b
 * @param activation applied last
 */
public record TagConv(int k, Linear lin, UnaryOperator<Tensor> activation) implements GraphLayer {
  /** Glorot-normal W, b from 0, no activation. */
  public static TagConv of(int in, int out, int k, Seed seed) {
    int wide = Math.multiplyExact(in, k + 1);
    Seed own = seed.child("lin");
    Linear lin = Linear.of(wide, out, own, Init.glorotNormal(Init.RELU_GAIN));
    return new TagConv(k, lin.withBias(own, Init.zeros()), UnaryOperator.identity());
  }

  /** Without b. */
  public TagConv withoutBias() {
    return new TagConv(k, lin.withoutBias(), activation);
  }

  /** With a function applied last. */
  public TagConv withActivation(UnaryOperator<Tensor> other) {
    return new TagConv(k, lin, other);
  }

  @Override
  public boolean readsDestinations() {
    return false;
  }

  @Override
  public Parameters parameters() {
    return Parameters.none().with("lin", lin);
  }

  @Override
  public Tensor forward(Edges edges, Ends ends, Mode mode) {
    Propagation propagation = Propagation.byInDegrees("TagConv", edges, ends.weight());
    Tensor[] powers = new Tensor[k + 1];
    powers[0] = ends.sourcesOnly("TagConv").src().toDense();
    for (int i = 1; i <= k; i++) {
      powers[i] = propagation.step(powers[i - 1]);
    }
    return activation.apply(lin.apply(Tensor.concat(-1, powers)));
  }
}

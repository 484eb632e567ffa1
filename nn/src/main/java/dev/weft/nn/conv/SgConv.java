package dev.weft.nn.conv;

import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.init.Init;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Seed;
import dev.weft.tensor.SparseTensor;
import dev.weft.tensor.Tensor;

/**
 * Simplified graph convolution (Wu et al., 2019): {@code y = (D^-1/2 Aᵀ D^-1/2)^k x Wᵀ + b}, D the
 * in-degrees, at least 1; with edge weights, those normalised on both sides instead. Sources and
 * destinations are the same nodes.
 *
 * <p>The smoothing has no parameters. W goes first where it narrows or x is sparse, which makes a
 * cache of the smoothed features needless: k steps over out columns cost less than reading the wide
 * smoothed matrix. To smooth once all the same, evaluate {@link #smooth} and give the result to
 * {@link #fc}.
 *
 * @param k number of steps
 * @param fc W and b
 */
public record SgConv(int k, Linear fc) implements GraphLayer {
  /** Checks k. */
  public SgConv {
    if (k < 0) {
      throw new IllegalArgumentException("SgConv: k=" + k + "; expected at least 0.");
    }
  }

  /** Glorot-uniform W, b from 0. */
  public static SgConv of(int in, int out, int k, Seed seed) {
    Seed own = seed.child("fc");
    return new SgConv(
        k, Linear.of(in, out, own, Init.glorotUniform(1)).withBias(own, Init.zeros()));
  }

  /** Without b. */
  public SgConv withoutBias() {
    return new SgConv(k, fc.withoutBias());
  }

  @Override
  public boolean readsDestinations() {
    return false;
  }

  @Override
  public Parameters parameters() {
    return Parameters.none().with("fc", fc);
  }

  @Override
  public Tensor forward(Edges edges, Ends ends, Mode mode) {
    Features x = ends.sourcesOnly("SgConv").src();
    Widths.check(this, "x", x, fc.in());
    Propagation propagation = Propagation.byInDegrees("SgConv", edges, ends.weight());
    if (fc.in() <= fc.out() && !(x instanceof SparseTensor)) {
      return fc.apply(propagation.steps(x.toDense(), k));
    }
    Tensor y = propagation.steps(fc.withoutBias().apply(x), k);
    return fc.bias().map(b -> y.plus(b.read())).orElse(y);
  }

  /** The smoothed features, which no parameter changes: [numNodes, in]. */
  public Tensor smooth(Edges edges, Features x) {
    return Propagation.byInDegrees("SgConv", edges, java.util.Optional.empty())
        .steps(x.toDense(), k);
  }

  @Override
  public String toString() {
    return "SgConv(in=" + fc.in() + ", out=" + fc.out() + ", k=" + k + ")";
  }
}

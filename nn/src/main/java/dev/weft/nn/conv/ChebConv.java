package dev.weft.nn.conv;

import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.init.Init;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Chebyshev convolution (Defferrard et al., 2016): {@code y = act([X_0, ..., X_{k−1}] Wᵀ + b)} with
 * {@code X_0 = x}, {@code X_1 = −c P x + (c − 1) x}, {@code X_i = −2 c P X_{i−1} + 2 (c − 1)
 * X_{i−1} − X_{i−2}}, where {@code P = D^-1/2 Aᵀ D^-1/2} and {@code c = 2 / λ}, λ being the largest
 * eigenvalue of the Laplacian, 2 where it is not known. Sources and destinations are the same
 * nodes.
 *
 * @param k number of terms
 * @param linear W [out, k · in] and b
 * @param activation applied last; ReLU at first, as in DGL
 */
public record ChebConv(int k, Linear linear, UnaryOperator<Tensor> activation)
    implements GraphLayer {
  /** Glorot-uniform W, b from 0. */
  public static ChebConv of(int in, int out, int k, Seed seed) {
    int wide = Math.multiplyExact(in, Widths.atLeastOne("ChebConv", "k", k));
    Seed own = seed.child("linear");
    Linear linear = Linear.of(wide, out, own, Init.glorotUniform(1)).withBias(own, Init.zeros());
    return new ChebConv(k, linear, Functions::relu);
  }

  /** Without b. */
  public ChebConv withoutBias() {
    return new ChebConv(k, linear.withoutBias(), activation);
  }

  /** With another function applied last. */
  public ChebConv withActivation(UnaryOperator<Tensor> other) {
    return new ChebConv(k, linear, other);
  }

  @Override
  public boolean readsDestinations() {
    return false;
  }

  @Override
  public Parameters parameters() {
    return Parameters.none().with("linear", linear);
  }

  @Override
  public Tensor forward(Edges edges, Ends ends, Mode mode) {
    return forward(edges, ends, Tensor.literal(2), mode);
  }

  /**
   * With the largest eigenvalues.
   *
   * @param lambda a constant, or rows of the nodes [] with that of each node's graph
   */
  public Tensor forward(Edges edges, Ends ends, Tensor lambda, Mode mode) {
    Ends plain = ends.sourcesOnly("ChebConv").unweighted("ChebConv");
    Propagation propagation = Propagation.byInDegrees("ChebConv", edges, plain.weight());
    Tensor c = lambda.reciprocal().times(2);
    Tensor[] terms = new Tensor[k];
    terms[0] = plain.src().toDense();
    for (int i = 1; i < k; i++) {
      Tensor moved = terms[i - 1].times(c.minus(1)).minus(propagation.step(terms[i - 1]).times(c));
      terms[i] = i == 1 ? moved : moved.times(2).minus(terms[i - 2]);
    }
    return activation.apply(linear.apply(Tensor.concat(-1, terms)));
  }
}

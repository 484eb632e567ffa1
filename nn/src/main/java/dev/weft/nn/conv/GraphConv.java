package dev.weft.nn.conv;

import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.init.Init;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.SparseTensor;
import dev.weft.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Graph convolution (Kipf and Welling, 2017): {@code y = act(D_in^-a Aᵀ D_out^-b x W + bias)},
 * {@code Aᵀ} summing over in-edges, times the edge weight if there is one; {@link Norm} gives a and
 * b. No self loops are added. W multiplies first where that is less work.
 *
 * <p>x [numSrc, in] gives [numDst, out]; a destination without in-edges gets {@code act(bias)}.
 *
 * @param in features of x
 * @param out features of y
 * @param weight W [in, out]; none for a convolution that is given its weight, or needs none
 * @param bias [out], or none
 * @param norm division by degrees
 * @param activation applied last
 */
public record GraphConv(
    int in,
    int out,
    Optional<Parameter> weight,
    Optional<Parameter> bias,
    Norm norm,
    UnaryOperator<Tensor> activation)
    implements GraphLayer {

  /** Glorot-uniform weight, bias from 0, {@link Norm#BOTH}, no activation. */
  public static GraphConv of(int in, int out, Seed seed) {
    Parameter weight = Init.glorotUniform(1).weight("weight", Shape.of(in, out), in, out, seed);
    Parameter bias = Init.zeros().weight("bias", Shape.of(out), in, out, seed);
    return new GraphConv(
        in, out, Optional.of(weight), Optional.of(bias), Norm.BOTH, UnaryOperator.identity());
  }

  /** With another division by degrees. */
  public GraphConv withNorm(Norm other) {
    return new GraphConv(in, out, weight, bias, other, activation);
  }

  /** With a function applied last. */
  public GraphConv withActivation(UnaryOperator<Tensor> other) {
    return new GraphConv(in, out, weight, bias, norm, other);
  }

  /**
   * Without a weight of its own: x is only aggregated (in = out then), or the weight is given to
   * {@link #forwardWith}.
   */
  public GraphConv withoutWeight() {
    return new GraphConv(in, out, Optional.empty(), bias, norm, activation);
  }

  /** Without a bias. */
  public GraphConv withoutBias() {
    return new GraphConv(in, out, weight, Optional.empty(), norm, activation);
  }

  @Override
  public boolean readsDestinations() {
    return false;
  }

  @Override
  public Parameters parameters() {
    return Parameters.none().with(weight).with(bias);
  }

  @Override
  public Tensor forward(Edges edges, Ends ends, Mode mode) {
    return convolve(edges, ends, weight.map(Parameter::read));
  }

  /**
   * With a weight that is not the layer's own.
   *
   * @param given constant [in, out]
   */
  public Tensor forwardWith(Tensor given, Edges edges, Ends ends, Mode mode) {
    if (weight.isPresent()) {
      throw new IllegalArgumentException(
          this
              + ": a weight came, and the layer has one; expected one of the two. Use withoutWeight().");
    }
    return convolve(edges, ends, Optional.of(given));
  }

  private Tensor convolve(Edges edges, Ends ends, Optional<Tensor> w) {
    Features x = ends.sourcesOnly("GraphConv").src();
    Widths.check(this, "x", x, in);
    boolean first = w.isPresent() && (in > out || x instanceof SparseTensor);
    Tensor sent = norm.atSources(edges, first ? x.matmul(w.get()) : x.toDense());
    Tensor received = norm.atDestinations(edges, edges.sum(ends.weigh(edges.src(sent))));
    Tensor y = first || w.isEmpty() ? received : received.matmul(w.get());
    return activation.apply(bias.map(b -> y.plus(b.read())).orElse(y));
  }

  @Override
  public String toString() {
    return "GraphConv(in=" + in + ", out=" + out + ", norm=" + norm + ")";
  }
}

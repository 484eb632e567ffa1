package dev.weft.nn.conv;

import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.init.Init;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Dynamic graph attention (Brody et al., 2022): {@code s = W_src x_u}, {@code d = W_dst x_v},
 * {@code a = softmax over in-edges of attn · leakyRelu(s + d)}, {@code y_v = act(Σ a s +
 * residual)}. The biases are those of the two maps.
 *
 * <p>x [numSrc, in] gives [numDst, heads, out]; a destination without in-edges gets {@code
 * act(residual)}.
 */
public final class GatV2Conv implements GraphLayer {
  private static final Init GLOROT = Init.glorotNormal(Init.RELU_GAIN);

  private final int heads;
  private final int out;
  private final Linear fcSrc;
  private final Optional<Linear> fcDst;
  private final Parameter attn;
  private final Options options;

  /** Everything but the weights of projection and attention. */
  private record Options(
      Residual residual,
      double slope,
      double featureDropout,
      double attentionDropout,
      UnaryOperator<Tensor> activation) {}

  private GatV2Conv(
      int heads, int out, Linear fcSrc, Optional<Linear> fcDst, Parameter attn, Options options) {
    this.heads = heads;
    this.out = out;
    this.fcSrc = fcSrc;
    this.fcDst = fcDst;
    this.attn = attn;
    this.options = options;
  }

  /** Sources and destinations of one width. */
  public static GatV2Conv of(int in, int out, int heads, Seed seed) {
    return of(in, in, out, heads, seed);
  }

  /** Sources and destinations of two widths. */
  public static GatV2Conv of(int inSrc, int inDst, int out, int heads, Seed seed) {
    int width = Math.multiplyExact(Widths.atLeastOne("GatV2Conv", "heads", heads), out);
    Linear src = biased(inSrc, width, seed.child("fc_src"));
    Linear dst = biased(inDst, width, seed.child("fc_dst"));
    Parameter attn = GLOROT.weight("attn", Shape.of(1, heads, out), width, out, seed);
    return new GatV2Conv(
        heads,
        out,
        src,
        Optional.of(dst),
        attn,
        new Options(new Residual.None(), 0.2, 0, 0, UnaryOperator.identity()));
  }

  private static Linear biased(int in, int width, Seed seed) {
    return Linear.of(in, width, seed, GLOROT).withBias(seed, Init.zeros());
  }

  /** One map for sources and destinations. */
  public GatV2Conv withSharedWeights() {
    return new GatV2Conv(heads, out, fcSrc, Optional.empty(), attn, options);
  }

  /** Without biases. Ask for this before {@link #withResidual}. */
  public GatV2Conv withoutBias() {
    return new GatV2Conv(
        heads, out, fcSrc.withoutBias(), fcDst.map(Linear::withoutBias), attn, options);
  }

  /**
   * Adding the destinations' features: themselves when they are heads · out wide, else a linear map
   * of them.
   */
  public GatV2Conv withResidual(Seed seed) {
    int in = fcDst.orElse(fcSrc).in();
    return with(
        new Options(
            in == heads * out ? new Residual.Identity() : projection(in, seed),
            options.slope,
            options.featureDropout,
            options.attentionDropout,
            options.activation));
  }

  private Residual projection(int in, Seed seed) {
    Linear plain = Linear.of(in, heads * out, seed.child("res_fc"), GLOROT);
    return new Residual.Projection(
        fcSrc.bias().isPresent() ? plain.withBias(seed.child("res_fc"), Init.zeros()) : plain);
  }

  /** With another slope of the leaky ReLU, 0.2 at first. */
  public GatV2Conv withNegativeSlope(double slope) {
    return with(
        new Options(
            options.residual,
            slope,
            options.featureDropout,
            options.attentionDropout,
            options.activation));
  }

  /** Dropping shares of the features and of the attention in training, 0 at first. */
  public GatV2Conv withDropout(double features, double attention) {
    return with(
        new Options(options.residual, options.slope, features, attention, options.activation));
  }

  /** With a function applied last. */
  public GatV2Conv withActivation(UnaryOperator<Tensor> activation) {
    return with(
        new Options(
            options.residual,
            options.slope,
            options.featureDropout,
            options.attentionDropout,
            activation));
  }

  private GatV2Conv with(Options other) {
    return new GatV2Conv(heads, out, fcSrc, fcDst, attn, other);
  }

  @Override
  public Parameters parameters() {
    Parameters all = Parameters.of(attn).with("fc_src", fcSrc);
    all = fcDst.isPresent() ? all.with("fc_dst", fcDst.get()) : all;
    return options.residual instanceof Residual.Projection(var res) ? all.with("res_fc", res) : all;
  }

  @Override
  public Tensor forward(Edges edges, Ends ends, Mode mode) {
    return attend(edges, ends, mode).out();
  }

  /** Output and attention. */
  public Attended attend(Edges edges, Ends given, Mode mode) {
    Widths.check(this, "x", given.src(), fcSrc.in());
    Ends ends =
        given
            .unweighted("GatV2Conv")
            .map(x -> mode.in("features").dropout(x, options.featureDropout));
    Tensor src = fcSrc.apply(ends.src()).reshape(heads, out);
    Tensor dst = destinations(edges, ends, src);
    Tensor both = Functions.leakyRelu(edges.src(src).plus(edges.dst(dst)), options.slope);
    Tensor softmax = edges.softmax(both.dot(attn.read().reshape(heads, out)));
    Tensor weight = mode.in("attention").dropout(softmax, options.attentionDropout);
    Tensor sum = edges.sum(weight.times(edges.src(src)));
    Tensor y =
        options.residual instanceof Residual.None
            ? sum
            : sum.plus(ends.atDestinations(edges, x -> options.residual.of(x, heads, out)));
    return new Attended(options.activation.apply(y), weight);
  }

  private Tensor destinations(Edges edges, Ends ends, Tensor src) {
    boolean shared = fcDst.isEmpty() && ends.dst().isEmpty();
    return shared
        ? Ends.firstRows(edges, src)
        : ends.atDestinations(edges, x -> fcDst.orElse(fcSrc).apply(x).reshape(heads, out));
  }

  @Override
  public String toString() {
    return "GatV2Conv(in=" + fcSrc.in() + ", out=" + out + ", heads=" + heads + ")";
  }
}

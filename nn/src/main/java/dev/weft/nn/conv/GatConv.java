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
 * Graph attention (Veličković et al., 2018): {@code h = W x} as [heads, out], {@code a = softmax
 * over in-edges of leakyRelu(h_u · attn_l + h_v · attn_r)}, {@code y_v = act(Σ a h_u + residual +
 * bias)}. An edge weight multiplies a after the softmax.
 *
 * <p>x [numSrc, in] gives [numDst, heads, out]; a destination without in-edges gets {@code
 * act(residual + bias)}.
 */
public final class GatConv implements GraphLayer {
  private static final Init GLOROT = Init.glorotNormal(Init.RELU_GAIN);

  private final int heads;
  private final int out;
  private final Linear fc;
  private final Optional<Linear> fcDst;
  private final Parameter attnL;
  private final Parameter attnR;
  private final Optional<Parameter> bias;
  private final Options options;

  /** Everything but the weights of projection and attention. */
  private record Options(
      Residual residual,
      double slope,
      double featureDropout,
      double attentionDropout,
      UnaryOperator<Tensor> activation) {}

  private GatConv(
      int heads,
      int out,
      Linear fc,
      Optional<Linear> fcDst,
      Parameter attnL,
      Parameter attnR,
      Optional<Parameter> bias,
      Options options) {
    this.heads = heads;
    this.out = out;
    this.fc = fc;
    this.fcDst = fcDst;
    this.attnL = attnL;
    this.attnR = attnR;
    this.bias = bias;
    this.options = options;
  }

  /** Sources and destinations of one width, projected alike. */
  public static GatConv of(int in, int out, int heads, Seed seed) {
    return of(
        in,
        out,
        heads,
        Linear.of(in, Math.multiplyExact(heads, out), seed.child("fc"), GLOROT),
        Optional.empty(),
        seed);
  }

  /**
   * Sources and destinations of two widths, each with a projection of its own, {@code fc_src} and
   * {@code fc_dst}.
   */
  public static GatConv of(int inSrc, int inDst, int out, int heads, Seed seed) {
    int width = Math.multiplyExact(heads, out);
    Linear src = Linear.of(inSrc, width, seed.child("fc_src"), GLOROT);
    return of(
        inSrc,
        out,
        heads,
        src,
        Optional.of(Linear.of(inDst, width, seed.child("fc_dst"), GLOROT)),
        seed);
  }

  private static GatConv of(
      int in, int out, int heads, Linear fc, Optional<Linear> fcDst, Seed seed) {
    Shape shape = Shape.of(1, Widths.atLeastOne("GatConv", "heads", heads), out);
    Parameter left = GLOROT.weight("attn_l", shape, heads * out, out, seed);
    Parameter right = GLOROT.weight("attn_r", shape, heads * out, out, seed);
    Parameter bias = Init.zeros().weight("bias", Shape.of(heads * out), in, heads * out, seed);
    return new GatConv(
        heads,
        out,
        fc,
        fcDst,
        left,
        right,
        Optional.of(bias),
        new Options(new Residual.None(), 0.2, 0, 0, UnaryOperator.identity()));
  }

  private GatConv with(Optional<Parameter> newBias, Options other) {
    return new GatConv(heads, out, fc, fcDst, attnL, attnR, newBias, other);
  }

  /**
   * Adding the destinations' features: themselves when they are heads · out wide, else a linear map
   * that then carries the bias.
   */
  public GatConv withResidual(Seed seed) {
    int in = fcDst.orElse(fc).in();
    if (in == heads * out) {
      return with(
          bias,
          new Options(
              new Residual.Identity(),
              options.slope,
              options.featureDropout,
              options.attentionDropout,
              options.activation));
    }
    Linear plain = Linear.of(in, heads * out, seed.child("res_fc"), GLOROT);
    Linear res = bias.isPresent() ? plain.withBias(seed.child("res_fc"), Init.linear()) : plain;
    return with(
        Optional.empty(),
        new Options(
            new Residual.Projection(res),
            options.slope,
            options.featureDropout,
            options.attentionDropout,
            options.activation));
  }

  /** Without a bias. Ask for this before {@link #withResidual}. */
  public GatConv withoutBias() {
    return with(Optional.empty(), options);
  }

  /** With another slope of the leaky ReLU, 0.2 at first. */
  public GatConv withNegativeSlope(double slope) {
    return with(
        bias,
        new Options(
            options.residual,
            slope,
            options.featureDropout,
            options.attentionDropout,
            options.activation));
  }

  /** Dropping shares of the features and of the attention in training, 0 at first. */
  public GatConv withDropout(double features, double attention) {
    return with(
        bias,
        new Options(options.residual, options.slope, features, attention, options.activation));
  }

  /** With a function applied last. */
  public GatConv withActivation(UnaryOperator<Tensor> activation) {
    return with(
        bias,
        new Options(
            options.residual,
            options.slope,
            options.featureDropout,
            options.attentionDropout,
            activation));
  }

  @Override
  public Parameters parameters() {
    Parameters all = Parameters.of(attnL, attnR).with(bias);
    all =
        fcDst.isPresent() ? all.with("fc_src", fc).with("fc_dst", fcDst.get()) : all.with("fc", fc);
    return options.residual instanceof Residual.Projection(var res) ? all.with("res_fc", res) : all;
  }

  @Override
  public Tensor forward(Edges edges, Ends ends, Mode mode) {
    return attend(edges, ends, mode).out();
  }

  /** Output and attention. */
  public Attended attend(Edges edges, Ends given, Mode mode) {
    Widths.check(this, "x", given.src(), fc.in());
    Ends ends = given.map(x -> mode.in("features").dropout(x, options.featureDropout));
    Tensor src = fc.apply(ends.src()).reshape(heads, out);
    Tensor dst =
        ends.dst()
            .map(x -> fcDst.orElse(fc).apply(x).reshape(heads, out))
            .orElseGet(() -> ownRows(edges, ends, src));
    Tensor score = edges.src(src.dot(attention(attnL))).plus(edges.dst(dst.dot(attention(attnR))));
    Tensor softmax = edges.softmax(Functions.leakyRelu(score, options.slope));
    Tensor weight = ends.weigh(mode.in("attention").dropout(softmax, options.attentionDropout));
    return new Attended(finish(edges, ends, edges.sum(weight.times(edges.src(src)))), weight);
  }

  private Tensor ownRows(Edges edges, Ends ends, Tensor src) {
    return fcDst
        .map(map -> ends.atDestinations(edges, x -> map.apply(x).reshape(heads, out)))
        .orElseGet(() -> Ends.firstRows(edges, src));
  }

  private Tensor attention(Parameter weight) {
    return weight.read().reshape(heads, out);
  }

  private Tensor finish(Edges edges, Ends ends, Tensor sum) {
    Tensor y =
        options.residual instanceof Residual.None
            ? sum
            : sum.plus(ends.atDestinations(edges, x -> options.residual.of(x, heads, out)));
    return options.activation.apply(bias.map(b -> y.plus(b.read().reshape(heads, out))).orElse(y));
  }

  @Override
  public String toString() {
    return "GatConv(in=" + fc.in() + ", out=" + out + ", heads=" + heads + ")";
  }
}

package dev.weft.nn.conv;

import dev.weft.graph.EdgeList;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Csr;
import dev.weft.message.Groups;
import dev.weft.nn.Ends;
import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.TypedLinear;
import dev.weft.nn.init.Init;
import dev.weft.nn.norm.LayerNorm;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Op;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Relational graph convolution (Schlichtkrull et al., 2018): {@code y_v = act(norm(Σ over in-edges
 * of c_e · x_u W_r) + bias + x_v W_loop)}, r being the edge's type and c_e its weight, 1 where none
 * is given; {@link #perRelation} makes the paper's. Messages and their gradients are never in
 * memory.
 *
 * <p>x [numSrc, in] gives [numDst, out].
 *
 * @param linear W_r
 * @param loop W_loop [in, out], or none
 * @param bias [out], or none
 * @param norm layer normalisation of the sum, or none
 * @param activation applied last
 * @param dropout probability with which an element of y is dropped in training
 */
public record RelGraphConv(
    TypedLinear linear,
    Optional<Parameter> loop,
    Optional<Parameter> bias,
    Optional<LayerNorm> norm,
    UnaryOperator<Tensor> activation,
    double dropout)
    implements Layer {
  private static final String NAME = "RelGraphConv";

  /** A matrix for each relation, a self loop, a bias from 0; no activation. */
  public static RelGraphConv of(int in, int out, int relations, Seed seed) {
    return of(TypedLinear.of(in, out, relations, seed.child("linear_r")), seed);
  }

  /** With relations' matrices from elsewhere: bases, blocks, low rank. */
  public static RelGraphConv of(TypedLinear linear, Seed seed) {
    int in = linear.in();
    int out = linear.out();
    Parameter loop =
        Init.glorotUniform(Init.RELU_GAIN).weight("loop_weight", Shape.of(in, out), in, out, seed);
    Parameter bias = Init.zeros().weight("h_bias", Shape.of(out), in, out, seed);
    return new RelGraphConv(
        linear,
        Optional.of(loop),
        Optional.of(bias),
        Optional.empty(),
        UnaryOperator.identity(),
        0);
  }

  /** Without the node's own features. */
  public RelGraphConv withoutSelfLoop() {
    return new RelGraphConv(linear, Optional.empty(), bias, norm, activation, dropout);
  }

  /** Without a bias. */
  public RelGraphConv withoutBias() {
    return new RelGraphConv(linear, loop, Optional.empty(), norm, activation, dropout);
  }

  /** With the sum over neighbours normalised within its row. */
  public RelGraphConv withLayerNorm() {
    return new RelGraphConv(
        linear, loop, bias, Optional.of(LayerNorm.of(linear.out())), activation, dropout);
  }

  /** With a function applied last. */
  public RelGraphConv withActivation(UnaryOperator<Tensor> other) {
    return new RelGraphConv(linear, loop, bias, norm, other, dropout);
  }

  /** With dropout of the result. */
  public RelGraphConv withDropout(double probability) {
    return new RelGraphConv(linear, loop, bias, norm, activation, probability);
  }

  @Override
  public Parameters parameters() {
    Parameters all = Parameters.none().with(bias).with(loop).with("linear_r", linear);
    return norm.map(n -> all.with("layer_norm_weight", n)).orElse(all);
  }

  /**
   * Features of the destinations.
   *
   * @param ends features, and a weight for every edge if there is one
   * @param typeOfEdge the relation of every edge
   */
  public Tensor forward(Edges edges, Ends ends, Groups typeOfEdge, Mode mode) {
    Features x = ends.src();
    Widths.check(this, "x", x, linear.in());
    Tensor messages = linear.apply(edges.src(x.toDense()), typeOfEdge);
    Tensor sum = edges.sum(ends.weigh(messages));
    Tensor normed = norm.map(n -> n.forward(sum, mode).toDense()).orElse(sum);
    Tensor shifted = bias.map(b -> normed.plus(b.read())).orElse(normed);
    Tensor all =
        loop.map(w -> shifted.plus(ends.atDestinations(edges, own -> own.matmul(w.read()))))
            .orElse(shifted);
    return mode.in(NAME).dropout(activation.apply(all), dropout);
  }

  /** Without weights of edges. */
  public Tensor forward(Edges edges, Features x, Groups typeOfEdge, Mode mode) {
    return forward(edges, Ends.of(x), typeOfEdge, mode);
  }

  /**
   * The paper's c_e: 1 / (in-edges of the edge's relation at its destination), row shape [1].
   *
   * @param typeOfEdge the relation of every edge
   */
  public static Tensor perRelation(Edges edges, Groups typeOfEdge) {
    EdgeList list = edges.list();
    Csr byDestination = edges.toward() == Op.End.DST ? list.in() : list.out();
    Coo types = typeOfEdge.members().coo();
    int[] counts = new int[Math.toIntExact(typeOfEdge.groups().size())];
    float[] norm = new float[Math.toIntExact(list.size())];
    for (long v = 0; v < byDestination.rows(); v++) {
      long end = byDestination.start(v + 1);
      for (long p = byDestination.start(v); p < end; p++) {
        counts[types.colOf(byDestination.edge(p))]++;
      }
      for (long p = byDestination.start(v); p < end; p++) {
        long edge = byDestination.edge(p);
        norm[(int) edge] = 1f / counts[types.colOf(edge)];
      }
      Arrays.fill(counts, 0);
    }
    return Tensor.of(list, Shape.of(1), norm);
  }

  @Override
  public String toString() {
    return "RelGraphConv(in="
        + linear.in()
        + ", out="
        + linear.out()
        + ", relations="
        + linear.types()
        + ")";
  }
}

package dev.weft.nn.conv;

import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;

/**
 * Attention by similarity (Thekumparampil et al., 2018): {@code a = softmax over in-edges of β
 * cos(x_u, x_v)}, {@code y_v = Σ a x_u}. [n, features] gives [n, features].
 *
 * @param beta β [1]; STATE when it is fixed
 */
public record AgnnConv(Parameter beta) implements GraphLayer {
  /** With a β that is trained from this value. */
  public static AgnnConv of(double start) {
    return new AgnnConv(beta(start, Parameter.Kind.TRAINED));
  }

  /** With a fixed β. */
  public static AgnnConv fixed(double value) {
    return new AgnnConv(beta(value, Parameter.Kind.STATE));
  }

  private static Parameter beta(double value, Parameter.Kind kind) {
    return Parameter.of("beta", kind, Space.ONE, Shape.of(1), new float[] {(float) value});
  }

  @Override
  public Parameters parameters() {
    return Parameters.of(beta);
  }

  @Override
  public Tensor forward(Edges edges, Ends given, Mode mode) {
    Ends ends = given.unweighted("AgnnConv").map(Features::toDense);
    Tensor x = ends.src().toDense();
    Tensor sources = unit(x);
    Tensor destinations =
        ends.dst().map(y -> unit(y.toDense())).orElseGet(() -> Ends.firstRows(edges, sources));
    Tensor cosine = edges.src(sources).dot(edges.dst(destinations));
    return edges.sum(edges.softmax(cosine.times(beta.read())).times(edges.src(x)));
  }

  private static Tensor unit(Tensor x) {
    return Functions.l2Normalize(x, -1, 1e-12);
  }
}

package dev.weft.nn.conv;

import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Ends;
import dev.weft.nn.FeatureLayer;
import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.init.Init;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.Optional;

/**
 * Message passing with a matrix for every edge (Gilmer et al., 2017): {@code y_v = reduce over
 * in-edges of x_u Θ(x_e) + residual + bias}, Θ being a function of the edge's features to [in,
 * out], row-major. As in DGL, the reduction sees the products of single elements, before they are
 * summed over in.
 *
 * @param in features of x
 * @param out features of y
 * @param function Θ
 * @param reduction SUM, MEAN or MAX
 * @param residual what is added of the destinations' features
 * @param bias [out], or none
 */
public record NnConv(
    int in,
    int out,
    FeatureLayer function,
    Reduction reduction,
    Residual residual,
    Optional<Parameter> bias)
    implements Layer {
  /**
   * SUM, no residual, bias from 0.
   *
   * @param function from edge features to in · out numbers
   */
  public static NnConv of(int in, int out, FeatureLayer function, Seed seed) {
    Parameter bias = Init.zeros().weight("bias", Shape.of(out), in, out, seed);
    return new NnConv(in, out, function, Reduction.SUM, new Residual.None(), Optional.of(bias));
  }

  /** With another reduction. */
  public NnConv withReduction(Reduction other) {
    return new NnConv(in, out, function, other, residual, bias);
  }

  /** Adding the destinations' features: themselves when they are out wide, else a linear map. */
  public NnConv withResidual(Seed seed) {
    Seed own = seed.child("res_fc");
    Residual added =
        in == out
            ? new Residual.Identity()
            : new Residual.Projection(Linear.of(in, out, own, Init.glorotNormal(1)));
    return new NnConv(in, out, function, reduction, added, bias);
  }

  /** Without a bias. */
  public NnConv withoutBias() {
    return new NnConv(in, out, function, reduction, residual, Optional.empty());
  }

  @Override
  public Parameters parameters() {
    Parameters all = Parameters.none().with(bias).with("edge_func", function);
    return residual instanceof Residual.Projection(var fc) ? all.with("res_fc", fc) : all;
  }

  /** Features of the destinations from those of sources and edges. */
  public Tensor forward(Edges edges, Ends ends, Tensor edgeFeatures, Mode mode) {
    Widths.check(this, "x", ends.unweighted("NnConv").src(), in);
    Tensor matrices = function.forward(edgeFeatures, mode).toDense().reshape(in, out);
    Tensor products = edges.src(ends.src().toDense().reshape(in, 1)).times(matrices);
    Tensor received = edges.reduce(products, reduction).sum(0);
    Tensor y =
        residual instanceof Residual.None
            ? received
            : received.plus(ends.atDestinations(edges, x -> residual.of(x, 1, out)).reshape(out));
    return bias.map(b -> y.plus(b.read())).orElse(y);
  }

  @Override
  public String toString() {
    return "NnConv(in=" + in + ", out=" + out + ", " + reduction + ")";
  }
}

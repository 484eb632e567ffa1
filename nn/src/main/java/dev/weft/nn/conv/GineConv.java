package dev.weft.nn.conv;

import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Ends;
import dev.weft.nn.FeatureLayer;
import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import java.util.Optional;

/**
 * Graph isomorphism with edge features (Hu et al., 2020): {@code y_v = f((1 + ε) x_v + Σ over
 * in-edges of relu(x_u + x_e))}. Node and edge features have one width.
 *
 * @param function f, or none
 * @param epsilon ε [1]; STATE when it is fixed
 */
public record GineConv(Optional<FeatureLayer> function, Parameter epsilon) implements Layer {
  /** With ε fixed at 0. */
  public static GineConv of(FeatureLayer function) {
    return new GineConv(Optional.of(function), epsilon(0, Parameter.Kind.STATE));
  }

  private static Parameter epsilon(double value, Parameter.Kind kind) {
    return Parameter.of("eps", kind, Space.ONE, Shape.of(1), new float[] {(float) value});
  }

  /** With a fixed ε. */
  public GineConv withEpsilon(double value) {
    return new GineConv(function, epsilon(value, Parameter.Kind.STATE));
  }

  /** With an ε that is trained from this value. */
  public GineConv withTrainedEpsilon(double start) {
    return new GineConv(function, epsilon(start, Parameter.Kind.TRAINED));
  }

  @Override
  public Parameters parameters() {
    Parameters own = Parameters.of(epsilon);
    return function.isPresent() ? own.with("apply_func", function.get()) : own;
  }

  /**
   * Features of the destinations.
   *
   * @param edgeFeatures rows of the edges, as wide as those of the nodes
   */
  public Tensor forward(Edges edges, Ends ends, Tensor edgeFeatures, Mode mode) {
    Tensor x = ends.unweighted("GineConv").src().toDense();
    Tensor received = edges.sum(Functions.relu(edges.src(x).plus(edgeFeatures)));
    Tensor own = ends.atDestinations(edges, Features::toDense);
    Tensor h = own.times(epsilon.read().plus(1)).plus(received);
    return function.map(f -> f.forward(h, mode).toDense()).orElse(h);
  }

  @Override
  public String toString() {
    return "GineConv";
  }
}

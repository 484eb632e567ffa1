package dev.weft.nn.conv;

import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Ends;
import dev.weft.nn.FeatureLayer;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.dense.Sequential;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.SparseTensor;
import dev.weft.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Graph isomorphism network (Xu et al., 2019): {@code y_v = act(f((1 + ε) x_v + reduce over
 * in-edges of x_u))}, times the edge weight if there is one. ε is a fixed number, or trained. Where
 * f begins with a linear map and the reduction is linear, the map goes first when that is less
 * work. A destination without in-edges gets {@code act(f((1 + ε) x_v))}.
 *
 * @param function f, or none
 * @param reduction SUM, MEAN, MAX or MIN
 * @param epsilon ε [1]; STATE when it is fixed
 * @param activation applied last
 */
public record GinConv(
    Optional<FeatureLayer> function,
    Reduction reduction,
    Parameter epsilon,
    UnaryOperator<Tensor> activation)
    implements GraphLayer {
  /** SUM with ε fixed at 0. */
  public static GinConv of(FeatureLayer function) {
    return new GinConv(
        Optional.of(function),
        Reduction.SUM,
        epsilon(0, Parameter.Kind.STATE),
        UnaryOperator.identity());
  }

  /** Without f. */
  public static GinConv plain() {
    return new GinConv(
        Optional.empty(),
        Reduction.SUM,
        epsilon(0, Parameter.Kind.STATE),
        UnaryOperator.identity());
  }

  private static Parameter epsilon(double value, Parameter.Kind kind) {
    return Parameter.of("eps", kind, Space.ONE, Shape.of(1), new float[] {(float) value});
  }

  /** With another reduction. */
  public GinConv withReduction(Reduction other) {
    return new GinConv(function, other, epsilon, activation);
  }

  /** With a fixed ε. */
  public GinConv withEpsilon(double value) {
    return new GinConv(function, reduction, epsilon(value, Parameter.Kind.STATE), activation);
  }

  /** With an ε that is trained from this value. */
  public GinConv withTrainedEpsilon(double start) {
    return new GinConv(function, reduction, epsilon(start, Parameter.Kind.TRAINED), activation);
  }

  /** With a function applied last. */
  public GinConv withActivation(UnaryOperator<Tensor> other) {
    return new GinConv(function, reduction, epsilon, other);
  }

  @Override
  public Parameters parameters() {
    Parameters own = Parameters.of(epsilon);
    return function.isPresent() ? own.with("apply_func", function.get()) : own;
  }

  @Override
  public Tensor forward(Edges edges, Ends ends, Mode mode) {
    Optional<Linear> first =
        leading()
            .filter(
                map -> isLinear() && (ends.src() instanceof SparseTensor || map.in() > map.out()));
    if (first.isEmpty()) {
      Tensor h = combined(edges, ends.map(Features::toDense));
      return activation.apply(function.map(f -> f.forward(h, mode).toDense()).orElse(h));
    }
    Linear map = first.get().withoutBias();
    Tensor h = combined(edges, ends.map(map::apply));
    Tensor mapped = first.get().bias().map(b -> h.plus(b.read())).orElse(h);
    return activation.apply(rest().forward(mapped, mode));
  }

  private boolean isLinear() {
    return reduction == Reduction.SUM || reduction == Reduction.MEAN;
  }

  private Optional<Linear> leading() {
    FeatureLayer f = function.orElse(null);
    return f instanceof Linear map
        ? Optional.of(map)
        : f instanceof Sequential(var layers)
                && !layers.isEmpty()
                && layers.getFirst() instanceof Linear map
            ? Optional.of(map)
            : Optional.empty();
  }

  /** f without its leading linear map. */
  private Sequential rest() {
    return function.orElseThrow() instanceof Sequential(var layers)
        ? new Sequential(layers.subList(1, layers.size()))
        : new Sequential(List.of());
  }

  private Tensor combined(Edges edges, Ends ends) {
    Tensor received = edges.reduce(ends.weigh(edges.src(ends.src().toDense())), reduction);
    Tensor own = ends.atDestinations(edges, Features::toDense);
    return own.times(epsilon.read().plus(1)).plus(received);
  }

  @Override
  public String toString() {
    return "GinConv(" + reduction + ")";
  }
}

package dev.weft.nn.optim;

import dev.weft.nn.Parameters;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import java.util.ArrayList;
import java.util.List;

/**
 * RMSProp: {@code v = α v + (1 − α) g²}, {@code d = √v + ε}, or centred with the mean gradient a,
 * {@code d = √(v − a²) + ε}; {@code p −= rate · g / d}, or with momentum {@code b = momentum · b +
 * g / d}, {@code p −= rate · b}.
 */
public final class RmsProp extends Optimizer<RmsProp> {
  private double alpha = 0.99;
  private double epsilon = 1e-8;
  private double momentum;
  private boolean centered;

  private RmsProp(Parameters parameters) {
    super(parameters, 0.01);
  }

  /** Learning rate 0.01, α 0.99, ε 1e-8, neither centred nor with momentum. */
  public static RmsProp of(Parameters parameters) {
    return new RmsProp(parameters);
  }

  /** With another share kept of the moments. */
  public RmsProp alpha(double share) {
    alpha = share;
    return this;
  }

  /** With another ε. */
  public RmsProp epsilon(double other) {
    epsilon = other;
    return this;
  }

  /** With momentum, 0 for none. */
  public RmsProp momentum(double share) {
    momentum = share;
    return this;
  }

  /** Dividing by the deviation instead of the root mean square. */
  public RmsProp centered() {
    centered = true;
    return this;
  }

  @Override
  List<Update> update(Parameter p, Tensor gradient, Step step) {
    Tensor g = decayed(p, gradient);
    Parameter square = slot(p, "square_avg", 0);
    Tensor v = square.read().times(alpha).plus(g.times(g).times(1 - alpha));
    List<Update> updates = new ArrayList<>(List.of(new Update(square, v)));
    Tensor variance = v;
    if (centered) {
      Parameter average = slot(p, "grad_avg", 0);
      Tensor a = average.read().times(alpha).plus(g.times(1 - alpha));
      updates.add(new Update(average, a));
      variance = v.minus(a.times(a));
    }
    Tensor direction = g.dividedBy(variance.sqrt().plus(epsilon));
    if (momentum != 0) {
      Parameter buffer = slot(p, "momentum_buffer", 0);
      direction = buffer.read().times(momentum).plus(direction);
      updates.add(new Update(buffer, direction));
    }
    updates.add(new Update(p, p.read().minus(direction.times(step.scalar("rate", step.rate())))));
    return updates;
  }

  @Override
  void prepare(Parameter parameter) {
    slot(parameter, "square_avg", 0);
    if (centered) {
      slot(parameter, "grad_avg", 0);
    }
    if (momentum != 0) {
      slot(parameter, "momentum_buffer", 0);
    }
  }

  @Override
  RmsProp self() {
    return this;
  }

  @Override
  String name() {
    return "RmsProp";
  }
}

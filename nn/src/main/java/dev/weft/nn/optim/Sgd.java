package dev.weft.nn.optim;

import dev.weft.nn.Parameters;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import java.util.List;

/**
 * Gradient descent: {@code g += decay · p}; with momentum {@code b = momentum · b + (1 − dampening)
 * g}, b = g at the first step; {@code p −= rate · b}, or with Nesterov's look-ahead {@code rate ·
 * (g + momentum · b)}.
 */
public final class Sgd extends Optimizer<Sgd> {
  private double momentum;
  private double dampening;
  private boolean nesterov;

  private Sgd(Parameters parameters) {
    super(parameters, 0.01);
  }

  /** Learning rate 0.01, no momentum. */
  public static Sgd of(Parameters parameters) {
    return new Sgd(parameters);
  }

  /** With momentum, 0 for none. */
  public Sgd momentum(double share) {
    momentum = share;
    return this;
  }

  /** With a share of the gradient that momentum leaves out. */
  public Sgd dampening(double share) {
    dampening = share;
    return this;
  }

  /** With Nesterov's look-ahead. */
  public Sgd nesterov() {
    nesterov = true;
    return this;
  }

  @Override
  List<Update> update(Parameter p, Tensor gradient, Step step) {
    Tensor rate = step.scalar("rate", step.rate());
    Tensor g = decayed(p, gradient);
    if (momentum == 0) {
      return List.of(new Update(p, p.read().minus(g.times(rate))));
    }
    Parameter buffer = slot(p, "momentum_buffer", 0);
    Tensor fresh =
        dampening == 0 ? g : g.times(step.scalar("fresh", step.number() == 1 ? 1 : 1 - dampening));
    Tensor b = buffer.read().times(momentum).plus(fresh);
    Tensor direction = nesterov ? g.plus(b.times(momentum)) : b;
    return List.of(new Update(p, p.read().minus(direction.times(rate))), new Update(buffer, b));
  }

  @Override
  void prepare(Parameter parameter) {
    if (momentum != 0) {
      slot(parameter, "momentum_buffer", 0);
    }
  }

  @Override
  Sgd self() {
    return this;
  }

  @Override
  String name() {
    return "Sgd";
  }
}

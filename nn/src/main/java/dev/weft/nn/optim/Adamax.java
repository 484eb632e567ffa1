package dev.weft.nn.optim;

import dev.weft.nn.Parameters;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import java.util.List;

/**
 * Adamax (Kingma and Ba, 2015): {@code m = β1 m + (1 − β1) g}, {@code u = max(β2 u, |g| + ε)},
 * {@code p −= rate / (1 − β1^t) · m / u}.
 */
public final class Adamax extends Optimizer<Adamax> {
  private double beta1 = 0.9;
  private double beta2 = 0.999;
  private double epsilon = 1e-8;

  private Adamax(Parameters parameters) {
    super(parameters, 0.002);
  }

  /** Learning rate 0.002, betas 0.9 and 0.999, ε 1e-8. */
  public static Adamax of(Parameters parameters) {
    return new Adamax(parameters);
  }

  /** With other shares kept of the moments. */
  public Adamax betas(double first, double second) {
    if (!(first >= 0 && first < 1 && second >= 0 && second < 1)) {
      throw new IllegalArgumentException(
          name() + ": betas=" + first + ", " + second + "; expected both in [0, 1).");
    }
    beta1 = first;
    beta2 = second;
    return this;
  }

  /** With another ε. */
  public Adamax epsilon(double other) {
    epsilon = other;
    return this;
  }

  @Override
  List<Update> update(Parameter p, Tensor gradient, Step step) {
    Tensor g = decayed(p, gradient);
    Parameter first = slot(p, "exp_avg", 0);
    Parameter largest = slot(p, "exp_inf", 0);
    Tensor m = first.read().times(beta1).plus(g.times(1 - beta1));
    Tensor u = largest.read().times(beta2).max(g.abs().plus(epsilon));
    Tensor rate = step.scalar("rate", step.rate() / (1 - Math.pow(beta1, step.number())));
    return List.of(
        new Update(first, m),
        new Update(largest, u),
        new Update(p, p.read().minus(m.times(rate).dividedBy(u))));
  }

  @Override
  void prepare(Parameter parameter) {
    slot(parameter, "exp_avg", 0);
    slot(parameter, "exp_inf", 0);
  }

  @Override
  Adamax self() {
    return this;
  }

  @Override
  String name() {
    return "Adamax";
  }
}

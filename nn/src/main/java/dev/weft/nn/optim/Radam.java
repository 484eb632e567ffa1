package dev.weft.nn.optim;

import dev.weft.nn.Parameters;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import java.util.List;

/**
 * Rectified Adam (Liu et al., 2020). With m and v of {@link Adam}, {@code ρ∞ = 2 / (1 − β2) − 1}
 * and {@code ρ = ρ∞ − 2 t β2^t / (1 − β2^t)}: as long as ρ is at most 5, {@code p −= rate · m / (1
 * − β1^t)}; then {@code p −= rate · r · m / (1 − β1^t) · √(1 − β2^t) / (√v + ε)} with {@code r² =
 * (ρ − 4) (ρ − 2) ρ∞ / ((ρ∞ − 4) (ρ∞ − 2) ρ)}.
 */
public final class Radam extends Optimizer<Radam> {
  private double beta1 = 0.9;
  private double beta2 = 0.999;
  private double epsilon = 1e-8;

  private Radam(Parameters parameters) {
    super(parameters, 0.001);
  }

  /** Learning rate 0.001, betas 0.9 and 0.999, ε 1e-8. */
  public static Radam of(Parameters parameters) {
    return new Radam(parameters);
  }

  /** With other shares kept of the moments. */
  public Radam betas(double first, double second) {
    if (!(first >= 0 && first < 1 && second >= 0 && second < 1)) {
      throw new IllegalArgumentException(
          name() + ": betas=" + first + ", " + second + "; expected both in [0, 1).");
    }
    beta1 = first;
    beta2 = second;
    return this;
  }

  /** With another ε. */
  public Radam epsilon(double other) {
    epsilon = other;
    return this;
  }

  @Override
  List<Update> update(Parameter p, Tensor gradient, Step step) {
    Tensor g = decayed(p, gradient);
    Parameter first = slot(p, "exp_avg", 0);
    Parameter second = slot(p, "exp_avg_sq", 0);
    Tensor m = first.read().times(beta1).plus(g.times(1 - beta1));
    Tensor v = second.read().times(beta2).plus(g.times(g).times(1 - beta2));
    double rate = step.rate() / (1 - Math.pow(beta1, step.number()));
    double rectified = rectification(step.number());
    // One of the two is 0, so that one program serves early and late steps.
    Tensor plain = step.scalar("plain rate", rectified == 0 ? rate : 0);
    Tensor adaptive = step.scalar("adaptive rate", rate * rectified);
    Tensor rates = adaptive.dividedBy(v.sqrt().plus(epsilon)).plus(plain);
    return List.of(
        new Update(first, m), new Update(second, v), new Update(p, p.read().minus(m.times(rates))));
  }

  /** r · √(1 − β2^t), or 0 while the variance of v is not known well enough. */
  private double rectification(long t) {
    double share = Math.pow(beta2, t);
    double limit = 2 / (1 - beta2) - 1;
    double rho = limit - 2 * t * share / (1 - share);
    return rho > 5
        ? Math.sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho) * (1 - share))
        : 0;
  }

  @Override
  void prepare(Parameter parameter) {
    slot(parameter, "exp_avg", 0);
    slot(parameter, "exp_avg_sq", 0);
  }

  @Override
  Radam self() {
    return this;
  }

  @Override
  String name() {
    return "Radam";
  }
}

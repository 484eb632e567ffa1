package dev.weft.nn.optim;

import dev.weft.nn.Parameters;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import java.util.List;

/**
 * Adam with Nesterov's look-ahead (Dozat, 2016). With m and v of {@link Adam} and {@code μ_t = β1
 * (1 − 0.96^(t ψ) / 2)}, ψ the momentum decay: {@code p −= rate · ((1 − μ_t) / (1 − Π_{i ≤ t} μ_i)
 * g + μ_{t+1} / (1 − Π_{i ≤ t+1} μ_i) m) / (√(v / (1 − β2^t)) + ε)}.
 */
public final class Nadam extends Optimizer<Nadam> {
  private double beta1 = 0.9;
  private double beta2 = 0.999;
  private double epsilon = 1e-8;
  private double momentumDecay = 0.004;

  /** The product of μ up to a step, kept so that a step need not start from the first. */
  private double product = 1;

  private long productUpTo;

  private Nadam(Parameters parameters) {
    super(parameters, 0.002);
  }

  /** Learning rate 0.002, betas 0.9 and 0.999, ε 1e-8, momentum decay 0.004. */
  public static Nadam of(Parameters parameters) {
    return new Nadam(parameters);
  }

  /** With other shares kept of the moments; before the first step only. */
  public Nadam betas(double first, double second) {
    if (!(first >= 0 && first < 1 && second >= 0 && second < 1)) {
      throw new IllegalArgumentException(
          name() + ": betas=" + first + ", " + second + "; expected both in [0, 1).");
    }
    beta1 = first;
    beta2 = second;
    return this;
  }

  /** With another ε. */
  public Nadam epsilon(double other) {
    epsilon = other;
    return this;
  }

  /** With another ψ; before the first step only. */
  public Nadam momentumDecay(double decay) {
    if (!(decay >= 0)) {
      throw new IllegalArgumentException(
          name() + ": momentumDecay=" + decay + "; expected a number >= 0.");
    }
    momentumDecay = decay;
    return this;
  }

  @Override
  List<Update> update(Parameter p, Tensor gradient, Step step) {
    Tensor g = decayed(p, gradient);
    Parameter first = slot(p, "exp_avg", 0);
    Parameter second = slot(p, "exp_avg_sq", 0);
    Tensor m = first.read().times(beta1).plus(g.times(1 - beta1));
    Tensor v = second.read().times(beta2).plus(g.times(g).times(1 - beta2));
    long t = step.number();
    double kept = product(t);
    double next = mu(t + 1);
    Tensor ofGradient = step.scalar("rate of the gradient", step.rate() * (1 - mu(t)) / (1 - kept));
    Tensor ofMoment = step.scalar("rate of the moment", step.rate() * next / (1 - kept * next));
    Tensor scale = step.scalar("scale", 1 / Math.sqrt(1 - Math.pow(beta2, t)));
    Tensor moved = g.times(ofGradient).plus(m.times(ofMoment));
    return List.of(
        new Update(first, m),
        new Update(second, v),
        new Update(p, p.read().minus(moved.dividedBy(v.sqrt().times(scale).plus(epsilon)))));
  }

  private double mu(long t) {
    return beta1 * (1 - Math.pow(0.96, t * momentumDecay) / 2);
  }

  private double product(long t) {
    if (productUpTo > t) {
      product = 1;
      productUpTo = 0;
    }
    while (productUpTo < t) {
      productUpTo++;
      product *= mu(productUpTo);
    }
    return product;
  }

  @Override
  void prepare(Parameter parameter) {
    slot(parameter, "exp_avg", 0);
    slot(parameter, "exp_avg_sq", 0);
  }

  @Override
  Nadam self() {
    return this;
  }

  @Override
  String name() {
    return "Nadam";
  }
}

package dev.weft.nn.optim;

import dev.weft.nn.Parameters;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam (Kingma and Ba, 2015): {@code m = β1 m + (1 − β1) g}, {@code v = β2 v + (1 − β2) g²}, {@code
 * p −= rate · (m / (1 − β1^t)) / (√(v / (1 − β2^t)) + ε)}. Weight decay is added to g; for AdamW
 * (Loshchilov and Hutter, 2019) p shrinks by rate · decay first instead. With AMSGrad the running
 * maximum of v divides.
 */
public final class Adam extends Optimizer<Adam> {
  private enum Decay {
    IN_GRADIENT,
    DECOUPLED
  }

  private final Decay decay;
  private double beta1 = 0.9;
  private double beta2 = 0.999;
  private double epsilon = 1e-8;
  private boolean amsgrad;

  private Adam(Parameters parameters, Decay decay) {
    super(parameters, 0.001);
    this.decay = decay;
  }

  /** Learning rate 0.001, betas 0.9 and 0.999, ε 1e-8, no decay. */
  public static Adam of(Parameters parameters) {
    return new Adam(parameters, Decay.IN_GRADIENT);
  }

  /** The same with decoupled weight decay, 0.01 at first. */
  public static Adam decoupled(Parameters parameters) {
    return new Adam(parameters, Decay.DECOUPLED).weightDecay(0.01);
  }

  /** With other shares kept of the moments. */
  public Adam betas(double first, double second) {
    if (!(first >= 0 && first < 1 && second >= 0 && second < 1)) {
      throw new IllegalArgumentException(
          name() + ": betas=" + first + ", " + second + "; expected both in [0, 1).");
    }
    beta1 = first;
    beta2 = second;
    return this;
  }

  /** With another ε. */
  public Adam epsilon(double other) {
    epsilon = other;
    return this;
  }

  /** With the running maximum of the second moment. */
  public Adam amsgrad() {
    amsgrad = true;
    return this;
  }

  @Override
  List<Update> update(Parameter p, Tensor gradient, Step step) {
    Tensor g = decay == Decay.IN_GRADIENT ? decayed(p, gradient) : gradient;
    Parameter first = slot(p, "exp_avg", 0);
    Parameter second = slot(p, "exp_avg_sq", 0);
    Tensor m = first.read().times(beta1).plus(g.times(1 - beta1));
    Tensor v = second.read().times(beta2).plus(g.times(g).times(1 - beta2));
    List<Update> updates = new ArrayList<>(List.of(new Update(first, m), new Update(second, v)));
    Tensor divisor = v;
    if (amsgrad) {
      Parameter largest = slot(p, "max_exp_avg_sq", 0);
      divisor = largest.read().max(v);
      updates.add(new Update(largest, divisor));
    }
    Tensor rate = step.scalar("rate", step.rate() / (1 - Math.pow(beta1, step.number())));
    Tensor scale = step.scalar("scale", 1 / Math.sqrt(1 - Math.pow(beta2, step.number())));
    Tensor moved = m.times(rate).dividedBy(divisor.sqrt().times(scale).plus(epsilon));
    updates.add(new Update(p, shrunk(p, step).minus(moved)));
    return updates;
  }

  private Tensor shrunk(Parameter p, Step step) {
    double share = decay(p);
    if (decay == Decay.IN_GRADIENT || share == 0) {
      return p.read();
    }
    return p.read().times(step.scalar("kept by decay " + share, 1 - step.rate() * share));
  }

  @Override
  void prepare(Parameter parameter) {
    slot(parameter, "exp_avg", 0);
    slot(parameter, "exp_avg_sq", 0);
    if (amsgrad) {
      slot(parameter, "max_exp_avg_sq", 0);
    }
  }

  @Override
  Adam self() {
    return this;
  }

  @Override
  String name() {
    return decay == Decay.IN_GRADIENT ? "Adam" : "AdamW";
  }
}

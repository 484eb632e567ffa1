package dev.weft.nn.optim;

import dev.weft.nn.Parameters;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import java.util.List;

/**
 * Adagrad (Duchi et al., 2011): {@code s += g²}, {@code p −= rate / (1 + (t − 1) rateDecay) · g /
 * (√s + ε)}.
 */
public final class Adagrad extends Optimizer<Adagrad> {
  private double rateDecay;
  private double initial;
  private double epsilon = 1e-10;

  private Adagrad(Parameters parameters) {
    super(parameters, 0.01);
  }

  /** Learning rate 0.01, ε 1e-10, s from 0. */
  public static Adagrad of(Parameters parameters) {
    return new Adagrad(parameters);
  }

  /** With a learning rate that falls from step to step. */
  public Adagrad rateDecay(double decay) {
    rateDecay = decay;
    return this;
  }

  /** With s starting here; before the first step only. */
  public Adagrad initialSum(double value) {
    initial = value;
    return this;
  }

  /** With another ε. */
  public Adagrad epsilon(double other) {
    epsilon = other;
    return this;
  }

  @Override
  List<Update> update(Parameter p, Tensor gradient, Step step) {
    Tensor g = decayed(p, gradient);
    Parameter sum = slot(p, "sum", initial);
    Tensor s = sum.read().plus(g.times(g));
    Tensor rate = step.scalar("rate", step.rate() / (1 + (step.number() - 1) * rateDecay));
    return List.of(
        new Update(sum, s),
        new Update(p, p.read().minus(g.times(rate).dividedBy(s.sqrt().plus(epsilon)))));
  }

  @Override
  void prepare(Parameter parameter) {
    slot(parameter, "sum", initial);
  }

  @Override
  Adagrad self() {
    return this;
  }

  @Override
  String name() {
    return "Adagrad";
  }
}

package dev.weft.nn.optim;

import dev.weft.nn.Parameters;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import java.util.List;

/**
 * Adadelta (Zeiler, 2012): {@code v = ρ v + (1 − ρ) g²}, {@code d = √(a + ε) / √(v + ε) · g},
 * {@code a = ρ a + (1 − ρ) d²}, {@code p −= rate · d}.
 */
public final class Adadelta extends Optimizer<Adadelta> {
  private double rho = 0.9;
  private double epsilon = 1e-6;

  private Adadelta(Parameters parameters) {
    super(parameters, 1);
  }

  /** Learning rate 1, ρ 0.9, ε 1e-6. */
  public static Adadelta of(Parameters parameters) {
    return new Adadelta(parameters);
  }

  /** With another share kept of the averages. */
  public Adadelta rho(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          name() + ": rho=" + share + "; expected a number in [0, 1].");
    }
    rho = share;
    return this;
  }

  /** With another ε. */
  public Adadelta epsilon(double other) {
    epsilon = other;
    return this;
  }

  @Override
  List<Update> update(Parameter p, Tensor gradient, Step step) {
    Tensor g = decayed(p, gradient);
    Parameter squares = slot(p, "square_avg", 0);
    Parameter moves = slot(p, "acc_delta", 0);
    Tensor v = squares.read().times(rho).plus(g.times(g).times(1 - rho));
    Tensor d = moves.read().plus(epsilon).sqrt().dividedBy(v.plus(epsilon).sqrt()).times(g);
    return List.of(
        new Update(squares, v),
        new Update(moves, moves.read().times(rho).plus(d.times(d).times(1 - rho))),
        new Update(p, p.read().minus(d.times(step.scalar("rate", step.rate())))));
  }

  @Override
  void prepare(Parameter parameter) {
    slot(parameter, "square_avg", 0);
    slot(parameter, "acc_delta", 0);
  }

  @Override
  Adadelta self() {
    return this;
  }

  @Override
  String name() {
    return "Adadelta";
  }
}

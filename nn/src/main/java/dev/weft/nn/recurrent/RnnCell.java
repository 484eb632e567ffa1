package dev.weft.nn.recurrent;

import dev.weft.nn.Layer;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;

/**
 * One step of a plain recurrent network (Elman, 1990): {@code h' = f(W_ih x + b_ih + W_hh h +
 * b_hh)}. Parameters: {@code weight_ih} [hidden, in], {@code weight_hh}, {@code bias_ih}, {@code
 * bias_hh}.
 */
public final class RnnCell implements Layer {
  /** What a step applies to its sum. */
  public enum Nonlinearity {
    /** The hyperbolic tangent. */
    TANH,
    /** max(x, 0). */
    RELU;

    Tensor apply(Tensor x) {
      return switch (this) {
        case TANH -> x.tanh();
        case RELU -> Functions.relu(x);
      };
    }
  }

  private final Gates gates;
  private final Nonlinearity nonlinearity;

  private RnnCell(Gates gates, Nonlinearity nonlinearity) {
    this.gates = gates;
    this.nonlinearity = nonlinearity;
  }

  static RnnCell of(Gates gates, Nonlinearity nonlinearity) {
    return new RnnCell(gates, nonlinearity);
  }

  Cell<Tensor> cell() {
    Tensor zero = Tensor.constant(new float[hidden()], hidden());
    return new Cell<>(this, gates::ofInput, this::step, zero, h -> h);
  }

  /** Rows [in] and a state of rows [hidden]; f is the hyperbolic tangent. */
  public static RnnCell of(int in, int hidden, Seed seed) {
    return of(Gates.of(1, in, hidden, "", seed), Nonlinearity.TANH);
  }

  /** With another f. */
  public RnnCell withNonlinearity(Nonlinearity other) {
    return new RnnCell(gates, other);
  }

  /** Without its two biases. */
  public RnnCell withoutBias() {
    return new RnnCell(gates.withoutBias(), nonlinearity);
  }

  @Override
  public Parameters parameters() {
    return gates.parameters();
  }

  /** Width of the state. */
  public int hidden() {
    return gates.hidden();
  }

  /** The state, rows [hidden], after one more input, rows [in]. */
  public Tensor forward(Tensor x, Tensor h) {
    return step(gates.ofInput(x), h);
  }

  private Tensor step(Tensor input, Tensor h) {
    return nonlinearity.apply(input.plus(gates.ofHidden(h)));
  }
}

package dev.weft.nn.recurrent;

import dev.weft.nn.Layer;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;

/**
 * One step of a long short-term memory (Hochreiter and Schmidhuber, 1997), with gates i, f, g, o in
 * this order: {@code c' = σ(f) c + σ(i) tanh(g)}, {@code h' = σ(o) tanh(c')}. Parameters: {@code
 * weight_ih} [4 · hidden, in], {@code weight_hh}, {@code bias_ih}, {@code bias_hh}.
 */
public final class LstmCell implements Layer {
  private final Gates gates;

  private LstmCell(Gates gates) {
    this.gates = gates;
  }

  static LstmCell of(Gates gates) {
    return new LstmCell(gates);
  }

  Cell<State> cell() {
    return new Cell<>(this, gates::ofInput, this::step, zero(), State::h);
  }

  /** Rows [in] and a state of rows [hidden]. */
  public static LstmCell of(int in, int hidden, Seed seed) {
    return new LstmCell(Gates.of(4, in, hidden, "", seed));
  }

  /** Without its two biases. */
  public LstmCell withoutBias() {
    return new LstmCell(gates.withoutBias());
  }

  /**
   * Hidden state and memory.
   *
   * @param h rows [hidden]
   * @param c rows [hidden]
   */
  public record State(Tensor h, Tensor c) {}

  @Override
  public Parameters parameters() {
    return gates.parameters();
  }

  /** Width of the state. */
  public int hidden() {
    return gates.hidden();
  }

  /** The state of zeros, for any rows. */
  public State zero() {
    Tensor zeros = Tensor.constant(new float[hidden()], hidden());
    return new State(zeros, zeros);
  }

  /** The state after one more input, rows [in]. */
  public State forward(Tensor x, State state) {
    return step(gates.ofInput(x), state);
  }

  private State step(Tensor input, State state) {
    Tensor all = input.plus(gates.ofHidden(state.h()));
    Tensor written = gates.gate(all, 0).sigmoid().times(gates.gate(all, 2).tanh());
    Tensor c = gates.gate(all, 1).sigmoid().times(state.c()).plus(written);
    return new State(gates.gate(all, 3).sigmoid().times(c.tanh()), c);
  }
}

package dev.weft.nn.recurrent;

import dev.weft.nn.Layer;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;

/**
 * One step of a gated recurrent unit (Cho et al., 2014), with gates r, z, n in this order: {@code n
 * = tanh(W_in x + b_in + σ(r) (W_hn h + b_hn))}, {@code h' = (1 − σ(z)) n + σ(z) h}. Parameters:
 * {@code weight_ih} [3 · hidden, in], {@code weight_hh}, {@code bias_ih}, {@code bias_hh}.
 */
public final class GruCell implements Layer {
  private final Gates gates;

  private GruCell(Gates gates) {
    this.gates = gates;
  }

  static GruCell of(Gates gates) {
    return new GruCell(gates);
  }

  Cell<Tensor> cell() {
    Tensor zero = Tensor.constant(new float[hidden()], hidden());
    return new Cell<>(this, gates::ofInput, this::step, zero, h -> h);
  }

  /** Rows [in] and a state of rows [hidden]. */
  public static GruCell of(int in, int hidden, Seed seed) {
    return new GruCell(Gates.of(3, in, hidden, "", seed));
  }

  /** Without its two biases. */
  public GruCell withoutBias() {
    return new GruCell(gates.withoutBias());
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
    Tensor hidden = gates.ofHidden(h);
    Tensor r = gates.gate(input, 0).plus(gates.gate(hidden, 0)).sigmoid();
    Tensor z = gates.gate(input, 1).plus(gates.gate(hidden, 1)).sigmoid();
    Tensor n = gates.gate(input, 2).plus(r.times(gates.gate(hidden, 2))).tanh();
    return n.plus(z.times(h.minus(n)));
  }
}

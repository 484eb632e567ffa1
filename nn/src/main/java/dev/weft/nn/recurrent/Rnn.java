package dev.weft.nn.recurrent;

import dev.weft.nn.Layer;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.List;

/**
 * Plain recurrent layers over a sequence in every row, from a state of zeros. Rows [steps, in] give
 * rows [steps, hidden · directions]; in the bidirectional case forward comes first. Parameters are
 * named {@code weight_ih_l0}, {@code weight_ih_l0_reverse}, ... as in PyTorch.
 */
public final class Rnn implements Layer {
  private final Sequences<Tensor> sequences;

  private Rnn(Sequences<Tensor> sequences) {
    this.sequences = sequences;
  }

  /** One layer, forward, with the hyperbolic tangent. */
  public static Rnn of(int in, int hidden, Seed seed) {
    return of(in, hidden, 1, Lstm.Direction.FORWARD, RnnCell.Nonlinearity.TANH, seed);
  }

  /**
   * Several layers.
   *
   * @param in features of a step
   * @param hidden width of the state in each direction
   * @param layers how many, at least 1
   * @param direction one way or both
   * @param nonlinearity what each step applies
   * @param seed for the weights
   */
  public static Rnn of(
      int in,
      int hidden,
      int layers,
      Lstm.Direction direction,
      RnnCell.Nonlinearity nonlinearity,
      Seed seed) {
    return new Rnn(
        Sequences.of(
            "Rnn",
            in,
            hidden,
            layers,
            direction,
            (width, suffix) ->
                RnnCell.of(Gates.of(1, width, hidden, suffix, seed), nonlinearity).cell()));
  }

  /** The same sizes without biases. */
  public static Rnn withoutBias(
      int in,
      int hidden,
      int layers,
      Lstm.Direction direction,
      RnnCell.Nonlinearity nonlinearity,
      Seed seed) {
    return new Rnn(
        Sequences.of(
            "Rnn",
            in,
            hidden,
            layers,
            direction,
            (width, suffix) -> {
              Gates gates = Gates.of(1, width, hidden, suffix, seed).withoutBias();
              return RnnCell.of(gates, nonlinearity).cell();
            }));
  }

  /**
   * What a pass over the sequences gives.
   *
   * @param out state h of the last layer at every step, rows [steps, hidden · directions]
   * @param last state after the last step read: layer 0 forward, layer 0 backward, layer 1 forward,
   *     ...
   */
  public record Output(Tensor out, List<Tensor> last) {}

  @Override
  public Parameters parameters() {
    return sequences.parameters();
  }

  /** Reads the sequences, rows [steps, in], at least one step. */
  public Output forward(Tensor x) {
    Sequences.Output<Tensor> read = sequences.read(x);
    return new Output(read.out(), read.last());
  }
}

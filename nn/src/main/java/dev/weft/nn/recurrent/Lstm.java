package dev.weft.nn.recurrent;

import dev.weft.nn.Layer;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.List;

/**
 * LSTM layers over a sequence in every row, from a state of zeros. Rows [steps, in] give rows
 * [steps, hidden · directions]; in the bidirectional case forward comes first. Parameters are named
 * {@code weight_ih_l0}, {@code weight_ih_l0_reverse}, ... as in PyTorch.
 */
public final class Lstm implements Layer {
  /** Which ways a sequence is read. */
  public enum Direction {
    /** From the first step on. */
    FORWARD,
    /** From both ends, outputs side by side. */
    BIDIRECTIONAL
  }

  private final Sequences<LstmCell.State> sequences;

  private Lstm(Sequences<LstmCell.State> sequences) {
    this.sequences = sequences;
  }

  /** One layer, forward. */
  public static Lstm of(int in, int hidden, Seed seed) {
    return of(in, hidden, 1, Direction.FORWARD, seed);
  }

  /**
   * Several layers.
   *
   * @param in features of a step
   * @param hidden width of the state in each direction
   * @param layers how many, at least 1
   * @param direction one way or both
   * @param seed for the weights
   */
  public static Lstm of(int in, int hidden, int layers, Direction direction, Seed seed) {
    return new Lstm(
        Sequences.of(
            "Lstm",
            in,
            hidden,
            layers,
            direction,
            (width, suffix) -> LstmCell.of(Gates.of(4, width, hidden, suffix, seed)).cell()));
  }

  /** The same sizes without biases. */
  public static Lstm withoutBias(int in, int hidden, int layers, Direction direction, Seed seed) {
    return new Lstm(
        Sequences.of(
            "Lstm",
            in,
            hidden,
            layers,
            direction,
            (width, suffix) ->
                LstmCell.of(Gates.of(4, width, hidden, suffix, seed).withoutBias()).cell()));
  }

  /**
   * What a pass over the sequences gives.
   *
   * @param out state h of the last layer at every step, rows [steps, hidden · directions]
   * @param last state after the last step read: layer 0 forward, layer 0 backward, layer 1 forward,
   *     ...
   */
  public record Output(Tensor out, List<LstmCell.State> last) {}

  @Override
  public Parameters parameters() {
    return sequences.parameters();
  }

  /** Reads the sequences, rows [steps, in], at least one step. */
  public Output forward(Tensor x) {
    Sequences.Output<LstmCell.State> read = sequences.read(x);
    return new Output(read.out(), read.last());
  }
}

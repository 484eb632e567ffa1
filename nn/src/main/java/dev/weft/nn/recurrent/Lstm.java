package dev.weft.nn.recurrent;

import dev.weft.nn.Layer;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * LSTM layers over a sequence in every row, from a state of zeros. Rows [steps, in] give rows
 * [steps, hidden · directions]; in the bidirectional case forward comes first. Parameters are named
 * {@code weight_ih_l0}, {@code weight_ih_l0_reverse}, ... as in PyTorch.
 */
public final class Lstm implements Layer {
  /** Which ways the sequence is read. */
  public enum Direction {
    /** From the first step on. */
    FORWARD,
    /** From both ends, outputs side by side. */
    BIDIRECTIONAL
  }

  private final List<List<LstmCell>> layers;

  private Lstm(List<List<LstmCell>> layers) {
    this.layers = layers;
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
    if (layers < 1) {
      throw new IllegalArgumentException("Lstm: layers=" + layers + "; expected at least 1.");
    }
    int ways = direction == Direction.FORWARD ? 1 : 2;
    List<List<LstmCell>> all = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      List<LstmCell> cells = new ArrayList<>();
      for (int way = 0; way < ways; way++) {
        String suffix = "_l" + layer + (way == 0 ? "" : "_reverse");
        cells.add(new LstmCell(Gates.of(4, layer == 0 ? in : hidden * ways, hidden, suffix, seed)));
      }
      all.add(List.copyOf(cells));
    }
    return new Lstm(List.copyOf(all));
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
    Parameters all = Parameters.none();
    for (List<LstmCell> layer : layers) {
      for (LstmCell cell : layer) {
        all = all.with(cell.parameters());
      }
    }
    return all;
  }

  /** Reads the sequences, rows [steps, in], at least one step. */
  public Output forward(Tensor x) {
    if (x.shape().rank() != 2 || x.shape().dim(0) == 0) {
      throw new IllegalArgumentException(
          "Lstm: x has row shape " + x.shape() + "; expected [steps, in] with at least one step.");
    }
    List<LstmCell.State> last = new ArrayList<>();
    Tensor sequence = x;
    for (List<LstmCell> layer : layers) {
      List<Tensor> sides = new ArrayList<>();
      for (int way = 0; way < layer.size(); way++) {
        List<LstmCell.State> states = read(layer.get(way), sequence, way == 1);
        last.add(states.get(way == 0 ? states.size() - 1 : 0));
        sides.add(stacked(states));
      }
      sequence = Tensor.concat(-1, sides.toArray(Tensor[]::new));
    }
    return new Output(sequence, List.copyOf(last));
  }

  /** The state at every step, in the order of the steps whichever way they were read. */
  private static List<LstmCell.State> read(LstmCell cell, Tensor sequence, boolean backward) {
    int steps = sequence.shape().dim(0);
    Tensor input = cell.ofInput(sequence);
    LstmCell.State[] states = new LstmCell.State[steps];
    LstmCell.State state = cell.zero();
    for (int i = 0; i < steps; i++) {
      int step = backward ? steps - 1 - i : i;
      state = cell.step(input.slice(0, step, step + 1).reshape(-1), state);
      states[step] = state;
    }
    return List.of(states);
  }

  private static Tensor stacked(List<LstmCell.State> states) {
    return Tensor.concat(
        0, states.stream().map(state -> state.h().reshape(1, -1)).toArray(Tensor[]::new));
  }
}

package dev.weft.nn.recurrent;

import dev.weft.nn.Parameters;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers of cells over a sequence in every row, one way or both.
 *
 * @param layers the cells of each layer: forward, and backward if both ways are read
 */
record Sequences<S>(String name, List<List<Cell<S>>> layers) {
  /** Makes the cell of one layer and direction. */
  interface Maker<S> {
    Cell<S> make(int in, String suffix);
  }

  static <S> Sequences<S> of(
      String name, int in, int hidden, int layers, Lstm.Direction direction, Maker<S> maker) {
    if (layers < 1) {
      throw new IllegalArgumentException(name + ": layers=" + layers + "; expected at least 1.");
    }
    int ways = direction == Lstm.Direction.FORWARD ? 1 : 2;
    List<List<Cell<S>>> all = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      List<Cell<S>> cells = new ArrayList<>();
      for (int way = 0; way < ways; way++) {
        int width = layer == 0 ? in : Math.multiplyExact(hidden, ways);
        cells.add(maker.make(width, "_l" + layer + (way == 0 ? "" : "_reverse")));
      }
      all.add(List.copyOf(cells));
    }
    return new Sequences<>(name, List.copyOf(all));
  }

  /**
   * What a pass gives.
   *
   * @param out what is visible of the last layer's states, rows [steps, hidden · directions]
   * @param last the state after the last step read, for each layer and direction
   */
  record Output<S>(Tensor out, List<S> last) {}

  Parameters parameters() {
    Parameters all = Parameters.none();
    for (List<Cell<S>> layer : layers) {
      for (Cell<S> cell : layer) {
        all = all.with(cell.layer().parameters());
      }
    }
    return all;
  }

  Output<S> read(Tensor x) {
    if (x.shape().rank() != 2 || x.shape().dim(0) == 0) {
      throw new IllegalArgumentException(
          name + ": x has row shape " + x.shape() + "; expected [steps, in], at least one step.");
    }
    List<S> last = new ArrayList<>();
    Tensor sequence = x;
    for (List<Cell<S>> layer : layers) {
      List<Tensor> sides = new ArrayList<>();
      for (int way = 0; way < layer.size(); way++) {
        List<S> states =
            way == 0 ? forward(layer.get(0), sequence) : backward(layer.get(1), sequence);
        last.add(states.getLast());
        List<S> inOrder = way == 0 ? states : states.reversed();
        sides.add(stacked(inOrder.stream().map(layer.get(way).visible()).toList()));
      }
      sequence = Tensor.concat(-1, sides.toArray(Tensor[]::new));
    }
    return new Output<>(sequence, List.copyOf(last));
  }

  private static <S> List<S> forward(Cell<S> cell, Tensor sequence) {
    Tensor input = cell.ofInput().apply(sequence);
    List<S> states = new ArrayList<>();
    S state = cell.zero();
    for (int step = 0; step < sequence.shape().dim(0); step++) {
      state = cell.step().apply(at(input, step), state);
      states.add(state);
    }
    return states;
  }

  private static <S> List<S> backward(Cell<S> cell, Tensor sequence) {
    Tensor input = cell.ofInput().apply(sequence);
    List<S> states = new ArrayList<>();
    S state = cell.zero();
    for (int step = sequence.shape().dim(0) - 1; step >= 0; step--) {
      state = cell.step().apply(at(input, step), state);
      states.add(state);
    }
    return states;
  }

  private static Tensor at(Tensor input, int step) {
    return input.slice(0, step, step + 1).reshape(-1);
  }

  private static Tensor stacked(List<Tensor> states) {
    return Tensor.concat(0, states.stream().map(h -> h.reshape(1, -1)).toArray(Tensor[]::new));
  }
}

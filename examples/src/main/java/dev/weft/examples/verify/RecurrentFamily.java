package dev.weft.examples.verify;

import dev.weft.examples.verify.ModuleFamily.Parameters;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Layer;
import dev.weft.nn.recurrent.Gru;
import dev.weft.nn.recurrent.GruCell;
import dev.weft.nn.recurrent.Lstm;
import dev.weft.nn.recurrent.Lstm.Direction;
import dev.weft.nn.recurrent.LstmCell;
import dev.weft.nn.recurrent.Rnn;
import dev.weft.nn.recurrent.RnnCell;
import dev.weft.nn.recurrent.RnnCell.Nonlinearity;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Recurrent cells, and sequences of them from a state of zeros. */
final class RecurrentFamily implements Family {
  private static final Seed SEED = Seed.of(0);

  @Override
  public Set<String> subjects() {
    return Set.of("GRUCell", "LSTMCell", "RNNCell", "GRU", "LSTM", "RNN");
  }

  @Override
  public Answer answer(GoldenCase given) {
    int in = size(given, "input");
    int hidden = size(given, "hidden");
    Map<String, Tensor> outputs =
        given.subject().endsWith("Cell")
            ? cell(given, in, hidden)
            : sequence(given, new Sizes(in, hidden, layers(given), direction(given)));
    given.allSettingsRead();
    given.allInputsRead();
    return new Answer.Formula(outputs);
  }

  private static int size(GoldenCase given, String name) {
    return given.hyper(name, given.hyper(name + "_size", 0));
  }

  private static int layers(GoldenCase given) {
    return given.hyper("layers", given.hyper("num_layers", 1));
  }

  private static Direction direction(GoldenCase given) {
    return given.hyper("bidirectional", false) ? Direction.BIDIRECTIONAL : Direction.FORWARD;
  }

  private static Nonlinearity nonlinearity(GoldenCase given) {
    String name = given.hyper("nonlinearity", "tanh");
    return switch (name) {
      case "tanh", "relu" -> Nonlinearity.valueOf(name.toUpperCase(Locale.ROOT));
      default -> throw new UnknownCase("nonlinearity=" + name);
    };
  }

  private static Map<String, Tensor> cell(GoldenCase given, int in, int hidden) {
    Tensor x = given.rows("x");
    Tensor h = state(given, "h", hidden);
    boolean bias = given.hyper("bias", true);
    return switch (given.subject()) {
      case "GRUCell" -> {
        GruCell full = GruCell.of(in, hidden, SEED);
        yield Map.of("y", loaded(given, bias ? full : full.withoutBias()).forward(x, h));
      }
      case "RNNCell" -> {
        RnnCell full = RnnCell.of(in, hidden, SEED).withNonlinearity(nonlinearity(given));
        yield Map.of("y", loaded(given, bias ? full : full.withoutBias()).forward(x, h));
      }
      case "LSTMCell" -> {
        LstmCell full = LstmCell.of(in, hidden, SEED);
        LstmCell.State next =
            loaded(given, bias ? full : full.withoutBias())
                .forward(x, new LstmCell.State(h, state(given, "c", hidden)));
        yield Map.of("y_h", next.h(), "y_c", next.c());
      }
      default -> throw new UnknownCase(given.subject());
    };
  }

  /** Zeros where the case has none. */
  private static Tensor state(GoldenCase given, String array, int hidden) {
    return given.has(array)
        ? given.rows(array)
        : Tensor.constant(new float[hidden], hidden)
            .expand(given.rows("x").space(), Shape.of(hidden));
  }

  /** Sizes of layers over sequences. */
  private record Sizes(int in, int hidden, int layers, Direction direction) {
    Gru gru(GoldenCase given) {
      return given.hyper("bias", true)
          ? Gru.of(in, hidden, layers, direction, SEED)
          : Gru.withoutBias(in, hidden, layers, direction, SEED);
    }

    Lstm lstm(GoldenCase given) {
      return given.hyper("bias", true)
          ? Lstm.of(in, hidden, layers, direction, SEED)
          : Lstm.withoutBias(in, hidden, layers, direction, SEED);
    }

    Rnn rnn(GoldenCase given) {
      Nonlinearity f = nonlinearity(given);
      return given.hyper("bias", true)
          ? Rnn.of(in, hidden, layers, direction, f, SEED)
          : Rnn.withoutBias(in, hidden, layers, direction, f, SEED);
    }
  }

  private static Map<String, Tensor> sequence(GoldenCase given, Sizes sizes) {
    given.hyper("dropout");
    boolean rowsFirst = given.hyper("batch_first", false);
    Tensor x = rowsFirst ? given.rows("x") : turned(given.rows("x")).asRows();
    Map<String, Tensor> outputs = new HashMap<>();
    Tensor out =
        switch (given.subject()) {
          case "GRU" -> {
            Gru.Output read = loaded(given, sizes.gru(given)).forward(x);
            outputs.put("y_h", stacked(read.last()));
            yield read.out();
          }
          case "RNN" -> {
            Rnn.Output read = loaded(given, sizes.rnn(given)).forward(x);
            outputs.put("y_h", stacked(read.last()));
            yield read.out();
          }
          case "LSTM" -> {
            Lstm.Output read = loaded(given, sizes.lstm(given)).forward(x);
            outputs.put("y_h", stacked(read.last().stream().map(LstmCell.State::h).toList()));
            outputs.put("y_c", stacked(read.last().stream().map(LstmCell.State::c).toList()));
            yield read.out();
          }
          default -> throw new UnknownCase(given.subject());
        };
    outputs.keySet().removeIf(name -> !given.has(name));
    outputs.put(given.has("y") ? "y" : "y_out", rowsFirst ? out : turned(out));
    return outputs;
  }

  /** Steps first where sequences were, and the other way round; a constant. */
  private static Tensor turned(Tensor rows) {
    return rows.asConstant().transpose(1, 0, 2);
  }

  /** [layers · directions, batch, hidden], as PyTorch has it. */
  private static Tensor stacked(List<Tensor> states) {
    return Functions.stack(0, states.stream().map(Tensor::asConstant).toArray(Tensor[]::new));
  }

  private static <L extends Layer> L loaded(GoldenCase given, L layer) {
    Parameters.load(given, layer);
    return layer;
  }
}

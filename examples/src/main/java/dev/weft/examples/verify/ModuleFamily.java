package dev.weft.examples.verify;

import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.norm.BatchNorm;
import dev.weft.nn.norm.LayerNorm;
import dev.weft.nn.recurrent.GruCell;
import dev.weft.nn.recurrent.Lstm;
import dev.weft.nn.recurrent.LstmCell;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Op;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Norms and recurrent cells: layers over plain rows. */
final class ModuleFamily implements Family {
  private static final Seed SEED = Seed.of(0);

  @Override
  public Set<String> subjects() {
    return Set.of("BatchNorm1d", "LayerNorm", "GRUCell", "LSTMCell", "LSTM");
  }

  @Override
  public Answer answer(GoldenCase given) {
    Map<String, Tensor> outputs =
        switch (given.subject()) {
          case "LayerNorm" -> layerNorm(given);
          case "BatchNorm1d" -> batchNorm(given);
          case "GRUCell" -> gruCell(given);
          case "LSTMCell" -> lstmCell(given);
          case "LSTM" -> lstm(given);
          default -> throw new UnknownCase(given.subject());
        };
    given.allSettingsRead();
    return new Answer.Formula(outputs);
  }

  private static Map<String, Tensor> layerNorm(GoldenCase given) {
    LayerNorm layer =
        LayerNorm.of(given.hyper("normalized_shape", given.rowShape("x").width()))
            .withEpsilon(given.hyper("eps", 1e-5));
    Parameters.load(given, layer);
    return Map.of("y", layer.forward(given.rows("x"), Mode.evaluation()));
  }

  private static Map<String, Tensor> batchNorm(GoldenCase given) {
    BatchNorm layer =
        BatchNorm.of(given.hyper("num_features", given.rowShape("x").width()))
            .withEpsilon(given.hyper("eps", 1e-5))
            .withMomentum(given.hyper("momentum", 0.1));
    Parameters.load(given, layer);
    if (!given.hyper("training", true)) {
      return Map.of("y", layer.forward(given.rows("x"), Mode.evaluation()));
    }
    Tensor y = layer.forward(given.rows("x"), Mode.training(SEED));
    Map<String, Tensor> outputs = new HashMap<>();
    outputs.put(given.has("y_out") ? "y_out" : "y", y);
    if (y.op() instanceof Op.Assigning(var _, var updates)) {
      updates.forEach(u -> outputs.put("y_" + u.parameter().name() + "_after", u.value().detach()));
    }
    return outputs;
  }

  private static Map<String, Tensor> gruCell(GoldenCase given) {
    GruCell cell =
        biased(
            given,
            GruCell.of(given.hyper("input", 0), given.hyper("hidden", 0), SEED),
            GruCell::withoutBias);
    Parameters.load(given, cell);
    return Map.of("y", cell.forward(given.rows("x"), given.rows("h")));
  }

  private static Map<String, Tensor> lstmCell(GoldenCase given) {
    LstmCell cell =
        biased(
            given,
            LstmCell.of(given.hyper("input", 0), given.hyper("hidden", 0), SEED),
            LstmCell::withoutBias);
    Parameters.load(given, cell);
    LstmCell.State next =
        cell.forward(given.rows("x"), new LstmCell.State(given.rows("h"), given.rows("c")));
    return Map.of("y_h", next.h(), "y_c", next.c());
  }

  private static <L> L biased(GoldenCase given, L layer, Function<L, L> without) {
    return given.hyper("bias", true) ? layer : without.apply(layer);
  }

  private static Map<String, Tensor> lstm(GoldenCase given) {
    if (!given.hyper("batch_first", false)) {
      throw new UnknownCase("batch_first=false");
    }
    Lstm.Direction direction =
        given.hyper("bidirectional", false) ? Lstm.Direction.BIDIRECTIONAL : Lstm.Direction.FORWARD;
    Lstm lstm =
        Lstm.of(
            given.hyper("input", 0),
            given.hyper("hidden", 0),
            given.hyper("layers", 1),
            direction,
            SEED);
    Parameters.load(given, lstm);
    Lstm.Output output = lstm.forward(given.rows("x"));
    Map<String, Tensor> outputs =
        new HashMap<>(Map.of(given.has("y") ? "y" : "y_out", output.out()));
    if (given.has("y_h")) {
      outputs.put("y_h", layers(output.last(), LstmCell.State::h));
      outputs.put("y_c", layers(output.last(), LstmCell.State::c));
    }
    return outputs;
  }

  /** [layers · directions, batch, hidden], as PyTorch has it. */
  private static Tensor layers(List<LstmCell.State> states, Function<LstmCell.State, Tensor> part) {
    return Functions.stack(
        0, states.stream().map(part).map(Tensor::asConstant).toArray(Tensor[]::new));
  }

  /** Parameters of a layer from the arrays of a case. */
  static final class Parameters {
    private Parameters() {}

    /**
     * Loads {@code param.NAME} and {@code buffer.NAME} into the parameter NAME and compares their
     * gradients.
     */
    static void load(GoldenCase given, Layer layer) {
      Map<String, float[]> elements = new HashMap<>();
      for (String kind : List.of("param.", "buffer.")) {
        given
            .names(kind)
            .forEach(array -> elements.put(array.substring(kind.length()), given.floats(array)));
      }
      layer.parameters().load(elements);
      layer
          .parameters()
          .trained()
          .asMap()
          .forEach((name, p) -> given.bind("param." + name, p.read()));
    }
  }
}

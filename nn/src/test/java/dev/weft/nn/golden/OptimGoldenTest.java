package dev.weft.nn.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.PRelu;
import dev.weft.nn.loss.CrossEntropy;
import dev.weft.nn.loss.Losses;
import dev.weft.nn.loss.Reduced;
import dev.weft.nn.norm.BatchNorm;
import dev.weft.nn.norm.LayerNorm;
import dev.weft.nn.optim.Adagrad;
import dev.weft.nn.optim.Adam;
import dev.weft.nn.optim.Gradients;
import dev.weft.nn.optim.Optimizer;
import dev.weft.nn.optim.RmsProp;
import dev.weft.nn.optim.Schedule;
import dev.weft.nn.optim.Sgd;
import dev.weft.nn.recurrent.GruCell;
import dev.weft.nn.recurrent.Lstm;
import dev.weft.nn.recurrent.LstmCell;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Op;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Losses, optimisers, norms, recurrent cells and schedules give PyTorch's numbers, in double to
 * 1e-9.
 */
class OptimGoldenTest {
  private static final Seed SEED = Seed.of(7);

  @TestFactory
  Stream<DynamicTest> trainingPartsGiveWhatPytorchGives() throws IOException {
    List<Path> files = GoldenCase.files("optim");
    assumeTrue(!files.isEmpty(), () -> "no golden numbers in " + GoldenCase.folder());
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files) {
      GoldenCase golden = GoldenCase.read(file);
      tests.addAll(Evaluators.each(golden.name, () -> check(golden)));
    }
    return tests.stream();
  }

  private static void check(GoldenCase golden) {
    if (golden.op().startsWith("torch.optim.lr_scheduler")) {
      schedule(golden);
    } else if (golden.op().startsWith("torch.optim.")) {
      optimizer(golden);
    } else if (golden.op().equals("clip_grad_norm_")) {
      clipped(golden);
    } else if (golden.op().equals("BatchNorm1d") || golden.op().equals("LayerNorm")) {
      norm(golden);
    } else if (golden.op().equals("GRUCell") || golden.op().startsWith("LSTM")) {
      recurrent(golden);
    } else if (golden.has("target")
        || golden.has("label")
        || golden.has("sign")
        || golden.has("pos")) {
      loss(golden);
    } else {
      activation(golden);
    }
  }

  private static void activation(GoldenCase golden) {
    Tensor x = golden.plainRows("x");
    Checked checked = new Checked(golden).input("x", x);
    Tensor y =
        switch (golden.op()) {
          case "relu" -> Functions.relu(x);
          case "elu" -> Functions.elu(x, golden.hyper().path("alpha").asDouble());
          case "leaky_relu" ->
              Functions.leakyRelu(x, golden.hyper().path("negative_slope").asDouble());
          case "gelu_exact" -> Functions.gelu(x);
          case "gelu_tanh" -> Functions.geluTanh(x);
          case "selu" -> Functions.selu(x);
          case "silu" -> Functions.silu(x);
          case "sigmoid" -> x.sigmoid();
          case "tanh" -> x.tanh();
          case "softplus" -> Functions.softplus(x);
          case "softmax_dim1" -> Functions.softmax(x, -1);
          case "log_softmax_dim1" -> Functions.logSoftmax(x, -1);
          case "prelu" -> {
            PRelu layer = PRelu.of();
            golden.load(layer.parameters());
            checked.parameters(layer.parameters());
            yield layer.forward(x, Mode.evaluation());
          }
          default -> throw new IllegalArgumentException(golden.op());
        };
    checked.output("y", y).run();
  }

  private static void loss(GoldenCase golden) {
    Checked checked = new Checked(golden);
    for (String input : List.of("logits", "x", "x1", "x2", "pos", "neg")) {
      if (golden.has(input)) {
        checked.input(input, golden.plainRows(input));
      }
    }
    JsonNode h = golden.hyper();
    Reduced reduced = Reduced.valueOf(h.path("reduction").asText("mean").toUpperCase(Locale.ROOT));
    Tensor y =
        switch (golden.op()) {
          case "cross_entropy" ->
              crossEntropy(golden, reduced).of(checked.get("logits"), labels(golden));
          case "nll_loss" ->
              Losses.nll(Functions.logSoftmax(checked.get("logits"), -1), labels(golden));
          case "binary_cross_entropy_with_logits" ->
              Losses.binaryCrossEntropy(
                  checked.get("logits"),
                  golden.plainRows("target"),
                  Tensor.constant(golden.array("pos_weight").floats(), 4),
                  reduced);
          case "mse_loss" -> Losses.mse(checked.get("x"), golden.plainRows("target"), reduced);
          case "l1_loss" -> Losses.l1(checked.get("x"), golden.plainRows("target"), reduced);
          case "smooth_l1_loss" ->
              Losses.smoothL1(
                  checked.get("x"),
                  golden.plainRows("target"),
                  h.path("beta/delta").asDouble(),
                  reduced);
          case "margin_ranking_loss" ->
              Losses.marginRanking(
                  checked.get("x1"),
                  checked.get("x2"),
                  golden.plainRows("sign"),
                  h.path("margin").asDouble(),
                  reduced);
          case "logsigmoid" -> Losses.bpr(checked.get("pos"), checked.get("neg"));
          default -> throw new IllegalArgumentException(golden.op());
        };
    checked.output("y", y.reshape(1)).run();
  }

  private static Tensor labels(GoldenCase golden) {
    int[] labels = golden.array("label").ints();
    return Tensor.of(new Space.Rows(labels.length), Shape.SCALAR, labels);
  }

  private static CrossEntropy crossEntropy(GoldenCase golden, Reduced reduced) {
    CrossEntropy loss =
        CrossEntropy.of()
            .withReduced(reduced)
            .withSmoothing(golden.hyper().path("label_smoothing").asDouble(0))
            .withIgnored(golden.hyper().path("ignore_index").asInt(-100));
    return golden.has("weight") ? loss.withClassWeight(golden.array("weight").floats()) : loss;
  }

  private static void norm(GoldenCase golden) {
    Tensor x = golden.plainRows("x");
    Checked checked = new Checked(golden).input("x", x);
    if (golden.op().equals("LayerNorm")) {
      LayerNorm layer = LayerNorm.of(golden.hyper().path("normalized_shape").asInt());
      golden.load(layer.parameters());
      checked.parameters(layer.parameters()).output("y", layer.forward(x, Mode.evaluation())).run();
      return;
    }
    BatchNorm layer = BatchNorm.of(golden.hyper().path("num_features").asInt());
    golden.load(layer.parameters());
    checked.parameters(layer.parameters());
    if (!golden.hyper().path("training").asBoolean()) {
      checked.output("y", layer.forward(x, Mode.evaluation())).run();
      return;
    }
    Tensor y = layer.forward(x, Mode.training(SEED));
    List<Tensor> after =
        ((Op.Assigning) y.op()).updates().stream().map(update -> update.value()).toList();
    golden.check("y_running_mean_after", after.get(0));
    golden.check("y_running_var_after", after.get(1));
    checked.output("y_out", y).run();
  }

  private static void recurrent(GoldenCase golden) {
    int in = golden.hyper().path("input").asInt();
    int hidden = golden.hyper().path("hidden").asInt();
    Tensor x = golden.plainRows("x");
    Checked checked = new Checked(golden).input("x", x);
    switch (golden.op()) {
      case "GRUCell" -> {
        GruCell cell = GruCell.of(in, hidden, SEED);
        golden.load(cell.parameters());
        Tensor h = golden.plainRows("h");
        checked.input("h", h).parameters(cell.parameters()).output("y", cell.forward(x, h));
      }
      case "LSTMCell" -> {
        LstmCell cell = LstmCell.of(in, hidden, SEED);
        golden.load(cell.parameters());
        Tensor h = golden.plainRows("h");
        Tensor c = golden.plainRows("c");
        LstmCell.State next = cell.forward(x, new LstmCell.State(h, c));
        checked
            .input("h", h)
            .input("c", c)
            .parameters(cell.parameters())
            .output("y_h", next.h())
            .output("y_c", next.c());
      }
      case "LSTM" -> {
        Lstm.Direction direction =
            golden.hyper().path("bidirectional").asBoolean()
                ? Lstm.Direction.BIDIRECTIONAL
                : Lstm.Direction.FORWARD;
        Lstm lstm = Lstm.of(in, hidden, golden.hyper().path("layers").asInt(), direction, SEED);
        golden.load(lstm.parameters());
        Lstm.Output output = lstm.forward(x);
        checked.parameters(lstm.parameters()).output(golden.has("y") ? "y" : "y_out", output.out());
        if (golden.has("y_h")) {
          checked
              .output("y_h", output.last().getFirst().h())
              .output("y_c", output.last().getFirst().c());
        }
      }
      default -> throw new IllegalArgumentException(golden.op());
    }
    checked.run();
  }

  private static void schedule(GoldenCase golden) {
    JsonNode h = golden.hyper();
    double rate = h.path("lr").asDouble();
    Schedule schedule =
        switch (h.path("name").asText()) {
          case "StepLR" ->
              Schedule.step(rate, h.path("step_size").asInt(), h.path("gamma").asDouble());
          case "ExponentialLR" -> Schedule.exponential(rate, h.path("gamma").asDouble());
          case "CosineAnnealingLR" ->
              Schedule.cosine(rate, h.path("T_max").asInt(), h.path("eta_min").asDouble());
          default -> throw new IllegalArgumentException(h.toString());
        };
    double[] expected = golden.array("lr").data();
    for (int epoch = 0; epoch < expected.length; epoch++) {
      assertEquals(expected[epoch], schedule.at(epoch), 1e-12, golden.name + " at epoch " + epoch);
    }
  }

  private static void clipped(GoldenCase golden) {
    Tensor g1 = Tensor.constant(golden.array("g1").floats(), golden.array("g1").shape());
    Tensor g2 = Tensor.constant(golden.array("g2").floats(), golden.array("g2").shape());
    Gradients.Clipped clipped =
        Gradients.clipNorm(List.of(g1, g2), golden.hyper().path("max_norm").asDouble());
    golden.check("total_norm", clipped.norm());
    golden.check("out1", clipped.gradients().get(0));
    golden.check("out2", clipped.gradients().get(1));
  }

  private static void optimizer(GoldenCase golden) {
    GoldenCase.Array p0 = golden.array("p0");
    Parameter p =
        Parameter.of("p", Parameter.Kind.TRAINED, Space.ONE, Shape.of(p0.shape()), p0.floats());
    Optimizer<?> optimizer = optimizer(golden.op(), golden.hyper(), Parameters.of(p));
    double[] gradients = golden.array("grads").data();
    double[] expected = golden.array("p64").data();
    int size = p0.data().length;
    for (int step = 0; step * size < gradients.length; step++) {
      double[] gradient = Arrays.copyOfRange(gradients, step * size, (step + 1) * size);
      optimizer.step(List.of(Tensor.of(Space.ONE, Shape.of(p0.shape()), gradient)));
      double[] now = p.value().doubles();
      for (int i = 0; i < size; i++) {
        assertEquals(
            expected[step * size + i],
            now[i],
            1e-9,
            golden.name + " step " + step + " element " + i);
      }
    }
  }

  private static Optimizer<?> optimizer(String op, JsonNode h, Parameters parameters) {
    double decay = h.path("weight_decay").asDouble(0);
    double rate = h.path("lr").asDouble();
    double momentum = h.path("momentum").asDouble(0);
    return switch (op) {
      case "torch.optim.SGD" -> {
        Sgd sgd = Sgd.of(parameters).momentum(momentum).learningRate(rate).weightDecay(decay);
        yield h.path("nesterov").asBoolean() ? sgd.nesterov() : sgd;
      }
      case "torch.optim.Adam" -> {
        Adam adam =
            Adam.of(parameters)
                .learningRate(rate)
                .weightDecay(decay)
                .epsilon(h.path("eps").asDouble(1e-8));
        Adam shaped =
            h.has("betas")
                ? adam.betas(h.path("betas").get(0).asDouble(), h.path("betas").get(1).asDouble())
                : adam;
        yield h.path("amsgrad").asBoolean() ? shaped.amsgrad() : shaped;
      }
      case "torch.optim.AdamW" -> Adam.decoupled(parameters).learningRate(rate).weightDecay(decay);
      case "torch.optim.Adagrad" -> Adagrad.of(parameters).learningRate(rate);
      case "torch.optim.RMSprop" -> {
        RmsProp prop =
            RmsProp.of(parameters)
                .learningRate(rate)
                .alpha(h.path("alpha").asDouble(0.99))
                .momentum(momentum);
        yield h.path("centered").asBoolean() ? prop.centered() : prop;
      }
      default -> throw new IllegalArgumentException(op);
    };
  }
}

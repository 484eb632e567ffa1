package dev.weft.nn.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Ends;
import dev.weft.nn.Mode;
import dev.weft.nn.conv.GatConv;
import dev.weft.nn.loss.Losses;
import dev.weft.nn.model.Gat;
import dev.weft.nn.model.Gcn;
import dev.weft.nn.model.Model;
import dev.weft.nn.model.Sage;
import dev.weft.nn.optim.Adam;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Fifty training steps give DGL's losses, first gradients and final scores. */
class TrainGoldenTest {
  private static final Seed SEED = Seed.of(7);

  @TestFactory
  Stream<DynamicTest> trainingRunsAsInDgl() throws IOException {
    List<Path> files = GoldenCase.files("train");
    assumeTrue(!files.isEmpty(), () -> "no golden numbers in " + GoldenCase.folder());
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files) {
      GoldenCase golden = GoldenCase.read(file);
      if (!golden.op().startsWith("RelGraphConv")) {
        tests.addAll(Evaluators.each(golden.name, () -> check(golden)));
      }
    }
    return tests.stream();
  }

  private static Model model(GoldenCase golden) {
    int in = golden.array("x").shape()[1];
    int classes = golden.array("logits0").shape()[1];
    int hidden = golden.hyper().path("hidden").asInt();
    return switch (golden.op().split(" ")[0]) {
      case "GraphConv" -> Gcn.of(in, hidden, classes, SEED).withDropout(0);
      case "SAGEConv" -> Sage.of(in, hidden, classes, SEED).withDropout(0);
      case "GATConv" -> {
        int heads = golden.hyper().path("heads").get(0).asInt();
        yield new Gat(
            List.of(
                GatConv.of(in, hidden, heads, SEED),
                GatConv.of(
                    hidden * heads, classes, golden.hyper().path("heads").get(1).asInt(), SEED)));
      }
      default -> throw new IllegalArgumentException(golden.op());
    };
  }

  private static void check(GoldenCase golden) {
    Edges edges = golden.edges();
    Space nodes = Ends.sources(edges);
    Model model = model(golden);
    golden.load(model.parameters());
    Adam adam = Adam.of(model.parameters()).learningRate(0.01);
    Tensor x = golden.rows("x", nodes);
    Tensor labels = Tensor.of(nodes, Shape.SCALAR, golden.array("label").ints());
    Tensor mask = Tensor.of(nodes, Shape.SCALAR, golden.array("mask").ints());
    double[] losses = golden.array("losses").data();
    for (int step = 0; step < losses.length; step++) {
      Tensor logits = model.forward(edges, x, Mode.training(SEED.child(step)));
      Tensor loss = Losses.crossEntropy(logits, labels, mask);
      if (step == 0) {
        first(golden, model, logits, loss);
      }
      adam.step(loss, logits);
      assertEquals(
          losses[step],
          loss.item(),
          1e-5 + 1e-3 * Math.abs(losses[step]),
          golden.name + " loss of step " + step);
    }
    double[] expected = golden.array("logits").data();
    double[] scores = model.forward(edges, x, Mode.evaluation()).doubles();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], scores[i], 1e-4, golden.name + " final score " + i);
    }
  }

  private static void first(GoldenCase golden, Model model, Tensor logits, Tensor loss) {
    golden.check("logits0", logits);
    List<String> names = List.copyOf(model.parameters().trained().names());
    List<Tensor> gradients = loss.gradients(model.parameters().trained().values());
    for (int i = 0; i < names.size(); i++) {
      golden.check("grad_param." + names.get(i), gradients.get(i));
    }
    double expected = golden.array("losses").data()[0];
    assertEquals(expected, loss.item(), 1e-5 * expected, golden.name + " first loss");
  }
}

package dev.weft.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.compile.Compiler;
import dev.weft.graph.Graph;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Mode;
import dev.weft.nn.loss.Losses;
import dev.weft.nn.metric.Metrics;
import dev.weft.nn.model.Appnp;
import dev.weft.nn.model.Gat;
import dev.weft.nn.model.Gatv2;
import dev.weft.nn.model.Gcn;
import dev.weft.nn.model.Gin;
import dev.weft.nn.model.Mlp;
import dev.weft.nn.model.Model;
import dev.weft.nn.model.Sage;
import dev.weft.nn.model.Sgc;
import dev.weft.nn.optim.Adam;
import dev.weft.nn.optim.Schedule;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainingTest {
  private static final Seed SEED = Seed.of(4);

  @BeforeAll
  static void interpretInDouble() {
    Evaluation.use(new Interpreter());
  }

  /** Two communities of twelve nodes, noisy features; every third node trains, validates, tests. */
  private static NodeTask communities() {
    Random random = new Random(8);
    List<int[]> edges = new ArrayList<>();
    for (int u = 0; u < 24; u++) {
      edges.add(new int[] {u, u});
      for (int v = 0; v < 24; v++) {
        if (u != v && random.nextDouble() < (u % 2 == v % 2 ? 0.4 : 0.05)) {
          edges.add(new int[] {u, v});
        }
      }
    }
    Graph graph =
        Graph.of(
            24,
            edges.stream().mapToInt(e -> e[0]).toArray(),
            edges.stream().mapToInt(e -> e[1]).toArray());
    float[] x = new float[24 * 4];
    int[] labels = new int[24];
    for (int i = 0; i < 24; i++) {
      labels[i] = i % 2;
      for (int j = 0; j < 4; j++) {
        x[4 * i + j] = (float) (random.nextGaussian() + (j % 2 == i % 2 ? 0.7 : 0));
      }
    }
    return new NodeTask(
        graph,
        Tensor.of(graph.nodes(), Shape.of(4), x),
        Tensor.of(graph.nodes(), Shape.SCALAR, labels),
        every(graph, 0),
        every(graph, 1),
        every(graph, 2));
  }

  private static Tensor every(Graph graph, int third) {
    int[] mask = new int[24];
    for (int i = 0; i < 24; i++) {
      mask[i] = i / 2 % 3 == third ? 1 : 0;
    }
    return Tensor.of(graph.nodes(), Shape.SCALAR, mask);
  }

  private static Map<String, Model> models() {
    Map<String, Model> all = new TreeMap<>();
    all.put("gcn", Gcn.of(4, 8, 2, SEED));
    all.put("sage", Sage.of(4, 8, 2, SEED));
    all.put("gat", Gat.of(4, 4, 2, 2, SEED));
    all.put("gatv2", Gatv2.of(4, 4, 2, 2, SEED));
    all.put("gin", Gin.of(4, 8, 2, SEED));
    all.put("sgc", Sgc.of(4, 2, SEED));
    all.put("appnp", Appnp.of(4, 8, 2, SEED));
    all.put("mlp", Mlp.of(4, 8, 2, SEED));
    return all;
  }

  @Test
  void everyModelLearnsTwoCommunities() {
    NodeTask task = communities();
    models()
        .forEach(
            (name, given) -> {
              Model model = given.withDropout(0.1);
              Trained run =
                  Training.of(model, Adam.of(model.parameters()).learningRate(0.02))
                      .epochs(60)
                      .run(task, SEED);
              assertTrue(
                  run.epochs().getLast().train() >= 0.75,
                  name + ": training accuracy " + run.epochs().getLast().train());
              assertTrue(
                  run.finalLoss() < run.epochs().getFirst().loss(),
                  name + ": loss " + run.finalLoss() + " from " + run.epochs().getFirst().loss());
            });
  }

  @Test
  void aLoopByHandIsTenLines() {
    NodeTask task = communities();
    Gcn model = Gcn.of(4, 8, 2, SEED);
    Adam adam = Adam.of(model.parameters()).learningRate(0.05).weightDecay(5e-4);
    for (int epoch = 0; epoch < 40; epoch++) {
      Tensor logits =
          model.forward(task.graph(), task.features(), Mode.training(SEED.child(epoch)));
      Tensor loss = Losses.crossEntropy(logits, task.labels(), task.train());
      adam.step(loss);
    }
    Tensor logits = model.forward(task.graph(), task.features(), Mode.evaluation());
    assertTrue(Metrics.accuracy(logits, task.labels(), task.test()).item() >= 0.75);
  }

  @Test
  void theModelEndsWithTheParametersOfTheBestEpoch() {
    checkBestEpoch();
  }

  @Test
  void theBestEpochStaysWhenStepsWriteMemoryAgain() {
    Evaluation.use(Compiler.on(Backends.named("portable")));
    try {
      checkBestEpoch();
    } finally {
      Evaluation.use(new Interpreter());
    }
  }

  private static void checkBestEpoch() {
    NodeTask task = communities();
    Gcn model = Gcn.of(4, 8, 2, SEED);
    Trained run =
        Training.of(model, Adam.of(model.parameters()).learningRate(0.5))
            .epochs(30)
            .run(task, SEED);
    Tensor logits = model.forward(task.graph(), task.features(), Mode.evaluation());
    assertEquals(
        run.best().validation(), Metrics.accuracy(logits, task.labels(), task.validation()).item());
    assertEquals(
        run.best().validationLoss(),
        Losses.crossEntropy(logits, task.labels(), task.validation()).item());
    assertTrue(
        run.epochs().stream().allMatch(epoch -> epoch.validation() <= run.best().validation()));
  }

  @Test
  void trainingStopsWhenPatienceEnds() {
    NodeTask task = communities();
    Gcn model = Gcn.of(4, 8, 2, SEED);
    List<Integer> told = new ArrayList<>();
    Trained run =
        Training.of(model, Adam.of(model.parameters()).learningRate(0))
            .epochs(50)
            .patience(3)
            .afterEpoch(epoch -> told.add(epoch.number()))
            .run(task, SEED);
    assertEquals(List.of(0, 1, 2, 3), told);
    assertEquals(0, run.best().number());
  }

  @Test
  void withoutValidationNodesTheLastEpochCounts() {
    NodeTask task = communities();
    Tensor nobody = Tensor.of(task.graph().nodes(), Shape.SCALAR, new int[24]);
    NodeTask blind =
        new NodeTask(
            task.graph(), task.features(), task.labels(), task.train(), nobody, task.test());
    Gcn model = Gcn.of(4, 8, 2, SEED);
    assertEquals(
        4,
        Training.of(model, Adam.of(model.parameters())).epochs(5).run(blind, SEED).best().number());
  }

  @Test
  void theScheduleSetsTheRateOfEveryEpoch() {
    NodeTask task = communities();
    Gcn model = Gcn.of(4, 8, 2, SEED);
    Adam adam = Adam.of(model.parameters());
    Training.of(model, adam).epochs(4).schedule(Schedule.step(0.8, 2, 0.5)).run(task, SEED);
    assertEquals(0.4, adam.learningRate());
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    NodeTask task = communities();
    List<double[]> runs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Gat model = Gat.of(4, 4, 2, 2, SEED);
      Training.of(model, Adam.of(model.parameters())).epochs(5).run(task, SEED);
      runs.add(
          model.parameters().elementsByName().values().stream()
              .flatMapToDouble(java.util.Arrays::stream)
              .toArray());
    }
    org.junit.jupiter.api.Assertions.assertArrayEquals(runs.get(0), runs.get(1), 0);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    Mlp model = Mlp.of(1, 1, 1, SEED);
    assertThrows(
        IllegalArgumentException.class,
        () -> Training.of(model, Adam.of(model.parameters())).epochs(0));
  }
}

package dev.weft.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.weft.compile.Compiler;
import dev.weft.graph.Graph;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.backend.vector.VectorBackend;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.parallel.Workers;
import dev.weft.nn.Mode;
import dev.weft.nn.loss.Losses;
import dev.weft.nn.model.Gat;
import dev.weft.nn.model.Gcn;
import dev.weft.nn.model.Model;
import dev.weft.nn.model.Sage;
import dev.weft.nn.optim.Adam;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One seed, one result: for any number of threads, on plain and on vector loops, alone and beside
 * others.
 */
class SameBitsTest {
  private static final Seed SEED = Seed.of(11);
  private static final int NODES = 9_000;
  private static final int EDGES = 120_000;
  private static final int FEATURES = 20;
  private static final int CLASSES = 5;

  private final int threads = Workers.threads();
  private final Graph graph = graph();
  private final Tensor x = features(graph);
  private final Tensor labels = labels(graph);

  @AfterEach
  void restore() {
    Workers.setThreads(threads);
    Evaluation.use(new Interpreter());
  }

  /** Large enough for several pieces of work, with a hub of 30,000 in-edges. */
  private static Graph graph() {
    Random random = new Random(3);
    int[] src = random.ints(EDGES, 0, NODES).toArray();
    int[] dst = random.ints(EDGES, 0, NODES).toArray();
    for (int e = 0; e < EDGES; e += 4) {
      dst[e] = 17;
    }
    return Graph.of(NODES, src, dst);
  }

  private static Tensor features(Graph graph) {
    Random random = new Random(4);
    return Tensor.of(
        graph.nodes(),
        Shape.of(FEATURES),
        random.doubles((long) NODES * FEATURES, -1, 1).toArray());
  }

  private static Tensor labels(Graph graph) {
    return Tensor.of(graph.nodes(), Shape.SCALAR, new Random(5).ints(NODES, 0, CLASSES).toArray());
  }

  private static Map<String, Supplier<Model>> models() {
    Map<String, Supplier<Model>> models = new LinkedHashMap<>();
    models.put("gcn", () -> Gcn.of(FEATURES, 16, CLASSES, SEED));
    models.put("sage", () -> Sage.of(FEATURES, 16, CLASSES, SEED));
    models.put("gat", () -> Gat.of(FEATURES, 4, 2, CLASSES, SEED));
    return models;
  }

  private double[] trained(String model, Backend backend, int steps) {
    Evaluation.use(Compiler.on(backend));
    Model made = models().get(model).get();
    Adam adam = Adam.of(made.parameters()).learningRate(0.01).weightDecay(1e-3);
    for (int step = 0; step < steps; step++) {
      Tensor logits = made.forward(graph, x, Mode.training(SEED.child(step)));
      adam.step(Losses.crossEntropy(logits, labels));
    }
    return made.parameters().elementsByName().values().stream()
        .flatMapToDouble(java.util.Arrays::stream)
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcn", "sage", "gat"})
  void threadsAndTiersChangeNoBitOfATrainingRun(String model) {
    Workers.setThreads(1);
    double[] expected = trained(model, Backends.named("portable"), 12);
    Workers.setThreads(2);
    assertArrayEquals(expected, trained(model, Backends.named("portable"), 12), "two threads");
    assertArrayEquals(
        expected, trained(model, new VectorBackend(VectorBackend.Start.AT_ONCE), 12), "vectors");
    Workers.setThreads(3);
    assertArrayEquals(
        expected, trained(model, Backends.named("vector"), 12), "three threads, tiered");
  }

  @ParameterizedTest
  @ValueSource(strings = {"portable", "vector"})
  void eightThreadsThatPredictAtOnceGetWhatOneGets(String backend) throws Exception {
    Evaluation.use(Compiler.on(Backends.named(backend)));
    Model model = models().get("gat").get();
    double[] alone = model.forward(graph, x, Mode.evaluation()).doubles();
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      Callable<double[]> predict = () -> model.forward(graph, x, Mode.evaluation()).doubles();
      List<Callable<double[]>> jobs = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        jobs.add(predict);
      }
      for (Future<double[]> result : pool.invokeAll(jobs)) {
        assertArrayEquals(alone, result.get(), backend);
      }
    }
  }
}

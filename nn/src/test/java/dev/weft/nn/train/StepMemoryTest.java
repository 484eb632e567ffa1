package dev.weft.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.compile.Compiler;
import dev.weft.graph.Graph;
import dev.weft.graph.NodeSet;
import dev.weft.graph.transform.Blocks;
import dev.weft.graph.transform.Subgraphs;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.backend.tile.TileKernel;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.memory.Watch;
import dev.weft.kernels.parallel.Workers;
import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.conv.SageConv;
import dev.weft.nn.loss.Losses;
import dev.weft.nn.model.Gat;
import dev.weft.nn.model.Gcn;
import dev.weft.nn.model.Sage;
import dev.weft.nn.optim.Adam;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Explanation;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step takes the memory that its plan says, and a warm one takes none from the system. */
class StepMemoryTest {
  private static final Seed SEED = Seed.of(3);
  private static final int NODES = 3000;
  private static final int WIDTH = 24;

  private final int threads = Workers.threads();

  /** Rows that are classified, and how. */
  private record Case(String name, Graph graph, GraphLayer model, Adam adam) {
    static Case of(String name, Graph graph, GraphLayer model) {
      return new Case(name, graph, model, Adam.of(model.parameters()));
    }

    Tensor loss() {
      Edges edges = Edges.of(graph);
      Tensor x = features(edges.srcNodes());
      Ends ends =
          edges.srcNodes() == edges.dstNodes()
              ? Ends.of(x)
              : Ends.of(x, features(edges.dstNodes()));
      Tensor logits = model.forward(edges, ends, Mode.training(SEED.child(adam.steps())));
      int[] classes = IntStream.range(0, (int) logits.space().size()).map(i -> i % 5).toArray();
      return Losses.crossEntropy(logits, Tensor.of(logits.space(), Shape.SCALAR, classes));
    }

    private static Tensor features(NodeSet nodes) {
      double[] x = new Random(1).doubles(nodes.size() * WIDTH).toArray();
      return Tensor.of(nodes, Shape.of(WIDTH), x);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    Random random = new Random(7);
    Graph graph =
        Graph.of(
            NODES,
            random.ints(6 * NODES, 0, NODES).toArray(),
            random.ints(6 * NODES, 0, NODES).toArray());
    int[] seeds = IntStream.range(0, NODES / 2).toArray();
    Graph block = Blocks.toBlock(Subgraphs.inSubgraph(graph, seeds), seeds);
    return Stream.of(
        Case.of("GCN", graph, Gcn.of(WIDTH, 32, 5, SEED)),
        Case.of("SAGE", graph, Sage.of(WIDTH, 32, 5, SEED)),
        Case.of("GAT", graph, Gat.of(WIDTH, 8, 4, 5, SEED)),
        Case.of("mini-batch", block, SageConv.of(WIDTH, 40, SageConv.Aggregator.MEAN, SEED)));
  }

  /** What other tests left in the background takes memory too. */
  @BeforeAll
  static void waitForRehearsals() throws InterruptedException {
    while (TileKernel.isAnyRehearsed()) {
      Thread.sleep(10);
    }
  }

  @BeforeEach
  void compileForOneThread() {
    Workers.setThreads(1);
    Evaluation.use(Compiler.on(Backends.named("portable")));
  }

  @AfterEach
  void interpretAgain() {
    Workers.setThreads(threads);
    Evaluation.use(new Interpreter());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void thePlannedPeakIsTheAllocatorsWithinFivePercent(Case given) {
    given.adam().step(given.loss());
    Tensor loss = given.loss();
    Explanation plan = given.adam().explain(loss);
    try (Watch watch = Memory.watch()) {
      given.adam().step(loss);
      assertEquals(watch.peakBytes(), plan.peakBytes(), 0.05 * watch.peakBytes(), plan.toString());
      assertEquals(plan.largestBufferBytes(), watch.largestBuffer());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aWarmStepTakesNothingFromTheSystem(Case given) {
    for (int step = 0; step < 3; step++) {
      stepped(given, given.loss()).close();
    }
    Tensor loss = given.loss();
    try (Watch watch = Memory.watch()) {
      Value value = stepped(given, loss);
      assertEquals(0, watch.allocations());
      assertTrue(value.doubles()[0] > 0);
      value.close();
      assertEquals(0, watch.heldBytes());
    }
  }

  private static Value stepped(Case given, Tensor loss) {
    given.adam().step(loss);
    return loss.kept().orElseThrow();
  }
}

package dev.weft.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.memory.Watch;
import dev.weft.kernels.sparse.Coo;
import dev.weft.tensor.Explanation;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Op;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import dev.weft.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program is kept by, what it changes, what memory it takes, and that many may run one. */
final class CompilerTest {
  private final Compiler compiler = Compiler.on(Backends.named("reference"));

  static Stream<String> layers() {
    return Training.LAYERS.keySet().stream();
  }

  // ---- the cache ----

  @ParameterizedTest
  @MethodSource("layers")
  void otherSizesSeedsAndRatesCompileOnce(String layer) {
    for (int i = 0; i < 4; i++) {
      Training t = new Training(20 + 7 * i, 60 + 50 * i, 5, i);
      for (int step = 0; step < 2; step++) {
        Tensor loss = t.loss(Training.LAYERS.get(layer), 8, 31 * i + step);
        compiler.run(List.of(loss), t.updates(loss, 0.1 / (i + 1)));
      }
    }
    // Parameters begin in float32 and are float64, the type of this backend, after the first step.
    assertEquals(2, compiler.compilations());
  }

  @Test
  void otherOperatorsShapesTypesAndOutputsCompileAnew() {
    Tensor x = Tensor.of(new Space.Rows(3), Shape.of(2), 1, 2, 3, 4, 5, 6);
    Tensor y = Tensor.of(new Space.Rows(3), Shape.of(1), 1, 2, 3);
    Tensor ints = Tensor.of(new Space.Rows(3), Shape.of(2), new int[] {1, 2, 3, 4, 5, 6});
    List<List<Tensor>> structures =
        List.of(
            List.of(x.plus(x)),
            List.of(x.times(x)),
            List.of(x.plus(y)),
            List.of(x.plus(ints)),
            List.of(x.plus(1)),
            List.of(x.plus(2)),
            List.of(x.plus(1), x.plus(2)),
            List.of(x.plus(2), x.plus(1)),
            List.of(x.sumRows()),
            List.of(x.fold(Reduction.SUM, 0)));
    structures.forEach(outputs -> compiler.run(outputs, List.of()));
    assertEquals(structures.size(), compiler.compilations());
    structures.forEach(outputs -> compiler.run(outputs, List.of()));
    assertEquals(structures.size(), compiler.compilations());
  }

  @Test
  void leavesThatCoincideAreAnotherStructure() {
    Tensor x = Tensor.of(new Space.Rows(2), Shape.SCALAR, 1, 2);
    Tensor y = Tensor.of(new Space.Rows(2), Shape.SCALAR, 5, 7);
    assertArrayEquals(new double[] {2, 4}, run(x.plus(x)));
    assertArrayEquals(new double[] {6, 9}, run(x.plus(y)));
    assertArrayEquals(new double[] {6, 9}, run(y.plus(x)));
    assertEquals(2, compiler.compilations());
  }

  @Test
  void equalScalarsStayTwoOperands() {
    assertArrayEquals(new double[] {6}, run(Tensor.scalar(3).plus(Tensor.scalar(3))));
    assertArrayEquals(new double[] {7}, run(Tensor.scalar(3).plus(Tensor.scalar(4))));
    assertEquals(1, compiler.compilations());
  }

  @Test
  void programsBeyondTheBoundAreLetGo() {
    for (int i = 0; i < Compiler.MOST + 10; i++) {
      run(Tensor.scalar(1).plus(i));
    }
    assertEquals(Compiler.MOST, compiler.programs());
    run(Tensor.scalar(1).plus(0));
    assertEquals(Compiler.MOST + 11, compiler.compilations());
  }

  @Test
  void largeConstantsAreTransposedOnTheirOwn() {
    Tensor w = Tensor.random(Seed.of(3), Space.ONE, Shape.of(70, 61));
    Tensor out = w.plus(1).transpose();
    double[] plain = run(w.plus(1));
    double[] turned = run(out);
    for (int i = 0; i < 70; i++) {
      for (int j = 0; j < 61; j++) {
        assertEquals(plain[i * 61 + j], turned[j * 70 + i]);
      }
    }
    List<String> steps = compiler.explain(List.of(out), List.of()).steps();
    assertTrue(steps.getLast().startsWith("transpose: [70, 61]"), steps.toString());
  }

  // ---- updates ----

  @Test
  void updatesApplyTogetherAndMoveVersionsByOne() {
    Parameter a =
        Parameter.of("a", Parameter.Kind.TRAINED, Space.ONE, Shape.of(2), new float[] {1, 2});
    Parameter b =
        Parameter.of("b", Parameter.Kind.TRAINED, Space.ONE, Shape.of(2), new float[] {10, 20});
    for (int step = 1; step <= 3; step++) {
      Tensor sum = a.read().plus(b.read());
      List<Value> out =
          compiler.run(List.of(sum), List.of(new Update(a, b.read()), new Update(b, a.read())));
      assertArrayEquals(new double[] {11, 22}, out.getFirst().doubles());
      assertArrayEquals(
          step % 2 == 1 ? new double[] {10, 20} : new double[] {1, 2}, a.value().doubles());
      assertEquals(step, a.version());
      assertEquals(step, b.version());
    }
  }

  @Test
  void assigningCountsInAStepOnly() {
    Parameter mean =
        Parameter.of("mean", Parameter.Kind.STATE, Space.ONE, Shape.SCALAR, new float[] {4});
    Parameter w =
        Parameter.of("w", Parameter.Kind.TRAINED, Space.ONE, Shape.SCALAR, new float[] {1});
    Tensor x = mean.read().times(2).assigning(new Update(mean, mean.read().plus(1)));
    assertArrayEquals(new double[] {8}, run(x));
    assertEquals(0, mean.version());
    compiler.run(List.of(), List.of(new Update(w, w.read().minus(x))));
    assertArrayEquals(new double[] {-7}, w.value().doubles());
    assertArrayEquals(new double[] {5}, mean.value().doubles());
    assertEquals(1, mean.version());
  }

  @Test
  void assigningAParameterTwiceIsRefused() {
    Parameter p = Parameter.of("p", Parameter.Kind.TRAINED, Space.ONE, Shape.of(2), new float[2]);
    List<Update> updates =
        List.of(new Update(p, p.read().plus(1)), new Update(p, p.read().plus(2)));
    String message =
        assertThrows(IllegalArgumentException.class, () -> compiler.run(List.of(), updates))
            .getMessage();
    assertTrue(
        message.contains("Parameter p")
            && message.contains("twice")
            && message.contains("Add the changes up"),
        message);
    assertEquals(0, p.version());
  }

  @Test
  void warmStepsTakeMemoryForTheirOutputsOnly() {
    Training t = new Training(40, 300, 6, 2);
    Training.Layer layer = Training.LAYERS.get("gcn");
    for (int step = 0; step < 3; step++) {
      compiler.run(List.of(), t.updates(t.loss(layer, 8, step), 0.1));
    }
    try (Watch watch = Memory.watch()) {
      for (int step = 3; step < 6; step++) {
        compiler.run(List.of(), t.updates(t.loss(layer, 8, step), 0.1));
      }
      assertEquals(0, watch.allocations());
    }
  }

  @Test
  void reluKeepsNothingButItsResultForItsDerivative() {
    assertOnlyResultIsKept(Functions::relu);
  }

  @Test
  void eluKeepsNothingButItsResultForItsDerivative() {
    assertOnlyResultIsKept(x -> Functions.elu(x, 0.5));
  }

  private static void assertOnlyResultIsKept(UnaryOperator<Tensor> activation) {
    NodeSet nodes = NodeSet.of("node", 5_000);
    int[] ids = IntStream.range(0, 5_000).toArray();
    EdgeList edges = EdgeList.of("self", nodes, nodes, Coo.of(5_000, 5_000, ids, ids));
    Tensor x = Tensor.of(nodes, Shape.of(16), new float[5_000 * 16]);
    Tensor first = Tensor.of(Space.ONE, Shape.of(16, 64), new float[16 * 64]);
    Tensor bias = Tensor.of(Space.ONE, Shape.of(64), new float[64]);
    Tensor second = Tensor.of(Space.ONE, Shape.of(64, 16), new float[64 * 16]);
    Tensor hidden = activation.apply(x.matmul(first).plus(bias));
    Tensor out =
        hidden.matmul(second).at(edges, Op.End.SRC).reduce(edges, Op.End.DST, Reduction.SUM);
    Tensor loss = out.times(out).sumRows().fold(Reduction.SUM, 0);
    List<Tensor> gradients = loss.gradients(List.of(first, bias, second));
    long width64 = 5_000 * 64 * 4;
    try (Watch watch = Memory.watch()) {
      Compiler.on(Backends.named("vector")).run(gradients, List.of());
      // Beside the result there are narrow rows, partial totals and scratch.
      assertTrue(watch.peakBytes() < 2.2 * width64, () -> watch.peakBytes() + " of " + width64);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"portable", "vector"})
  void rowsAreOverwrittenByWhatIsMadeOfThem(String backend) {
    int n = 1_000;
    Space.Rows rows = new Space.Rows(n);
    Tensor x = Tensor.random(Seed.of(1), rows, Shape.of(300)).evaluate();
    Tensor w = Tensor.random(Seed.of(2), Space.ONE, Shape.of(300, 500)).evaluate();
    Tensor narrow = Tensor.random(Seed.of(3), Space.ONE, Shape.of(500, 8)).evaluate();
    // Products too large for a kernel, so both a and b are stored, and so are c and d.
    Tensor a = x.matmul(w);
    Tensor b = x.neg().evaluate().matmul(w);
    Tensor c = a.times(b).plus(a);
    Tensor d = a.minus(b).tanh();
    Tensor sums = Tensor.concat(0, a.sumRows(), b.sumRows());
    Tensor products = c.matmulTransposed(w).sumRows().plus(d.matmulTransposed(w).sumRows());
    List<Tensor> wanted =
        List.of(sums, products, c.matmul(narrow).plus(d.matmul(narrow)).sumRows());
    List<Value> expected = new Interpreter().run(wanted, List.of());
    try (Watch watch = Memory.watch()) {
      List<Value> computed = Compiler.on(Backends.named(backend)).run(wanted, List.of());
      long large = 4L * n * 512;
      assertTrue(watch.peakBytes() < 3.5 * large, () -> watch.peakBytes() + " of " + large);
      for (int i = 0; i < wanted.size(); i++) {
        double[] exact = expected.get(i).doubles();
        double[] found = computed.get(i).doubles();
        for (int j = 0; j < exact.length; j++) {
          assertEquals(exact[j], found[j], 1e-3 * (1 + Math.abs(exact[j])));
        }
      }
    }
  }

  @Test
  void memoryThatCameFromElsewhereIsNeverWritten() {
    Value mine = Value.copyOf(new double[] {1, 2}, 1, 2);
    Parameter p = Parameter.of("p", Parameter.Kind.TRAINED, Space.ONE, Shape.of(2), new float[2]);
    p.assign(mine);
    compiler.run(List.of(), List.of(new Update(p, p.read().plus(1))));
    assertArrayEquals(new double[] {1, 2}, mine.doubles());
    assertArrayEquals(new double[] {2, 3}, p.value().doubles());
  }

  @Test
  void outputsKeepTheirValueWhenTheParameterMoves() {
    Parameter p =
        Parameter.of("p", Parameter.Kind.TRAINED, Space.ONE, Shape.of(2), new float[] {1, 2});
    compiler.run(List.of(), List.of(new Update(p, p.read().plus(1))));
    Value before = compiler.run(List.of(p.read()), List.of()).getFirst();
    compiler.run(List.of(), List.of(new Update(p, p.read().plus(1))));
    assertArrayEquals(new double[] {2, 3}, before.doubles());
  }

  @Test
  void readingAParameterThatMovedNamesTheCure() {
    Parameter p =
        Parameter.of(
            "layers.0.weight", Parameter.Kind.TRAINED, Space.ONE, Shape.of(2), new float[2]);
    Tensor old = p.read().times(2);
    compiler.run(List.of(), List.of(new Update(p, p.read().plus(1))));
    String message = assertThrows(IllegalStateException.class, () -> run(old)).getMessage();
    assertTrue(
        message.contains("layers.0.weight")
            && message.contains("version=0")
            && message.contains("step(loss, logits)"),
        message);
  }

  @Test
  void trainingStepsAreInterpretedStepForStep() {
    for (String layer : Training.LAYERS.keySet()) {
      Training compiled = new Training(30, 200, 6, 4);
      Training interpreted = new Training(30, 200, 6, 4);
      for (int step = 0; step < 4; step++) {
        Tensor a = compiled.loss(Training.LAYERS.get(layer), 8, step);
        double x = compiler.run(List.of(a), compiled.updates(a, 0.05)).getFirst().doubles()[0];
        Tensor b = interpreted.loss(Training.LAYERS.get(layer), 8, step);
        double y =
            new Interpreter().run(List.of(b), interpreted.updates(b, 0.05)).getFirst().doubles()[0];
        assertEquals(y, x, 1e-9 * Math.abs(y), layer + ", step " + step);
      }
    }
  }

  // ---- outputs ----

  @Test
  void edgeTensorsAreStoredWhenAskedFor() {
    Training t = new Training(7, 30, 3, 2);
    Tensor x = Tensor.random(Seed.of(1), t.graph.src(), Shape.of(3));
    Tensor score = t.edges.src(x).dot(t.edges.dst(x));
    Tensor soft = t.edges.softmax(score);
    List<Tensor> outputs =
        List.of(score, soft, t.edges.sum(soft.times(t.edges.src(x))), t.edges.src(x));
    List<Value> expected = new Interpreter().run(outputs, List.of());
    List<Value> got = compiler.run(outputs, List.of());
    for (int i = 0; i < outputs.size(); i++) {
      assertArrayEquals(expected.get(i).doubles(), got.get(i).doubles(), 1e-12);
    }
  }

  @Test
  void allThatOneRelationReducesIsOneKernel() {
    Training t = new Training(40, 300, 5, 1);
    Tensor x = Tensor.random(Seed.of(1), t.graph.src(), Shape.of(5)).evaluate();
    Tensor m = t.edges.src(x).times(t.edges.dst(x));
    Tensor soft = t.edges.softmax(m.fold(Reduction.SUM, 0));
    List<Tensor> outputs =
        List.of(
            t.edges.sum(soft.times(t.edges.src(x))),
            t.edges.mean(m),
            t.edges.max(m),
            soft,
            t.edges.inDegrees());
    assertEquals(1, compiler.explain(outputs, List.of()).steps().size());
  }

  // ---- memory ----

  @ParameterizedTest
  @MethodSource("layers")
  void trainingStoresNoEdgeTensor(String layer) {
    int nodes = 60;
    int edges = 50 * nodes;
    int width = 32;
    Training t = new Training(nodes, edges, width, 9);
    Tensor loss = t.loss(Training.LAYERS.get(layer), width, 1);
    List<Update> updates = t.updates(loss, 0.1);
    long bound = 8L * edges * (width / 4);
    Explanation explanation = compiler.explain(List.of(loss), updates);
    assertTrue(explanation.largestBufferBytes() < bound, explanation.toString());
    assertEquals(List.of(), explanation.notes());
    t.graph.in();
    t.graph.out();
    try (Watch watch = Memory.watch()) {
      compiler.run(List.of(loss), updates);
      assertTrue(
          watch.largestBuffer() < bound,
          layer + ": " + watch.largestBuffer() + " bytes in one buffer");
    }
  }

  @Test
  void whatIsStoredForEveryEdgeIsNoted() {
    Training t = new Training(10, 50, 4, 3);
    Tensor edge = Tensor.random(Seed.of(2), t.graph, Shape.of(4));
    Tensor out =
        t.edges.sum(
            t.edges
                .src(Tensor.random(Seed.of(1), t.graph.src(), Shape.of(4)))
                .times(edge)
                .matmul(t.weight("w", 4, 2))
                .tanh());
    Explanation explanation = compiler.explain(List.of(out), List.of());
    assertEquals(
        List.of(
            "A tensor [edges, 4] is stored for every edge: matmul takes its operand from memory."),
        explanation.notes());
  }

  /** Messages through a layer of their own, forward, and a node's two layers: a kernel each way. */
  @Test
  void productsWithWeightsAreInTheKernelThatHasTheRows() {
    Compiler vectors = Compiler.on(Backends.named("vector"));
    Training t = new Training(40, 300, 12, 5);
    Tensor ofMessages = t.weight("ofMessages", 24, 16);
    Tensor hidden = t.weight("hidden", 16, 20);
    Tensor last = t.weight("last", 20, 9);
    Tensor x = Tensor.random(Seed.of(1), t.graph.src(), Shape.of(12));
    Tensor ends = Tensor.concat(0, t.edges.src(x), t.edges.dst(x));
    Tensor messages = Functions.relu(ends.times(ends).matmul(ofMessages));
    Tensor out = Functions.relu(t.edges.sum(messages).matmul(hidden)).matmul(last);
    Explanation explanation = vectors.explain(List.of(out), List.of());
    assertEquals(1, explanation.steps().size(), explanation::toString);
    assertEquals(List.of(), explanation.notes());
    assertTrue(explanation.toString().contains("· W[24, 16]"), explanation::toString);
    List<Tensor> outputs = new ArrayList<>(List.of(out));
    Tensor loss = out.times(out).sum().sumRows();
    outputs.addAll(loss.gradients(List.of(ofMessages, hidden, last, x)));
    List<Value> expected = new Interpreter().run(outputs, List.of());
    List<Value> got = vectors.run(outputs, List.of());
    for (int i = 0; i < outputs.size(); i++) {
      double[] right = expected.get(i).doubles();
      // Sums of some hundred terms, each off by 2^-24 of the largest at worst.
      double tolerance = 1e-5 * Arrays.stream(right).map(Math::abs).max().orElseThrow();
      assertArrayEquals(right, got.get(i).doubles(), tolerance, "output " + i);
    }
  }

  @Test
  void explanationsSayWhatRunsWhereAndWhatItMoves() {
    Training t = new Training(10, 50, 4, 3);
    Tensor x = Tensor.of(t.graph.src(), Shape.of(4), new float[40]);
    Tensor w = Tensor.of(t.graph, Shape.of(1), new float[50]);
    String text =
        compiler.explain(List.of(t.edges.sum(t.edges.src(x).times(w))), List.of()).toString();
    assertTrue(
        text.contains(
            "spmm in-edges node:to:node (10 rows, 50 edges): sum(src[4] * edge) -> [4]; reads 1,000 B, writes 320 B"),
        text);
    assertFalse(text.contains("note:"), text);
  }

  // ---- threads and depth ----

  @Test
  void eightThreadsThroughOneProgramEqualOne() throws Exception {
    Training t = new Training(50, 400, 6, 8);
    Training.Layer layer = Training.LAYERS.get("gat");
    List<double[]> alone = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      alone.add(run(t.logits(layer, 8, i)));
    }
    long compilations = compiler.compilations();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<double[]>> jobs = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        int step = i;
        jobs.add(() -> run(t.logits(layer, 8, step)));
      }
      List<Future<double[]>> results = threads.invokeAll(jobs);
      for (int i = 0; i < 16; i++) {
        assertArrayEquals(alone.get(i), results.get(i).get(), 0);
      }
    }
    assertEquals(compilations, compiler.compilations());
  }

  @Test
  void deepExpressionsDoNotOverflowTheStack() {
    NodeSet nodes = NodeSet.of("node", 3);
    Tensor rows = Tensor.of(nodes, Shape.of(2), 1, 2, 3, 4, 5, 6);
    Tensor constant = Tensor.constant(new float[] {1, 2}, 2);
    Training t = new Training(5, 9, 2, 1);
    Tensor edges = Tensor.random(Seed.of(1), t.graph, Shape.of(2));
    Tensor node = Tensor.random(Seed.of(2), t.graph.src(), Shape.of(2));
    for (int i = 0; i < 10_000; i++) {
      rows = rows.times(0.5).plus(1);
      constant = constant.times(0.5).plus(1);
      edges = edges.times(t.edges.src(node)).plus(1);
    }
    assertArrayEquals(new double[] {2, 2, 2, 2, 2, 2}, run(rows), 1e-12);
    assertArrayEquals(new double[] {2, 2}, run(constant), 1e-12);
    assertEquals(18, run(edges).length);
    Tensor x = Tensor.of(nodes, Shape.of(2), 1, 2, 3, 4, 5, 6);
    Tensor y = x;
    for (int i = 0; i < 2_000; i++) {
      y = y.sin().plus(x);
    }
    assertEquals(6, run(y.sum().sumRows().gradients(List.of(x)).getFirst()).length);
  }

  private double[] run(Tensor x) {
    return compiler.run(List.of(x), List.of()).getFirst().doubles();
  }
}

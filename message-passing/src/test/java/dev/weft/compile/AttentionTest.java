package dev.weft.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.backend.vector.VectorBackend;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.memory.Watch;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import dev.weft.testing.BenchmarkGraphs;
import dev.weft.testing.GradientCheck;
import dev.weft.testing.Graphs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Softmax over in-edges and the weighted sum behind it: extreme scores, every width, memory. */
final class AttentionTest {
  private static final Interpreter INTERPRETER = new Interpreter();

  private static List<Backend> backends() {
    return List.of(
        Backends.named("portable"),
        Backends.named("vector"),
        new VectorBackend(VectorBackend.Start.AT_ONCE));
  }

  /** A graph where node 0 has no edges in or out, node 1 is a hub, and 2 and 3 are joined twice. */
  private static EdgeList graph() {
    int[] src = {2, 3, 4, 5, 6, 1, 2, 2, 3, 4, 5, 5};
    int[] dst = {1, 1, 1, 1, 1, 1, 3, 3, 2, 4, 6, 1};
    return Graphs.homogeneous("attention", 7, src, dst);
  }

  // ---- extreme scores ----

  private static Stream<int[]> headsAndFeatures() {
    return Stream.of(
        new int[] {1, 1},
        new int[] {1, 257},
        new int[] {2, 128},
        new int[] {3, 5},
        new int[] {4, 32},
        new int[] {5, 51},
        new int[] {7, 17},
        new int[] {8, 8},
        new int[] {8, 31},
        new int[] {11, 9},
        new int[] {13, 3},
        new int[] {16, 1},
        new int[] {16, 16});
  }

  /**
   * Scores are multiples of 1/64, so that float32 adds and subtracts them without rounding; what is
   * left are the roundings of exp (2 ulp), of sums of 7 terms, and of products.
   */
  @ParameterizedTest
  @MethodSource("headsAndFeatures")
  void scoresOfTenThousandDoNotOverflow(int[] row) {
    EdgeList graph = graph();
    Edges e = Edges.of(graph);
    Random random = new Random(row[0] * 1000L + row[1]);
    Tensor x = numbers(random, graph.src(), 1, Shape.of(row));
    Tensor left = extremes(random, graph.src(), Shape.of(row[0], 1));
    Tensor right = extremes(random, graph.dst(), Shape.of(row[0], 1));
    Tensor soft = e.softmax(e.src(left).plus(e.dst(right)));
    Tensor y = e.sum(soft.times(e.src(x)));
    List<Tensor> outputs = new ArrayList<>(List.of(y, soft));
    outputs.addAll(y.gradients(List.of(x, left, right), weights(y)));
    List<Value> expected = INTERPRETER.run(outputs, List.of());
    for (double element : expected.getFirst().doubles()) {
      assertTrue(Double.isFinite(element));
    }
    for (Backend backend : backends()) {
      List<Value> got = Compiler.on(backend).run(outputs, List.of());
      for (int i = 0; i < outputs.size(); i++) {
        assertNear(backend.name() + ", output " + i, expected.get(i), got.get(i), 1e-5);
      }
    }
  }

  private static Tensor extremes(Random random, Space space, Shape shape) {
    double[] kinds = {-1e4, 1e4, 0, 1e4 - 1, -1e4 + 0.5, 1e4 - 1.0 / 64};
    double[] elements = new double[Math.toIntExact(space.size() * shape.width())];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = kinds[random.nextInt(kinds.length)] / 2;
    }
    return Tensor.of(space, shape, elements);
  }

  private static Tensor numbers(Random random, Space space, double scale, Shape shape) {
    float[] elements = new float[Math.toIntExact(space.size() * shape.width())];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) (scale * (2 * random.nextDouble() - 1));
    }
    return Tensor.of(space, shape, elements);
  }

  private static Tensor weights(Tensor y) {
    return Tensor.random(Seed.of(5), y.space(), y.shape()).minus(0.5);
  }

  private static void assertNear(String what, Value expected, Value got, double tolerance) {
    double[] x = expected.doubles();
    double[] y = got.doubles();
    for (int i = 0; i < x.length; i++) {
      assertEquals(x[i], y[i], tolerance * (1 + Math.abs(x[i])), what + ", element " + i);
    }
  }

  @Test
  void aNodeWithoutInEdgesGetsNothingAndGivesNoGradient() {
    EdgeList graph = graph();
    Edges e = Edges.of(graph);
    Random random = new Random(1);
    Tensor x = numbers(random, graph.src(), 1, Shape.of(2, 3));
    Tensor right = numbers(random, graph.dst(), 1, Shape.of(2, 1));
    Tensor y = e.sum(e.softmax(e.src(x.sum(-1).reshape(2, 1)).plus(e.dst(right))).times(e.src(x)));
    List<Tensor> outputs = List.of(y, y.gradients(List.of(right), weights(y)).getFirst());
    for (Backend backend : backends()) {
      List<Value> got = Compiler.on(backend).run(outputs, List.of());
      for (int node : new int[] {0, 5}) {
        for (int j = 0; j < 6; j++) {
          assertEquals(0, got.getFirst().doubles()[node * 6 + j], backend.name());
        }
        for (int head = 0; head < 2; head++) {
          assertEquals(0, got.getLast().doubles()[node * 2 + head], backend.name());
        }
      }
    }
  }

  // ---- gradients ----

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 9", "2, 3", "3, 1", "16, 2"})
  void gradientsAreDifferenceQuotients(int heads, int features) {
    for (EdgeList graph : Graphs.all()) {
      Edges e = Edges.of(graph);
      GradientCheck.first(
          "additive attention on " + graph,
          heads,
          in -> {
            Tensor l = in.any(graph.src(), heads, 1);
            Tensor r = in.any(graph.dst(), heads, 1);
            Tensor x = in.any(graph.src(), heads, features);
            return e.sum(e.softmax(Functions.silu(e.src(l).plus(e.dst(r)))).times(e.src(x)));
          });
      GradientCheck.first(
          "attention by dot products with edge biases on " + graph,
          features,
          in -> {
            Tensor key = in.any(graph.src(), heads, features);
            Tensor query = in.any(graph.dst(), heads, features);
            Tensor bias = in.any(graph, heads, 1);
            Tensor value = in.any(graph.src(), heads, features);
            return e.sum(e.softmax(e.src(key).dot(e.dst(query)).plus(bias)).times(e.src(value)));
          });
    }
  }

  // ---- memory ----

  /**
   * Eight heads of eight on two million edges. One tensor [edges, 8] would take 67 MB, and three of
   * them, scores, their exponentials and the gradient, 200.
   */
  @Test
  void attentionOnTwoMillionEdgesTakesNoEdgeTensor() {
    Optional<EdgeList> found = BenchmarkGraphs.named("rmat17");
    Assumptions.assumeTrue(found.isPresent(), "no rmat17 below weft.graphs");
    EdgeList graph = found.orElseThrow();
    Edges e = Edges.of(graph);
    Random random = new Random(2);
    Tensor x = numbers(random, graph.src(), 1, Shape.of(8, 8));
    Tensor left = numbers(random, graph.src(), 1, Shape.of(8, 1));
    Tensor right = numbers(random, graph.dst(), 1, Shape.of(8, 1));
    Tensor score = Functions.leakyRelu(e.src(left).plus(e.dst(right)), 0.2);
    Tensor y = e.sum(e.softmax(score).times(e.src(x)));
    Tensor cotangent = numbers(random, graph.dst(), 1, Shape.of(8, 8));
    List<Tensor> all = new ArrayList<>(List.of(y));
    all.addAll(y.gradients(List.of(x, left, right), cotangent));
    graph.in();
    graph.out();
    for (Backend backend : backends()) {
      assertTrue(extraBytes(backend, List.of(y)) < 20e6, backend.name());
      assertTrue(extraBytes(backend, all) < 20e6, backend.name() + ", with gradients");
    }
  }

  /** Native bytes at the highest point, results not counted. */
  private static long extraBytes(Backend backend, List<Tensor> outputs) {
    try (Watch watch = Memory.watch()) {
      List<Value> values = Compiler.on(backend).run(outputs, List.of());
      long results = values.stream().mapToLong(value -> value.storage().bytes()).sum();
      return watch.peakBytes() - results;
    }
  }
}

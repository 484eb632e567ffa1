package dev.weft.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.EdgeList;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import dev.weft.testing.Graphs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps the order of numbers is done once per node, behind the extreme, to the same value. */
final class ExtremesTest {
  private static final Interpreter INTERPRETER = new Interpreter();
  private final Compiler compiler = Compiler.on(Backends.named("reference"));

  /** Messages of a source's row and a destination's. */
  private static final Map<String, BinaryOperator<Tensor>> MESSAGES = new LinkedHashMap<>();

  static {
    MESSAGES.put("u + v", Tensor::plus);
    MESSAGES.put("v + u", (u, v) -> v.plus(u));
    MESSAGES.put("u - v", Tensor::minus);
    MESSAGES.put("v - u", (u, v) -> v.minus(u));
    MESSAGES.put("relu(u - v)", (u, v) -> Functions.relu(u.minus(v)));
    MESSAGES.put("leaky(v - u)", (u, v) -> Functions.leakyRelu(v.minus(u), 0.2));
    MESSAGES.put("relu(u - v) + 1", (u, v) -> Functions.relu(u.minus(v)).plus(1));
    MESSAGES.put("leaky(2 - relu(u + v))", (u, v) -> leakyBelow(Functions.relu(u.plus(v))));
  }

  private static Tensor leakyBelow(Tensor x) {
    return Functions.leakyRelu(Tensor.literal(2).minus(x), 0.1);
  }

  static Stream<String> messages() {
    return MESSAGES.keySet().stream();
  }

  /** Those that an explanation has room for. */
  static Stream<String> shortMessages() {
    return messages().limit(6);
  }

  private static Tensor rows(EdgeList edges, int seed) {
    return Tensor.random(Seed.of(seed), edges.src(), Shape.of(3)).minus(0.5).evaluate();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void extremesOfWhatKeepsTheOrderAreTheSame(String message) {
    for (EdgeList list : Graphs.all()) {
      Edges e = Edges.of(list);
      Tensor u = e.src(rows(list, 1));
      Tensor v = e.dst(Tensor.random(Seed.of(2), list.dst(), Shape.of(3)).minus(0.5).evaluate());
      Tensor m = MESSAGES.get(message).apply(u, v);
      for (Tensor out : List.of(e.max(m), e.min(m))) {
        double[] expected = INTERPRETER.run(List.of(out), List.of()).getFirst().doubles();
        double[] got = compiler.run(List.of(out), List.of()).getFirst().doubles();
        assertArrayEquals(expected, got, 1e-15, message + " on " + list);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shortMessages")
  void theExtremeIsTakenOfTheRowsAlone(String message) {
    Training t = new Training(10, 50, 3, 3);
    Tensor u = t.edges.src(rows(t.graph, 1));
    Tensor v = t.edges.dst(rows(t.graph, 2));
    Tensor out = t.edges.max(MESSAGES.get(message).apply(u, v));
    String text = compiler.explain(List.of(out), List.of()).toString();
    assertTrue(text.contains("max(src[3])") || text.contains("min(src[3])"), text);
  }

  /** Finding the edge of an extreme reads the whole message anyway. */
  @Test
  void whoseEdgeIsWantedStaysAsItIs() {
    Training t = new Training(10, 50, 3, 3);
    Tensor u = t.weight("u", 3, 3);
    Tensor x = rows(t.graph, 1).matmul(u);
    Tensor out = t.edges.max(Functions.relu(t.edges.src(x).minus(t.edges.dst(x))));
    List<Tensor> both =
        List.of(out, out.times(out).sumRows().sum().gradients(List.of(u)).getFirst());
    String text = compiler.explain(both, List.of()).toString();
    assertEquals(-1, text.indexOf("max(src[3])"), text);
    List<double[]> expected =
        INTERPRETER.run(both, List.of()).stream().map(value -> value.doubles()).toList();
    for (int i = 0; i < 2; i++) {
      assertArrayEquals(
          expected.get(i), compiler.run(both, List.of()).get(i).doubles(), 1e-12, "output " + i);
    }
  }
}

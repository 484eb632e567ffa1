package dev.weft.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weft.graph.EdgeList;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.backend.vector.VectorBackend;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Watch;
import dev.weft.kernels.parallel.Workers;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import dev.weft.testing.Graphs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random message functions and their gradients: the compiler computes what the interpreter defines,
 * every float32 backend the same bits, and none of it in a buffer of the size of the messages.
 * {@code -Dweft.test.messages=N} takes more of them.
 */
final class RandomMessagesTest {
  private static final Interpreter INTERPRETER = new Interpreter();
  private static final Compiler REFERENCE = Compiler.on(Backends.named("reference"));
  private static final Compiler PORTABLE = Compiler.on(Backends.named("portable"));
  private static final Compiler TIERED = Compiler.on(Backends.named("vector"));
  private static final Compiler AT_ONCE =
      Compiler.on(new VectorBackend(VectorBackend.Start.AT_ONCE));

  /** In double: some thousand terms of order one, added in another order. */
  private static final double DOUBLE = 1e-10;

  /**
   * In float32, of the largest element: a sum of n = 5,000 terms is off by n/2 roundings of 2^-24 =
   * 6e-8 at the very worst, 1.5e-4, and by their root if they fall at random.
   */
  private static final double FLOAT = 1e-4;

  static LongStream seeds() {
    return LongStream.range(0, Integer.getInteger("weft.test.messages", 200));
  }

  /** Each seed on one corner case and on two random graphs, one with many isolated nodes. */
  private static List<EdgeList> graphs(long seed) {
    List<EdgeList> corners = Graphs.all();
    return List.of(
        corners.get((int) (seed / 8 % corners.size())), random(seed, 9, 60), random(seed, 30, 7));
  }

  private static EdgeList random(long seed, int nodes, int edges) {
    Random random = new Random(seed);
    int[] src = random.ints(edges, 0, nodes).toArray();
    int[] dst = random.ints(edges, 0, nodes).map(v -> v % 4 == 0 ? 0 : v).toArray();
    return Graphs.homogeneous("random", nodes, src, dst);
  }

  /** The result, and the gradients of a random weighting of it. */
  private static List<Tensor> outputs(RandomMessage message, List<Tensor> leaves) {
    Tensor y = message.output();
    List<Tensor> outputs = new ArrayList<>(List.of(y));
    outputs.addAll(y.gradients(leaves, weights(y)));
    return outputs;
  }

  private static Tensor weights(Tensor y) {
    return Tensor.random(Seed.of(7), y.space(), y.shape()).minus(0.5);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void resultAndGradientsAreThoseOfTheInterpreter(long seed) {
    for (EdgeList graph : graphs(seed)) {
      String what = "seed=" + seed + " on " + graph + ": " + new RandomMessage(seed, graph, 0);
      // Where two messages of one maximum differ by less than a rounding, float32 may take the
      // other one; it does so for one draw of the numbers, a wrong program for every one.
      if (difference(what, seed, graph, 0).isPresent()) {
        difference(what, seed, graph, 1).ifPresent(d -> fail(what + ", " + d));
      }
    }
  }

  /** How float32 results differ from the interpreter's; fails when they depend on the loops. */
  private static Optional<String> difference(String what, long seed, EdgeList graph, int draw) {
    RandomMessage message = new RandomMessage(seed, graph, draw);
    List<Tensor> outputs = outputs(message, message.leaves());
    List<Value> expected = INTERPRETER.run(outputs, List.of());
    difference(expected, REFERENCE.run(outputs, List.of()), DOUBLE)
        .ifPresent(d -> fail(what + ", reference, " + d));
    List<Value> plain = PORTABLE.run(outputs, List.of());
    assertSame(what + ", vectors", plain, AT_ONCE.run(outputs, List.of()));
    assertSame(what + ", tiered", plain, TIERED.run(outputs, List.of()));
    return difference(expected, plain, FLOAT);
  }

  private static Optional<String> difference(
      List<Value> expected, List<Value> got, double tolerance) {
    for (int i = 0; i < expected.size(); i++) {
      double[] x = expected.get(i).doubles();
      double[] y = got.get(i).doubles();
      assertEquals(x.length, y.length);
      double largest = Arrays.stream(x).map(Math::abs).max().orElse(0);
      for (int j = 0; j < x.length; j++) {
        if (!(Math.abs(x[j] - y[j]) <= tolerance * (1 + largest))) {
          return Optional.of(
              "output " + i + ", element " + j + ": expected " + x[j] + ", got " + y[j]);
        }
      }
    }
    return Optional.empty();
  }

  private static void assertSame(String what, List<Value> expected, List<Value> got) {
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i).doubles(), got.get(i).doubles(), 0, what + ", output " + i);
    }
  }

  /**
   * A part of the seeds, with every kind of reduction; 5 and 8, the number of kinds, share no
   * factor.
   */
  static LongStream someSeeds() {
    return seeds().filter(seed -> seed % 5 == 0);
  }

  @ParameterizedTest
  @MethodSource("someSeeds")
  void threadsChangeNoBit(long seed) {
    RandomMessage message = new RandomMessage(seed, random(seed, 3_000, 30_000), 0);
    List<Tensor> outputs = outputs(message, message.leavesOfNodes());
    int before = Workers.threads();
    try {
      Workers.setThreads(1);
      List<Value> alone = AT_ONCE.run(outputs, List.of());
      for (int threads = 2; threads <= 3; threads++) {
        Workers.setThreads(threads);
        String what = "seed=" + seed + ", " + threads + " threads: " + message;
        assertSame(what + ", vectors", alone, AT_ONCE.run(outputs, List.of()));
        assertSame(what + ", tiered", alone, TIERED.run(outputs, List.of()));
      }
    } finally {
      Workers.setThreads(before);
    }
  }

  /** About 400,000 elements in all messages, 50 edges a node. */
  private static EdgeList dense(int width) {
    int nodes = Math.max(40, 8_000 / width);
    return random(width, nodes, 50 * nodes);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noBufferIsAQuarterOfTheMessages(long seed) {
    int width = new RandomMessage(seed, Graphs.all().getFirst(), 0).width();
    EdgeList graph = dense(width);
    RandomMessage message = new RandomMessage(seed, graph, 0);
    List<Tensor> outputs = outputs(message, message.leavesOfNodes());
    if (message.end() == RandomMessage.End.STORED) {
      outputs = outputs.subList(1, outputs.size());
    }
    graph.in(true);
    graph.out(true);
    long quarter = Float.BYTES * graph.size() * width / 4;
    String what = "seed=" + seed + " on " + graph + ": " + message;
    try (Watch watch = Memory.watch()) {
      AT_ONCE.run(outputs, List.of());
      long largest = watch.largestBuffer();
      assertTrue(
          largest < quarter,
          () -> what + ": a buffer of " + largest + " bytes; expected less than " + quarter);
    }
  }
}

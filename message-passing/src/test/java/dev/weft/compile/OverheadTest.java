package dev.weft.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weft.graph.Space;
import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.memory.Watch;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import dev.weft.tensor.Value;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a step costs beside its kernels, and when the memory of values comes back. */
final class OverheadTest {
  private static final int REPEATS = 2000;

  /** Bytes of garbage that a tensor of a step may make, from its making to the program found. */
  private static final long BYTES = 256;

  /**
   * Nanoseconds that a tensor may take. 500 are promised; a machine that does something else at the
   * same time, and a test's JVM with its agents, get six times that.
   */
  private static final long NANOS = 3000;

  private final Backend backend = Backends.named("portable");
  private final Compiler compiler = Compiler.on(backend);
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<String> layers() {
    return Training.LAYERS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void writingAndFindingAStepCostsLittleForEveryTensor(String layer) {
    Training t = new Training(40, 300, 6, 2);
    long nanos = Long.MAX_VALUE;
    long bytes = Long.MAX_VALUE;
    int tensors = 0;
    for (int i = 0; i < REPEATS; i++) {
      long bytesBefore = threads.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      Tensor loss = t.loss(Training.LAYERS.get(layer), 8, i);
      List<Update> updates = t.updates(loss, 0.1);
      Capture capture = compiler.capture(List.of(loss), updates, backend);
      capture.bindings();
      nanos = Math.min(nanos, System.nanoTime() - start);
      bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - bytesBefore);
      tensors = capture.count();
      compiler.done(capture);
    }
    assertTrue(bytes <= BYTES * tensors, layer + ": " + bytes + " bytes, " + tensors + " tensors");
    assertTrue(nanos <= NANOS * tensors, layer + ": " + nanos + " ns, " + tensors + " tensors");
  }

  @Test
  void aCaptureMayGoOnToAnotherExpression() {
    Training t = new Training(10, 30, 4, 1);
    Capture capture = new Capture();
    capture.read(List.of(t.loss(Training.LAYERS.get("gat"), 8, 1)), List.of(), 1);
    Key first = capture.key().frozen();
    capture.clear();
    capture.read(List.of(t.loss(Training.LAYERS.get("gcn"), 8, 1)), List.of(), 1);
    assertTrue(!first.equals(capture.key()));
    capture.clear();
    capture.read(List.of(t.loss(Training.LAYERS.get("gat"), 8, 2)), List.of(), 1);
    assertEquals(first, capture.key());
    assertEquals(first.hashCode(), capture.key().hashCode());
  }

  @Test
  void aClosedValueGivesItsMemoryBackAtOnce() {
    try (Watch watch = Memory.watch()) {
      Value value = compiler.run(List.of(random(5000)), List.of()).getFirst();
      assertTrue(watch.heldBytes() >= 4L * 5000);
      value.close();
      value.close();
      assertEquals(0, watch.heldBytes());
    }
  }

  @Test
  void anExpressionOverAClosedValueIsRefused() {
    Value value = compiler.run(List.of(random(10)), List.of()).getFirst();
    Tensor doubled = Tensor.of(value, new Space.Rows(10), Shape.of(1)).times(2);
    value.close();
    String message =
        assertThrows(IllegalStateException.class, () -> compiler.run(List.of(doubled), List.of()))
            .getMessage();
    assertTrue(message.contains("10 rows of 1 elements that is closed"), message);
  }

  @Test
  void aValueClosedWhileItIsReadIsFreedAfterwards() {
    try (Watch watch = Memory.watch()) {
      Value value = compiler.run(List.of(random(5000)), List.of()).getFirst();
      value.pin();
      value.close();
      assertTrue(watch.heldBytes() > 0);
      value.unpin();
      assertEquals(0, watch.heldBytes());
    }
  }

  private static Tensor random(int rows) {
    return Tensor.random(Seed.of(1), new Space.Rows(rows), Shape.of(1));
  }
}

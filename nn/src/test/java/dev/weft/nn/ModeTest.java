package dev.weft.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.graph.Space;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.dense.Dropout;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ModeTest {
  private static final Seed SEED = Seed.of(1);

  @BeforeAll
  static void interpretInDouble() {
    Evaluation.use(new Interpreter());
  }

  @Test
  void thePathAndTheCountGiveTheSeedWhateverComesBetween() {
    Mode one = Mode.training(SEED);
    Seed first = one.in("a").draw();
    Seed second = one.in("a").draw();
    Mode two = Mode.training(SEED);
    two.in("b").draw();
    assertEquals(first, two.in("a").draw());
    two.in("c", 3).draw();
    assertEquals(second, two.in("a").draw());
    assertNotEquals(first, second);
  }

  @Test
  void evaluationDropsNothingAndDrawsNothing() {
    Tensor x = Tensor.of(new float[][] {{1, 2}});
    assertSame(x, Dropout.of(0.9).forward(x, Mode.evaluation()));
    assertThrows(IllegalStateException.class, () -> Mode.evaluation().draw());
  }

  @Test
  void trainingKeepsTheExpectedShareScaledUp() {
    Tensor x = Tensor.of(new Space.Rows(1000), Shape.of(10), ones(10_000));
    double[] y = Dropout.of(0.3).forward(x, Mode.training(SEED)).toDense().doubles();
    long kept = Arrays.stream(y).filter(v -> v != 0).count();
    // 10,000 draws of probability 0.7: deviation 46, and five of them.
    assertEquals(7000, kept, 230);
    Arrays.stream(y).filter(v -> v != 0).forEach(v -> assertEquals(1 / 0.7, v, 1e-12));
    double[] again = Dropout.of(0.3).forward(x, Mode.training(SEED)).toDense().doubles();
    assertArrayEquals(y, again);
    assertFalse(
        Arrays.equals(
            y, Dropout.of(0.3).forward(x, Mode.training(SEED.child(1))).toDense().doubles()));
  }

  private static float[] ones(int count) {
    float[] all = new float[count];
    Arrays.fill(all, 1);
    return all;
  }
}

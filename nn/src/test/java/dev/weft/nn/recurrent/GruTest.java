package dev.weft.nn.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.graph.Space;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GruTest {
  private static final Seed SEED = Seed.of(6);

  @BeforeAll
  static void interpretInDouble() {
    Evaluation.use(new Interpreter());
  }

  private static Tensor sequences() {
    return Tensor.of(new Space.Rows(2), Shape.of(4, 3), new Random(1).doubles(24).toArray());
  }

  @Test
  void aSequenceIsTheCellStepByStep() {
    Gru gru = Gru.of(3, 5, SEED);
    GruCell cell = GruCell.of(Gates.of(3, 3, 5, "_l0", SEED));
    Tensor h = Tensor.constant(new float[5], 5);
    for (int step = 0; step < 4; step++) {
      h = cell.forward(sequences().slice(0, step, step + 1).reshape(-1), h);
    }
    Gru.Output output = gru.forward(sequences());
    assertArrayEquals(h.doubles(), output.last().getFirst().doubles(), 1e-12);
    assertArrayEquals(h.doubles(), output.out().slice(0, 3, 4).doubles(), 1e-12);
  }

  @Test
  void bothWaysStandSideBySideAndAreNamedAsInPytorch() {
    Gru gru = Gru.of(3, 5, 2, Lstm.Direction.BIDIRECTIONAL, SEED);
    Gru.Output output = gru.forward(sequences());
    assertEquals(Shape.of(4, 10), output.out().shape());
    assertEquals(4, output.last().size());
    assertEquals(16, gru.parameters().size());
    assertEquals(Shape.of(15, 10), gru.parameters().get("weight_ih_l1_reverse").shape());
    double[] backward = output.out().slice(0, 0, 1).slice(1, 5, 10).doubles();
    assertArrayEquals(output.last().get(3).doubles(), backward, 0);
  }

  @Test
  void aSequenceWithoutStepsIsRefused() {
    Tensor none = Tensor.of(new Space.Rows(2), Shape.of(0, 3), new float[0]);
    assertThrows(IllegalArgumentException.class, () -> Gru.of(3, 5, SEED).forward(none));
    assertThrows(
        IllegalArgumentException.class, () -> Gru.of(3, 5, 0, Lstm.Direction.FORWARD, SEED));
  }
}

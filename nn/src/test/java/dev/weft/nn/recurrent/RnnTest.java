package dev.weft.nn.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.graph.Space;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.recurrent.RnnCell.Nonlinearity;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RnnTest {
  private static final Seed SEED = Seed.of(6);

  @BeforeAll
  static void interpretInDouble() {
    Evaluation.use(new Interpreter());
  }

  @Test
  void aStepAddsInputAndStateAndBothBiases() {
    RnnCell cell = RnnCell.of(1, 2, SEED);
    cell.parameters()
        .load(
            Map.of(
                "weight_ih", new float[] {2, -3},
                "weight_hh", new float[] {1, 0.5f, 0, 1},
                "bias_ih", new float[] {0.25f, 0},
                "bias_hh", new float[] {0.5f, 1}));
    Tensor x = Tensor.of(new float[][] {{1}});
    Tensor h = Tensor.of(new float[][] {{4, -2}});
    // Sums 2 + 4 - 1 + 0.75 = 5.75 and -3 - 2 + 1 = -4.
    assertArrayEquals(
        new double[] {Math.tanh(5.75), Math.tanh(-4)}, cell.forward(x, h).doubles(), 1e-12);
    RnnCell straight = cell.withNonlinearity(Nonlinearity.RELU);
    assertArrayEquals(new double[] {5.75, 0}, straight.forward(x, h).doubles(), 1e-12);
    assertArrayEquals(new double[] {5, 0}, straight.withoutBias().forward(x, h).doubles(), 1e-12);
  }

  @Test
  void aSequenceIsTheCellStepByStepBothWays() {
    Rnn rnn = Rnn.withoutBias(1, 1, 1, Lstm.Direction.BIDIRECTIONAL, Nonlinearity.RELU, SEED);
    rnn.parameters()
        .load(
            Map.of(
                "weight_ih_l0", new float[] {1},
                "weight_hh_l0", new float[] {10},
                "weight_ih_l0_reverse", new float[] {2},
                "weight_hh_l0_reverse", new float[] {100}));
    Tensor x = Tensor.of(new Space.Rows(1), Shape.of(3, 1), new double[] {1, 2, 3});
    Rnn.Output read = rnn.forward(x);
    // Forward 1, 2 + 10, 3 + 120; backward 6, 4 + 600, 2 + 60400.
    assertArrayEquals(new double[] {1, 60402, 12, 604, 123, 6}, read.out().doubles(), 1e-9);
    assertEquals(123, read.last().getFirst().item(), 1e-9);
  }
}

package dev.weft.nn.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.graph.Space;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MetricTest {
  private static final Tensor LOGITS =
      Tensor.of(new float[][] {{1, 2, 0}, {3, 3, 1}, {0, 0, 9}, {5, 1, 1}});

  @BeforeAll
  static void interpretInDouble() {
    Evaluation.use(new Interpreter());
  }

  private static Tensor ints(int... numbers) {
    return Tensor.of(new Space.Rows(numbers.length), Shape.SCALAR, numbers);
  }

  @Test
  void thePredictionIsTheFirstLargestScore() {
    assertArrayEquals(new double[] {1, 0, 2, 0}, Metrics.predictions(LOGITS).doubles());
  }

  @Test
  void accuracyCountsTheRowsOfTheMask() {
    assertEquals(0.75, Metrics.accuracy(LOGITS, ints(1, 1, 2, 0)).item());
    assertEquals(0.5, Metrics.accuracy(LOGITS, ints(1, 1, 2, 0), ints(1, 1, 0, 0)).item());
    assertEquals(0, Metrics.accuracy(LOGITS, ints(1, 1, 2, 0), ints(0, 0, 0, 0)).item());
  }

  @Test
  void confusionGivesPrecisionRecallAndF1() {
    Confusion c = Confusion.of(3, new int[] {0, 0, 1, 1, 1}, new int[] {0, 1, 1, 1, 0});
    assertEquals(0.6, c.accuracy(), 1e-15);
    assertEquals(0.5, c.precision(0), 1e-15);
    assertEquals(2.0 / 3, c.recall(1), 1e-15);
    assertEquals(2.0 / 3, c.f1(1), 1e-15);
    assertEquals((0.5 + 2.0 / 3) / 2, c.macroF1(), 1e-15);
    assertEquals(0.6, c.microF1(), 1e-15);
    assertEquals(0, Confusion.of(2, new int[0], new int[0]).macroF1());
  }

  @Test
  void confusionOfScoresIsThatOfTheirPredictions() {
    assertEquals(
        Metrics.accuracy(LOGITS, ints(1, 1, 2, 0), ints(1, 1, 1, 0)).item(),
        Confusion.of(LOGITS, ints(1, 1, 2, 0), ints(1, 1, 1, 0)).accuracy(),
        1e-15);
    assertThrows(
        IllegalArgumentException.class, () -> Confusion.of(2, new int[] {2}, new int[] {0}));
  }

  @Test
  void decisionsOfSeveralLabelsGiveF1() {
    MultiLabel counts = MultiLabel.of(2, new double[] {1, 1, -1, 1}, new double[] {1, 0, 1, 1});
    assertEquals(2.0 * 2 / (2 * 2 + 1 + 1), counts.microF1(), 1e-15);
    assertEquals((2.0 / 3 + 2.0 / 3) / 2, counts.macroF1(), 1e-15);
  }

  @Test
  void theRocAreaIsTheShareOfPairsInOrder() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      double[] scores = random.ints(30, 0, 8).asDoubleStream().toArray();
      boolean[] positive = new boolean[30];
      for (int i = 0; i < 30; i++) {
        positive[i] = i % 3 == 0 || random.nextBoolean();
      }
      positive[1] = false;
      assertEquals(pairs(scores, positive), RocAuc.of(scores, positive), 1e-12, "seed " + seed);
    }
  }

  private static double pairs(double[] scores, boolean[] positive) {
    double inOrder = 0;
    int all = 0;
    for (int p = 0; p < scores.length; p++) {
      for (int n = 0; n < scores.length; n++) {
        if (positive[p] && !positive[n]) {
          all++;
          inOrder += scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0;
        }
      }
    }
    return inOrder / all;
  }

  @Test
  void theRocAreaNeedsBothClassesAndRealScores() {
    assertThrows(
        IllegalArgumentException.class, () -> RocAuc.of(new double[] {1}, new boolean[] {true}));
    assertThrows(
        IllegalArgumentException.class,
        () -> RocAuc.of(new double[] {Double.NaN, 1}, new boolean[] {true, false}));
  }
}

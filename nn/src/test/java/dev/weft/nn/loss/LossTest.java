package dev.weft.nn.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.Space;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LossTest {
  private static final double LN2 = Math.log(2);

  @BeforeAll
  static void interpretInDouble() {
    Evaluation.use(new Interpreter());
  }

  private static Tensor labels(int... labels) {
    return Tensor.of(new Space.Rows(labels.length), Shape.SCALAR, labels);
  }

  private static Tensor even(int rows) {
    return Tensor.of(new Space.Rows(rows), Shape.of(2), new float[2 * rows]);
  }

  @Test
  void aMaskLeavesRowsOutWhateverTheyHold() {
    Tensor logits = Tensor.of(new float[][] {{0, 0}, {Float.NaN, 1}, {5, 5}});
    assertEquals(LN2, Losses.crossEntropy(logits, labels(0, 7, 1), labels(1, 0, 1)).item(), 1e-12);
  }

  @Test
  void aMaskedRowHasNoGradient() {
    Tensor logits = Tensor.of(new float[][] {{0, 0}, {1, 2}});
    double[] gradient =
        Losses.crossEntropy(logits, labels(0, 1), labels(1, 0))
            .gradients(List.of(logits))
            .getFirst()
            .doubles();
    assertArrayEquals(new double[] {-0.5, 0.5, 0, 0}, gradient, 1e-12);
  }

  @Test
  void aLabelOutOfRangeGivesNaN() {
    assertTrue(Double.isNaN(Losses.crossEntropy(even(2), labels(0, 2)).item()));
    assertTrue(Double.isNaN(Losses.crossEntropy(even(2), labels(-1, 0)).item()));
  }

  @Test
  void lossesOverNothingAreZero() {
    assertEquals(0, Losses.crossEntropy(even(0), labels()).item());
    assertEquals(0, Losses.crossEntropy(even(2), labels(0, 1), labels(0, 0)).item());
    assertEquals(0, Losses.mse(even(0), even(0)).item());
    assertArrayEquals(
        new double[4],
        Losses.crossEntropy(even(2), labels(0, 1), labels(0, 0))
            .gradients(List.of(even(2)))
            .getFirst()
            .doubles());
  }

  @Test
  void lossesOfRowsKeepTheirRows() {
    Tensor rows = CrossEntropy.of().withReduced(Reduced.NONE).of(even(3), labels(0, 1, -100));
    assertArrayEquals(new double[] {LN2, LN2, 0}, rows.doubles(), 1e-12);
  }

  @Test
  void weightsAndSmoothingFollowPytorch() {
    CrossEntropy loss = CrossEntropy.of().withClassWeight(1, 3).withSmoothing(0.5);
    // Rows: label 0 and 1. Each row: 0.5 w[y] ln2 + 0.5 / 2 (1 + 3) ln2; divided by 1 + 3.
    assertEquals(
        (0.5 * (1 + 3) + 2 * 0.25 * 4) * LN2 / 4, loss.of(even(2), labels(0, 1)).item(), 1e-12);
  }

  @Test
  void extremeLogitsGiveFiniteLosses() {
    Tensor logits = Tensor.of(new float[][] {{1000, -1000}});
    assertEquals(2000, Losses.crossEntropy(logits, labels(1)).item(), 1e-9);
    assertEquals(
        500,
        Losses.binaryCrossEntropy(logits, Tensor.of(new float[][] {{0.5f, 0.5f}})).item(),
        1e-9);
  }

  @Test
  void theGradientOfBinaryCrossEntropyAtZeroIsItsLimit() {
    Tensor logits = even(1);
    double[] gradient =
        Losses.binaryCrossEntropy(logits, Tensor.of(new float[][] {{0, 1}}), Reduced.SUM)
            .gradients(List.of(logits))
            .getFirst()
            .doubles();
    assertArrayEquals(new double[] {0.5, -0.5}, gradient, 1e-12);
  }

  @Test
  void huberIsSmoothL1TimesItsThreshold() {
    Tensor x = Tensor.of(new float[][] {{0.1f, 3}});
    Tensor zero = even(1);
    assertEquals(
        0.7 * Losses.smoothL1(x, zero, 0.7, Reduced.SUM).item(),
        Losses.huber(x, zero, 0.7, Reduced.SUM).item(),
        1e-12);
    assertEquals(
        Losses.l1(x, zero).item(), Losses.smoothL1(x, zero, 0, Reduced.MEAN).item(), 1e-12);
  }

  @Test
  void wrongShapesAreNamed() {
    assertThrows(IllegalArgumentException.class, () -> Losses.crossEntropy(labels(0), labels(0)));
    assertThrows(
        IllegalArgumentException.class,
        () -> CrossEntropy.of().withClassWeight(1).of(even(1), labels(0)));
    assertThrows(IllegalArgumentException.class, () -> CrossEntropy.of().withSmoothing(2));
  }

  @Test
  void divergenceAndEmbeddingLossesFollowTheirFormulas() {
    Tensor logp = Tensor.of(new float[][] {{-1, -2}});
    Tensor target = Tensor.of(new float[][] {{0.5f, 0}});
    assertEquals(
        0.5 * (Math.log(0.5) + 1), Losses.klDivergence(logp, target, Reduced.SUM).item(), 1e-12);
    Tensor sign = Tensor.of(new float[][] {{1, -1}});
    Tensor x = Tensor.of(new float[][] {{3, 0.25f}});
    assertEquals(3.75, Losses.hingeEmbedding(x, sign, 1, Reduced.SUM).item(), 1e-12);
    Tensor up = Tensor.of(new float[][] {{0, 2}});
    Tensor diagonal = Tensor.of(new float[][] {{5, 5}});
    assertEquals(
        1 - Math.sqrt(0.5),
        Losses.cosineEmbedding(up, diagonal, labels(1), 0, Reduced.MEAN).item(),
        1e-9);
    assertEquals(
        Math.sqrt(0.5) - 0.5,
        Losses.cosineEmbedding(up, diagonal, labels(-1), 0.5, Reduced.MEAN).item(),
        1e-9);
    assertEquals(
        2 - 5 + 4,
        Losses.tripletMargin(even(1), up, Tensor.of(new float[][] {{3, 4}}), 4, Reduced.MEAN)
            .item(),
        1e-5);
  }

  @Test
  void probabilitiesOfZeroAndOneGiveFiniteLosses() {
    Tensor certain = Tensor.of(new float[][] {{0, 1, 0.5f}});
    Tensor target = Tensor.of(new float[][] {{1, 1, 1}});
    assertArrayEquals(
        new double[] {100, 0, LN2},
        Losses.binaryCrossEntropyOfProbabilities(certain, target, Reduced.NONE).doubles(),
        1e-12);
  }

  @Test
  void probabilitiesAtTheBordersHaveTheDerivativesOfPyTorch() {
    Tensor p = Tensor.of(new float[][] {{0, 1, 0, 1, 0.25f}});
    Tensor target = Tensor.of(new float[][] {{0, 1, 1, 0, 1}});
    double[] gradient =
        Losses.binaryCrossEntropyOfProbabilities(p, target, Reduced.SUM)
            .gradients(List.of(p))
            .getFirst()
            .doubles();
    // (p - y) / max(p (1 - p), 1e-12)
    assertArrayEquals(new double[] {0, 0, -1e12, 1e12, -4}, gradient, 1e-9);
    Tensor weight = Tensor.constant(new float[] {1, 1, 2, 3, 1}, 5);
    assertEquals(
        200 + 300 + 2 * LN2,
        Losses.binaryCrossEntropyOfProbabilities(p, target, weight, Reduced.SUM).item(),
        1e-9);
  }

  @Test
  void softMarginsFollowTheirFormulas() {
    Tensor x = Tensor.of(new float[][] {{0, 0}, {0, 0}});
    Tensor sign = Tensor.of(new float[][] {{1, -1}, {1, 1}});
    assertEquals(LN2, Losses.softMargin(x, sign, Reduced.MEAN).item(), 1e-12);
    double[] gradient =
        Losses.softMargin(x, sign, Reduced.SUM).gradients(List.of(x)).getFirst().doubles();
    assertArrayEquals(new double[] {-0.5, 0.5, -0.5, -0.5}, gradient, 1e-12);
    Tensor target = Tensor.of(new float[][] {{1, 0}, {1, 1}});
    Tensor weight = Tensor.constant(new float[] {1, 3}, 2);
    assertArrayEquals(
        new double[] {2 * LN2, 2 * LN2},
        Losses.multiLabelSoftMargin(x, target, weight, Reduced.NONE).doubles(),
        1e-12);
    assertEquals(
        LN2, Losses.multiLabelSoftMargin(x, target, Tensor.literal(1), Reduced.MEAN).item(), 1e-12);
  }

  @Test
  void aClassCompetesWithTheOthersByAMargin() {
    Tensor scores = Tensor.of(new float[][] {{1, 2, 0.5f}, {0, 5, 1}});
    // Row 0, label 0: 1 - 1 + 2 = 2 and 1 - 1 + 0.5 = 0.5. Row 1, label 1: nothing.
    assertArrayEquals(
        new double[] {2.5 / 3, 0},
        Losses.multiMargin(scores, labels(0, 1), 1, Tensor.literal(1), Reduced.NONE).doubles(),
        1e-12);
    Tensor loss =
        Losses.multiMargin(
            scores, labels(0, 1), 1, Tensor.constant(new float[] {6, 1, 1}, 3), Reduced.SUM);
    assertEquals(5, loss.item(), 1e-12);
    assertArrayEquals(
        new double[] {-4, 2, 2, 0, 0, 0},
        loss.gradients(List.of(scores)).getFirst().doubles(),
        1e-12);
  }

  @Test
  void likelihoodsOfCountsAndNormalsFollowTheirFormulas() {
    Tensor x = Tensor.of(new float[][] {{0, 1}});
    Tensor target = Tensor.of(new float[][] {{3, 2}});
    assertArrayEquals(
        new double[] {1, Math.E - 2}, Losses.poissonNll(x, target, Reduced.NONE).doubles(), 1e-12);
    assertArrayEquals(
        new double[] {-3 * Math.log(1e-8), 1 - 2 * Math.log(1 + 1e-8)},
        Losses.poissonNllOfRate(x, target, Reduced.NONE).doubles(),
        1e-9);
    Tensor variance = Tensor.of(new float[][] {{4, 0}});
    Tensor loss = Losses.gaussianNll(x, target, variance, Reduced.SUM);
    assertEquals((Math.log(4) + 9 / 4.0 + Math.log(1e-6) + 1e6) / 2, loss.item(), 1e-6);
    // (1 / v - d² / v²) / 2 with v = 4, d = 3 and with v = 1e-6, d = 1.
    assertArrayEquals(
        new double[] {(0.25 - 9 / 16.0) / 2, (1e6 - 1e12) / 2},
        loss.gradients(List.of(variance)).getFirst().doubles(),
        1e-3);
  }

  @Test
  void classProbabilitiesWeighTheLogarithms() {
    Tensor target = Tensor.of(new float[][] {{0.25f, 0.75f}, {1, 1}});
    CrossEntropy loss = CrossEntropy.of().withClassWeight(4, 1);
    assertEquals((1 + 0.75 + 4 + 1) * LN2 / 2, loss.ofProbabilities(even(2), target).item(), 1e-12);
    // Smoothing 1 leaves one half for every class.
    assertEquals(2.5 * LN2, loss.withSmoothing(1).ofProbabilities(even(2), target).item(), 1e-12);
  }
}

package dev.weft.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.graph.Space;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two or more steps of each optimiser, written out by its formula. */
class MoreOptimizersTest {
  @BeforeAll
  static void interpretInDouble() {
    Evaluation.use(new Interpreter());
  }

  private final Parameter p =
      Parameter.of("p", Parameter.Kind.TRAINED, Space.ONE, Shape.of(1), new float[] {1});

  private double after(Optimizer<?> optimizer, double... gradients) {
    for (double gradient : gradients) {
      optimizer.step(List.of(Tensor.constant(new float[] {(float) gradient}, 1)));
    }
    return p.value().doubles()[0];
  }

  private Parameters parameters() {
    return Parameters.of(p);
  }

  @Test
  void adadeltaMovesByTheRatioOfItsAverages() {
    Adadelta adadelta = Adadelta.of(parameters()).rho(0.5).epsilon(0.25).learningRate(2);
    // v = 0.5 · 4 = 2, d = √0.25 / √2.25 · 2 = 2/3, a = 0.5 · 4/9 = 2/9.
    assertEquals(1 - 2 * (2 / 3.0), after(adadelta, 2), 1e-12);
    // v = 1 + 0.5 · 1 = 1.5, d = √(2/9 + 1/4) / √1.75 · 1.
    double second = Math.sqrt(17 / 36.0) / Math.sqrt(1.75);
    assertEquals(1 - 4 / 3.0 - 2 * second, after(adadelta, 1), 1e-12);
  }

  @Test
  void adamaxDividesByTheLargestGradient() {
    Adamax adamax = Adamax.of(parameters()).betas(0.5, 0.75).epsilon(0).learningRate(0.3);
    // m = 2, u = 4: 0.3 / 0.5 · 2 / 4.
    assertEquals(1 - 0.3, after(adamax, 4), 1e-7);
    // m = 1 + 0.5 = 1.5, u = max(3, 1): 0.3 / 0.75 · 1.5 / 3.
    assertEquals(1 - 0.3 - 0.2, after(adamax, 1), 1e-7);
    assertThrows(IllegalArgumentException.class, () -> adamax.betas(0.5, 1));
  }

  @Test
  void nadamLooksAhead() {
    Nadam nadam =
        Nadam.of(parameters()).betas(0.5, 0.75).epsilon(0).momentumDecay(0).learningRate(0.1);
    // Without decay μ is 0.25 at every step. m = 1, v = 1, v / (1 - 0.75) = 4, its root 2.
    double first = (2 + 0.25 / (1 - 0.0625) * 1) / 2;
    assertEquals(1 - 0.1 * first, after(nadam, 2), 1e-7);
    // m = 0.5 - 1 = -0.5, v = 0.75 + 1 = 1.75, divided by 1 - 0.5625 = 0.4375 it is 4.
    double second = (0.75 / (1 - 0.0625) * -2 + 0.25 / (1 - 0.015625) * -0.5) / 2;
    assertEquals(1 - 0.1 * (first + second), after(nadam, -2), 1e-7);
  }

  @Test
  void nadamsMomentumGrowsWithTheSteps() {
    Nadam nadam = Nadam.of(parameters()).betas(0.5, 0.75).epsilon(0).momentumDecay(10);
    double mu1 = 0.5 * (1 - 0.5 * Math.pow(0.96, 10));
    double mu2 = 0.5 * (1 - 0.5 * Math.pow(0.96, 20));
    double mu3 = 0.5 * (1 - 0.5 * Math.pow(0.96, 30));
    // At the first step the gradient's share is (1 - μ) / (1 - μ) = 1.
    double first = (2 + mu2 / (1 - mu1 * mu2) * 1) / 2;
    double second = ((1 - mu2) / (1 - mu1 * mu2) * 2 + mu3 / (1 - mu1 * mu2 * mu3) * 1.5) / 2;
    assertEquals(1 - (first + second), after(nadam.learningRate(1), 2, 2), 1e-7);
  }

  @Test
  void radamGoesPlainlyUntilTheVarianceIsKnown() {
    Radam radam = Radam.of(parameters()).betas(0.5, 0.75).epsilon(0).learningRate(0.5);
    // ρ∞ = 7; the bias-corrected mean of equal gradients is the gradient itself.
    assertEquals(1 - 0.5 * 0.25, after(radam, 0.25), 1e-7);
    double before = after(radam, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25);
    assertEquals(1 - 7 * 0.5 * 0.25, before, 1e-6);
    // ρ = 7 - 2 t 0.75^t / (1 - 0.75^t) is 4.84 after 7 steps and 5.22 after 8.
    double share = Math.pow(0.75, 8);
    double rho = 7 - 16 * share / (1 - share);
    double r = Math.sqrt((rho - 4) * (rho - 2) * 7 / ((7 - 4) * (7 - 2) * rho));
    assertEquals(before - 0.5 * r, after(radam, 0.25), 1e-6);
  }

  @Test
  void maximizingGoesUpAndStillDecays() {
    Sgd sgd = Sgd.of(parameters()).learningRate(0.5).weightDecay(0.25).maximizing();
    assertEquals(1 + 0.5 * 2 - 0.5 * 0.25, after(sgd, 2), 1e-12);
  }

  @Test
  void stateIsNamedAsInPytorch() {
    assertEquals(
        List.of("square_avg.p", "acc_delta.p"),
        List.copyOf(Adadelta.of(parameters()).parameters().names()));
    assertEquals(
        List.of("exp_avg.p", "exp_inf.p"),
        List.copyOf(Adamax.of(parameters()).parameters().names()));
  }

  @Test
  void heldAndRestartedRatesFollowTheirFormulas() {
    Schedule held = Schedule.held(4, 0.25, 2);
    assertArrayEquals(new double[] {1, 1, 4}, new double[] {held.at(0), held.at(1), held.at(2)});
    Schedule restarts = Schedule.cosineRestarts(3, 2, 2, 1);
    // Lengths 2, 4, 8: tops at 0, 2 and 6; the middle of the second at 4.
    assertArrayEquals(
        new double[] {3, 2, 3, 2, 3},
        new double[] {
          restarts.at(0), restarts.at(1), restarts.at(2), restarts.at(4), restarts.at(6)
        },
        1e-12);
    assertThrows(IllegalArgumentException.class, () -> Schedule.cosineRestarts(1, 0, 1, 0));
  }
}

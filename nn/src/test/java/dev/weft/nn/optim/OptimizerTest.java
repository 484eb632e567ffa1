package dev.weft.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.Space;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.norm.BatchNorm;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OptimizerTest {
  @BeforeAll
  static void interpretInDouble() {
    Evaluation.use(new Interpreter());
  }

  private static Parameter parameter(String name, float... elements) {
    return Parameter.of(
        name, Parameter.Kind.TRAINED, Space.ONE, Shape.of(elements.length), elements);
  }

  private static Tensor squares(Parameter p) {
    return p.read().times(p.read()).sum();
  }

  @Test
  void aStepMovesAgainstTheGradientAndKeepsTheLossOfBefore() {
    Parameter p = parameter("p", 1, -2);
    Tensor loss = squares(p);
    Sgd.of(Parameters.of(p)).learningRate(0.25).step(loss);
    assertArrayEquals(new double[] {0.5, -1}, p.value().doubles());
    assertEquals(5, loss.item());
  }

  @Test
  void namedTensorsStayReadableAfterTheStepAndOthersSayWhy() {
    Parameter p = parameter("p", 3);
    Tensor loss = squares(p);
    Tensor kept = p.read().times(2);
    Tensor lost = p.read().times(4);
    Sgd.of(Parameters.of(p)).step(loss, kept);
    assertEquals(6, kept.item());
    assertTrue(
        assertThrows(IllegalStateException.class, lost::item)
            .getMessage()
            .contains("step(loss, logits)"));
  }

  @Test
  void explainingAStepTakesNone() {
    Parameter p = parameter("p", 3);
    Adam adam = Adam.of(Parameters.of(p));
    int forward = squares(p).explain().steps().size();
    assertTrue(adam.explain(squares(p)).steps().size() > forward);
    assertEquals(0, p.version());
    assertEquals(0, adam.steps());
  }

  @Test
  void aParameterThatTheLossDoesNotReadStaysWithoutDecay() {
    Parameter p = parameter("p", 1);
    Parameter idle = parameter("idle", 1);
    Adam.of(Parameters.of(p, idle)).weightDecay(0.5).step(squares(p));
    assertEquals(0, idle.version());
    assertEquals(1, p.version());
  }

  @Test
  void stateIsNotTrained() {
    Parameter p = parameter("p", 1);
    Parameter state =
        Parameter.of("s", Parameter.Kind.STATE, Space.ONE, Shape.of(1), new float[] {1});
    Sgd.of(Parameters.of(p, state)).step(p.read().times(state.read()).sum());
    assertEquals(0, state.version());
  }

  @Test
  void aGroupHasItsOwnDecay() {
    Parameter first = parameter("first", 1);
    Parameter second = parameter("second", 1);
    Parameters all = Parameters.of(first, second);
    Sgd sgd = Sgd.of(all).learningRate(1).weightDecay(0.5, Parameters.of(first));
    sgd.step(first.read().times(0).plus(second.read().times(0)).sum());
    assertEquals(0.5, first.value().doubles()[0]);
    assertEquals(1, second.value().doubles()[0]);
    assertThrows(
        IllegalArgumentException.class,
        () -> sgd.weightDecay(1, Parameters.of(parameter("other", 1))));
  }

  @Test
  void runningStatisticsMoveWithTheStep() {
    BatchNorm norm = BatchNorm.of(1);
    Tensor x = Tensor.of(new float[][] {{1}, {3}});
    Tensor y = norm.forward(x, Mode.training(Seed.of(0)));
    Sgd.of(norm.parameters()).step(y.times(y).sum().sumRows());
    assertArrayEquals(new double[] {0.2}, norm.runningMean().value().doubles(), 1e-12);
    assertArrayEquals(
        new double[] {0.9 + 0.1 * 2}, norm.runningVariance().value().doubles(), 1e-12);
  }

  @Test
  void aBatchWithoutRowsLeavesRunningStatistics() {
    BatchNorm norm = BatchNorm.of(2);
    Tensor y =
        norm.forward(
            Tensor.of(new Space.Rows(0), Shape.of(2), new float[0]), Mode.training(Seed.of(0)));
    Sgd.of(norm.parameters()).step(y.sum().sumRows());
    assertArrayEquals(new double[] {0, 0}, norm.runningMean().value().doubles());
    assertArrayEquals(new double[] {1, 1}, norm.runningVariance().value().doubles());
  }

  @Test
  void givenGradientsDoWhatTheLossWouldDo() {
    Parameter p = parameter("p", 1, 2);
    Parameter q = parameter("q", 1, 2);
    Adam one = Adam.of(Parameters.of(p)).learningRate(0.1);
    Adam two = Adam.of(Parameters.of(q)).learningRate(0.1);
    for (int i = 0; i < 3; i++) {
      one.step(squares(p));
      two.step(two.gradients(squares(q)));
    }
    assertArrayEquals(p.value().doubles(), q.value().doubles());
    assertThrows(IllegalArgumentException.class, () -> one.step(List.of()));
  }

  @Test
  void gradientsAreClippedInTheStep() {
    Parameter p = parameter("p", 3, 4);
    Sgd.of(Parameters.of(p)).learningRate(1).clipGradNorm(1).step(squares(p));
    assertArrayEquals(new double[] {3 - 0.6, 4 - 0.8}, p.value().doubles(), 1e-6);
    Parameter q = parameter("q", 3, -0.1f);
    Sgd.of(Parameters.of(q)).learningRate(1).clipGradValue(0.5).step(squares(q));
    assertArrayEquals(new double[] {2.5, 0.1}, q.value().doubles(), 1e-6);
  }

  @Test
  void gradientsAreMeasuredByTheNormThatIsAskedFor() {
    List<Tensor> gradients = List.of(Tensor.constant(new float[] {3, -4}, 2), Tensor.literal(12));
    assertEquals(19, Gradients.norm(gradients, Gradients.Norm.L1).item(), 1e-12);
    assertEquals(13, Gradients.norm(gradients, Gradients.Norm.L2).item(), 1e-12);
    assertEquals(12, Gradients.norm(gradients, Gradients.Norm.MAX).item(), 1e-12);
  }

  @Test
  void dampeningSparesTheFirstStep() {
    Parameter p = parameter("p", 0);
    Sgd sgd = Sgd.of(Parameters.of(p)).learningRate(1).momentum(0.5).dampening(0.75);
    sgd.step(p.read().sum());
    assertEquals(-1, p.value().doubles()[0]);
    sgd.step(p.read().sum());
    assertEquals(-1 - (0.5 + 0.25), p.value().doubles()[0]);
  }

  @Test
  void amsgradNeverForgetsALargeGradient() {
    Parameter p = parameter("p", 0);
    Adam adam = Adam.of(Parameters.of(p)).amsgrad().betas(0, 0.5);
    adam.step(p.read().times(10).sum());
    adam.step(p.read().times(0).sum());
    assertEquals(50, adam.parameters().get("max_exp_avg_sq.p").value().doubles()[0], 1e-12);
    assertEquals(25, adam.parameters().get("exp_avg_sq.p").value().doubles()[0], 1e-12);
  }

  @Test
  void schedulesFollowTheirFormulas() {
    assertEquals(0.1, Schedule.multiStep(1, 0.1, 2, 4).at(2), 1e-15);
    assertEquals(0.01, Schedule.multiStep(1, 0.1, 2, 4).at(4), 1e-15);
    Schedule warmed = Schedule.exponential(2, 0.5).warmedUp(4, 0);
    assertArrayEquals(
        new double[] {0, 0.5, 1, 1.5, 2, 1},
        new double[] {
          warmed.at(0), warmed.at(1), warmed.at(2), warmed.at(3), warmed.at(4), warmed.at(5)
        },
        1e-15);
    assertEquals(7, Schedule.constant(7).at(99));
    Schedule line = Schedule.linear(2, 0.5, 1, 4);
    assertArrayEquals(
        new double[] {1, 1.5, 2}, new double[] {line.at(0), line.at(2), line.at(9)}, 1e-15);
    assertEquals(0.25, Schedule.polynomial(1, 4, 2).at(2), 1e-15);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    Parameters none = Parameters.none();
    assertThrows(IllegalArgumentException.class, () -> Adam.of(none).learningRate(-1));
    assertThrows(IllegalArgumentException.class, () -> Adam.of(none).betas(1, 0.9));
    assertThrows(IllegalArgumentException.class, () -> Adam.of(none).weightDecay(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Sgd.of(none).clipGradNorm(0));
  }
}

package dev.weft.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.testing.Golden;
import dev.weft.testing.GradientCheck;
import dev.weft.testing.GradientCheck.Inputs;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FunctionsTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  static Stream<Golden> activations() {
    return Golden.names("optim", "act_").stream()
        .filter(name -> !name.contains("prelu"))
        .map(name -> Golden.read("optim", name));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("activations")
  void activationIsThatOfPyTorch(Golden golden) {
    Golden.Array x = golden.array("x");
    Space rows = new Space.Rows(x.dims()[0]);
    Tensor input = Tensor.of(rows, Shape.of(x.rowDims()), x.data());
    Tensor y = activation(golden.name()).apply(input);
    Tensor gradient =
        y.gradients(List.of(input), Tensor.of(rows, input.shape(), golden.array("R").data()))
            .getFirst();
    assertArrayEquals(golden.array("y64").data(), GradientCheck.doubles(y), 1e-9);
    assertArrayEquals(golden.array("grad64_x").data(), GradientCheck.doubles(gradient), 1e-9);
  }

  private static Function<Tensor, Tensor> activation(String name) {
    return switch (name) {
      case "act_elu" -> x -> Functions.elu(x, 1);
      case "act_gelu_exact" -> Functions::gelu;
      case "act_gelu_tanh" -> Functions::geluTanh;
      case "act_leaky_relu" -> x -> Functions.leakyRelu(x, 0.2);
      case "act_log_softmax_dim1" -> x -> Functions.logSoftmax(x, -1);
      case "act_relu" -> Functions::relu;
      case "act_selu" -> Functions::selu;
      case "act_sigmoid" -> Tensor::sigmoid;
      case "act_silu" -> Functions::silu;
      case "act_softmax_dim1" -> x -> Functions.softmax(x, -1);
      case "act_softplus", "act_softplus_extreme" -> Functions::softplus;
      case "act_tanh" -> Tensor::tanh;
      default -> throw new IllegalArgumentException(name);
    };
  }

  static Stream<Function<Inputs, Tensor>> smooth() {
    Space rows = new Space.Rows(3);
    return Stream.of(
        in -> Functions.elu(in.any(rows, 4), 0.7),
        in -> Functions.selu(in.any(rows, 4)),
        in -> Functions.gelu(in.any(rows, 4)),
        in -> Functions.geluTanh(in.any(rows, 4)),
        in -> Functions.silu(in.any(rows, 4)),
        in -> Functions.softplus(in.any(rows, 4), 2, 1),
        in -> Functions.logSigmoid(in.any(rows, 4)),
        in -> Functions.mish(in.any(rows, 4)),
        in -> Functions.celu(in.any(rows, 4), 0.7),
        in -> Functions.softsign(in.any(rows, 4)),
        in -> Functions.tanhShrink(in.any(rows, 4)),
        in -> Functions.glu(in.any(rows, 4, 2), 0),
        in -> Functions.softmin(in.any(rows, 4, 2), 0),
        in -> Functions.softmax(in.any(rows, 4, 2), 0),
        in -> Functions.logSoftmax(in.any(rows, 4, 2), 0),
        in -> Functions.logSumExp(in.any(rows, 4, 2), 0),
        in -> Functions.clamp(in.any(rows, 4), -0.3, 0.4),
        in -> Functions.l2Normalize(in.any(rows, 4), -1, 1e-12),
        in -> Functions.stack(1, in.any(rows, 2, 3), in.any(rows, 2, 3)).exp(),
        in -> Functions.gather(in.any(rows, 2), 2, 0, 2, 2).exp(),
        in -> Index.of(rows, 1, 1, 0).put(in.any(new Space.Rows(3), 2)).exp());
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void derivativesAreTheDifferenceQuotients(Function<Inputs, Tensor> function) {
    GradientCheck.first("function", 5, function::apply);
    GradientCheck.second("function", 5, function::apply);
  }

  @Test
  void nothingOverflowsFarFromZero() {
    Tensor x = row(-1e4, -100, 100, 1e4);
    for (Function<Tensor, Tensor> f :
        List.<Function<Tensor, Tensor>>of(
            t -> Functions.elu(t, 1),
            t -> Functions.softplus(t, 1, 1e9),
            Functions::logSigmoid,
            t -> Functions.logSoftmax(t, -1))) {
      Tensor y = f.apply(x);
      for (Tensor result : List.of(y, y.sum().sumRows().gradients(List.of(x)).getFirst())) {
        for (double element : GradientCheck.doubles(result)) {
          assertEquals(element, element, "no NaN");
          assertEquals(true, Math.abs(element) < INF);
        }
      }
    }
  }

  @Test
  void kinksHaveTheDerivativesOfPyTorch() {
    assertArrayEquals(new double[] {0, 0, 0, 1}, slope(Functions::relu, 0, -0.0, -INF, INF));
    assertArrayEquals(new double[] {0, 1, 1}, slope(Functions::relu, -1, 1, NAN));
    assertArrayEquals(new double[] {0.2}, slope(x -> Functions.leakyRelu(x, 0.2), 0));
    assertArrayEquals(new double[] {0.7}, slope(x -> Functions.elu(x, 0.7), 0));
    assertArrayEquals(new double[] {0.5}, slope(x -> Functions.softplus(x, 1, 1e9), 0));
    assertArrayEquals(new double[] {1, 1}, slope(x -> Functions.clamp(x, -1, 1), -1, 1));
    assertArrayEquals(new double[] {0, 0}, slope(x -> Functions.l2Norm(x, -1), 0, 0));
    assertArrayEquals(new double[] {0, 0}, slope(x -> x.pow(0), 0, 2));
  }

  @Test
  void straightPiecesMeetAtTheirBorders() {
    assertValues(x -> Functions.hardTanh(x, -1, 2), at(-3, -1, 0.5, 2, 3), -1, -1, 0.5, 2, 2);
    assertValues(Functions::relu6, at(-1, 0, 5, 6, 7), 0, 0, 5, 6, 6);
    assertValues(Functions::hardSigmoid, at(-4, -3, 0, 1.5, 3, 4), 0, 0, 0.5, 0.75, 1, 1);
    assertValues(Functions::hardSwish, at(-4, -3, -1, 1, 3, 4), 0, 0, -1 / 3.0, 2 / 3.0, 3, 4);
    assertValues(x -> Functions.threshold(x, 1, -7), at(0, 1, 2), -7, -7, 2);
    assertValues(x -> Functions.softShrink(x, 0.5), at(-2, -0.5, 0, 0.5, 2), -1.5, 0, 0, 0, 1.5);
    assertValues(x -> Functions.hardShrink(x, 0.5), at(-2, -0.5, 0, 0.5, 2), -2, 0, 0, 0, 2);
  }

  @Test
  void straightPiecesHaveTheDerivativesOfPyTorch() {
    assertArrayEquals(
        new double[] {0, 0, 1, 0}, slope(x -> Functions.hardTanh(x, -1, 2), -2, -1, 0, 2));
    assertArrayEquals(new double[] {0, 1, 0}, slope(Functions::relu6, 0, 3, 6));
    assertArrayEquals(new double[] {0, 1 / 6.0, 0}, slope(Functions::hardSigmoid, -3, 0, 3), 1e-15);
    assertArrayEquals(
        new double[] {0, -0.5, 0.5, 1.5, 1}, slope(Functions::hardSwish, -4, -3, 0, 3, 4), 1e-15);
    assertArrayEquals(new double[] {0, 0, 1}, slope(x -> Functions.threshold(x, 1, -7), 0, 1, 2));
    for (Function<Tensor, Tensor> shrink :
        List.<Function<Tensor, Tensor>>of(
            x -> Functions.softShrink(x, 0.5), x -> Functions.hardShrink(x, 0.5))) {
      assertArrayEquals(new double[] {1, 0, 0, 0, 1}, slope(shrink, -2, -0.5, 0, 0.5, 2));
    }
  }

  @Test
  void curvedActivationsFollowTheirFormulas() {
    // tanh(log 2) = (2 - 1/2) / (2 + 1/2) = 0.6; sigmoid(log 3) = 3 / 4.
    double log2 = Math.log(2);
    assertValues(Functions::mish, at(0), 0);
    // log(1 + e^x) = log 3 for x = log 2, and tanh(log 3) = (3 - 1/3) / (3 + 1/3) = 0.8.
    assertValues(Functions::mish, at(log2), 0.8 * log2);
    assertValues(x -> Functions.celu(x, 2), at(1, 0, -2 * log2), 1, 0, -1);
    assertArrayEquals(new double[] {1}, slope(x -> Functions.celu(x, 2), 0));
    assertValues(Functions::softsign, at(-3, 0, 1), -0.75, 0, 0.5);
    assertArrayEquals(new double[] {1, 0.25}, slope(Functions::softsign, 0, 1));
    assertValues(Functions::tanhShrink, at(0, log2), 0, log2 - 0.6);
    assertValues(x -> Functions.glu(x, -1), at(2, 8, 0, Math.log(3)), 1, 6);
    assertValues(x -> Functions.softmin(x, -1), at(0, log2), 2 / 3.0, 1 / 3.0);
  }

  @Test
  void aGateNeedsTwoEqualHalves() {
    assertThrows(IllegalArgumentException.class, () -> Functions.glu(row(1, 2, 3), -1));
  }

  private static double[] at(double... elements) {
    return elements;
  }

  private static void assertValues(Function<Tensor, Tensor> f, double[] at, double... expected) {
    assertArrayEquals(expected, GradientCheck.doubles(f.apply(row(at))), 1e-15);
  }

  private static double[] slope(Function<Tensor, Tensor> f, double... at) {
    Tensor x = row(at);
    return GradientCheck.doubles(f.apply(x).sum().sumRows().gradients(List.of(x)).getFirst());
  }

  @Test
  void nanPassesThroughRelu() {
    assertArrayEquals(
        new double[] {NAN, 0, 1}, GradientCheck.doubles(Functions.relu(row(NAN, -1, 1))));
  }

  @Test
  void logSumExpOfMinusInfinityIsMinusInfinity() {
    assertArrayEquals(
        new double[] {-INF}, GradientCheck.doubles(Functions.logSumExp(row(-INF, -INF), -1)));
  }

  @Test
  void gatherTakesRowsInTheOrderOfTheIndex() {
    Tensor x = Tensor.of(new float[][] {{1, 2}, {3, 4}, {5, 6}});
    assertArrayEquals(
        new double[] {5, 6, 1, 2, 5, 6}, GradientCheck.doubles(Functions.gather(x, 2, 0, 2)));
    assertEquals(new Space.Rows(0), Functions.gather(x).space());
  }

  @Test
  void gatherNamesAPositionOutOfRange() {
    Tensor x = Tensor.of(new float[][] {{1}, {2}});
    assertThrows(IllegalArgumentException.class, () -> Functions.gather(x, 0, 2));
  }

  private static Tensor row(double... elements) {
    return Tensor.of(new Space.Rows(1), Shape.of(elements.length), elements);
  }
}

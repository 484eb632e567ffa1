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
    assertArrayEquals(new double[] {0}, slope(Functions::relu, 0));
    assertArrayEquals(new double[] {0.2}, slope(x -> Functions.leakyRelu(x, 0.2), 0));
    assertArrayEquals(new double[] {0.7}, slope(x -> Functions.elu(x, 0.7), 0));
    assertArrayEquals(new double[] {0.5}, slope(x -> Functions.softplus(x, 1, 1e9), 0));
    assertArrayEquals(new double[] {1, 1}, slope(x -> Functions.clamp(x, -1, 1), -1, 1));
    assertArrayEquals(new double[] {0, 0}, slope(x -> Functions.l2Norm(x, -1), 0, 0));
    assertArrayEquals(new double[] {0, 0}, slope(x -> x.pow(0), 0, 2));
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

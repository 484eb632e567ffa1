package dev.weft.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.Backends;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random expressions, their gradients and the gradients' gradients: what the compiler computes in
 * double is what the interpreter defines.
 */
final class RandomExpressionsTest {
  private static final Interpreter INTERPRETER = new Interpreter();
  private static final Backend REFERENCE = Backends.named("reference");
  private static final List<Compiler> IN_DOUBLE =
      List.of(Compiler.on(REFERENCE), Compiler.on(new FusedProducts(REFERENCE)));
  private static final List<Compiler> IN_SINGLE =
      Stream.of("portable", "vector")
          .map(Backends::named)
          .flatMap(backend -> Stream.of(backend, new FusedProducts(backend)))
          .map(Compiler::on)
          .toList();

  /** Sums of some hundred terms of order one, in another order, through some ten operators. */
  private static final double TOLERANCE = 1e-9;

  static LongStream seeds() {
    return LongStream.range(0, Integer.getInteger("weft.test.seeds", 60));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void compiledIsInterpreted(long seed) {
    for (int sizes = 0; sizes < 3; sizes++) {
      compare(
          "seed=" + seed + ", sizes=" + sizes,
          new RandomExpressions(seed, sizes + 10 * seed, false).outputs(30));
    }
  }

  /** In single precision an output may lose some digits of its largest elements. */
  @ParameterizedTest
  @MethodSource("seeds")
  void singlePrecisionIsNear(long seed) {
    List<Tensor> outputs = new RandomExpressions(seed, 10 * seed, false).outputs(20);
    List<Value> expected = INTERPRETER.run(outputs, List.of());
    for (Compiler compiler : IN_SINGLE) {
      List<Value> got = compiler.run(outputs, List.of());
      for (int i = 0; i < outputs.size(); i++) {
        double[] x = expected.get(i).doubles();
        double largest = Arrays.stream(x).map(Math::abs).max().orElse(0);
        assertArrayEquals(
            x,
            got.get(i).doubles(),
            1e-4 * (0.01 + largest),
            "seed=" + seed + ", output " + i + " " + outputs.get(i));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void compiledGradientsAreInterpreted(long seed) {
    RandomExpressions random = new RandomExpressions(seed, seed, true);
    Tensor y = random.scalar(14);
    compare("gradient, seed=" + seed, y.gradients(List.copyOf(random.leaves())));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void compiledSecondGradientsAreInterpreted(long seed) {
    RandomExpressions random = new RandomExpressions(seed, seed, true);
    Tensor y = random.scalar(6);
    List<Tensor> leaves = List.copyOf(random.leaves());
    Tensor norm = Tensor.literal(0);
    for (Tensor gradient : y.gradients(leaves)) {
      norm = norm.plus(gradient.times(gradient).sum().sumRows());
    }
    compare("second gradient, seed=" + seed, norm.gradients(leaves));
  }

  private static void compare(String what, List<Tensor> outputs) {
    List<Value> expected = INTERPRETER.run(outputs, List.of());
    for (Compiler compiler : IN_DOUBLE) {
      compare(what, outputs, expected, compiler.run(outputs, List.of()));
    }
  }

  private static void compare(
      String what, List<Tensor> outputs, List<Value> expected, List<Value> got) {
    for (int i = 0; i < outputs.size(); i++) {
      double[] x = expected.get(i).doubles();
      double[] y = got.get(i).doubles();
      assertEquals(x.length, y.length, what);
      for (int j = 0; j < x.length; j++) {
        assertEquals(
            x[j],
            y[j],
            TOLERANCE * (1 + Math.abs(x[j])),
            what + ", output " + i + " " + outputs.get(i) + ", element " + j);
      }
    }
  }
}

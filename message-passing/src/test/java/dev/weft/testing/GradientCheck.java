package dev.weft.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.graph.Space;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Compares gradients with central differences, in double through the interpreter. */
public final class GradientCheck {
  /** An expression over inputs that it asks for. */
  @FunctionalInterface
  public interface Expression {
    /** Builds it. */
    Tensor build(Inputs in);
  }

  /** The inputs of an expression: random at first, then the same again with one element moved. */
  public static final class Inputs {
    private final List<double[]> data = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private final Random random;

    private Inputs(long seed) {
      this.random = new Random(seed);
    }

    /** Uniform in [−1, 1). */
    public Tensor any(Space space, int... dims) {
      return next(space, Shape.of(dims), -1, 1);
    }

    /** Uniform in [0.5, 1.5). */
    public Tensor positive(Space space, int... dims) {
      return next(space, Shape.of(dims), 0.5, 1.5);
    }

    private Tensor next(Space space, Shape shape, double from, double to) {
      int at = tensors.size();
      if (at == data.size()) {
        data.add(random.doubles(space.size() * shape.width(), from, to).toArray());
      }
      tensors.add(Tensor.of(Value.copyOf(data.get(at), space.size(), shape.width()), space, shape));
      return tensors.get(at);
    }
  }

  private static final Interpreter INTERPRETER = new Interpreter();

  /**
   * Truncation h²/6·f''' and rounding ulp(f)/h are both below 1e-9 for values and third derivatives
   * around 10.
   */
  private static final double STEP = 1e-5;

  private static final double TOLERANCE = 1e-6;

  private GradientCheck() {}

  /** Fails unless every gradient of a random weighting of the result is the difference quotient. */
  public static void first(String what, long seed, Expression expression) {
    Inputs in = new Inputs(seed);
    Tensor y = expression.build(in);
    List<Tensor> wrt = List.copyOf(in.tensors);
    List<Tensor> gradients = y.gradients(wrt, weights(y, seed));
    for (int i = 0; i < wrt.size(); i++) {
      assertEquals(wrt.get(i).space(), gradients.get(i).space(), what);
      assertEquals(wrt.get(i).shape(), gradients.get(i).shape(), what);
      double[] gradient = doubles(gradients.get(i));
      for (int j = 0; j < gradient.length; j++) {
        double expected =
            (moved(in, i, j, STEP, seed, expression) - moved(in, i, j, -STEP, seed, expression))
                / (2 * STEP);
        assertEquals(
            expected,
            gradient[j],
            TOLERANCE * (1 + Math.abs(expected)),
            what + ", input " + i + ", element " + j + ", seed=" + seed);
      }
    }
  }

  /** An expression and the gradients of a random weighting of it for all its inputs. */
  public static List<Tensor> valueAndGradients(long seed, Expression expression) {
    Inputs in = new Inputs(seed);
    Tensor y = expression.build(in);
    List<Tensor> all = new ArrayList<>(List.of(y));
    all.addAll(y.gradients(List.copyOf(in.tensors), weights(y, seed)));
    return all;
  }

  /** Checks the gradients of the gradients. */
  public static void second(String what, long seed, Expression expression) {
    Inputs probe = new Inputs(seed);
    expression.build(probe);
    for (int i = 0; i < probe.tensors.size(); i++) {
      int input = i;
      first(
          what + ", twice for input " + i,
          seed,
          in -> {
            Tensor y = expression.build(in);
            return y.gradients(List.copyOf(in.tensors), weights(y, seed)).get(input);
          });
    }
  }

  private static Tensor weights(Tensor y, long seed) {
    return Tensor.random(Seed.of(seed), y.space(), y.shape()).minus(0.5);
  }

  private static double moved(
      Inputs in, int input, int element, double step, long seed, Expression expression) {
    double before = in.data.get(input)[element];
    in.data.get(input)[element] = before + step;
    in.tensors.clear();
    Tensor y = expression.build(in);
    double value = doubles(y.times(weights(y, seed)).sum().sumRows())[0];
    in.data.get(input)[element] = before;
    return value;
  }

  /** The value of a tensor, by the interpreter. */
  public static double[] doubles(Tensor x) {
    return INTERPRETER.run(List.of(x), List.of()).getFirst().doubles();
  }
}

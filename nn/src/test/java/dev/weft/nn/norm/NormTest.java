package dev.weft.nn.norm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.graph.Space;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.FeatureLayer;
import dev.weft.nn.Mode;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NormTest {
  @BeforeAll
  static void interpretInDouble() {
    Evaluation.use(new Interpreter());
  }

  private static double[] of(FeatureLayer layer, Tensor x) {
    return layer.forward(x, Mode.evaluation()).toDense().doubles();
  }

  /** One row [4, 2]: channels (1, 3), (5, 7), (0, 0), (2, 6). */
  private static Tensor channels() {
    return Tensor.of(new Space.Rows(1), Shape.of(4, 2), new double[] {1, 3, 5, 7, 0, 0, 2, 6});
  }

  @Test
  void groupsOfChannelsAreNormalisedTogether() {
    // Group one: mean 4, variance 5. Group two: mean 2, variance (4 + 4 + 0 + 16) / 4 = 6.
    double a = 1 / Math.sqrt(5);
    double b = 1 / Math.sqrt(6);
    GroupNorm norm = GroupNorm.of(2, 4).withEpsilon(0);
    norm.parameters()
        .load(Map.of("weight", new float[] {1, 2, 1, 1}, "bias", new float[] {0, 1, 0, 0}));
    assertArrayEquals(
        new double[] {-3 * a, -a, 1 + 2 * a, 1 + 6 * a, -2 * b, -2 * b, 0, 4 * b},
        of(norm, channels()),
        1e-12);
    assertEquals(0, norm.withoutAffine().parameters().size());
    assertThrows(IllegalArgumentException.class, () -> GroupNorm.of(3, 4));
    assertThrows(IllegalArgumentException.class, () -> of(GroupNorm.of(1, 2), channels()));
  }

  @Test
  void anInstanceNormalisesEveryChannelAlone() {
    double[] y = of(GroupNorm.instance(4).withEpsilon(0), channels().plus(lift()));
    assertArrayEquals(new double[] {-1, 1, -1, 1, -1, 1, -1, 1}, y, 1e-12);
    double[] flat = of(GroupNorm.instance(4).withEpsilon(3), channels());
    assertArrayEquals(
        new double[] {-0.5, 0.5, -0.5, 0.5, 0, 0, -2 / Math.sqrt(7), 2 / Math.sqrt(7)},
        flat,
        1e-12);
  }

  /** What gives the third channel a spread. */
  private static Tensor lift() {
    return Tensor.of(new Space.Rows(1), Shape.of(4, 2), new double[] {0, 0, 0, 0, 0, 1, 0, 0});
  }

  @Test
  void rootMeanSquaresKeepTheMean() {
    Tensor x = Tensor.of(new float[][] {{1, 7}});
    RmsNorm norm = RmsNorm.of(2).withEpsilon(0);
    norm.parameters().load(Map.of("weight", new float[] {1, 10}));
    assertArrayEquals(new double[] {0.2, 14}, of(norm, x), 1e-12);
    assertArrayEquals(new double[] {0.2, 1.4}, of(norm.withoutAffine(), x), 1e-12);
    assertEquals(Math.pow(2, -23), RmsNorm.of(2).epsilon());
  }

  @Test
  void withoutAffineNothingIsTrained() {
    Tensor x = Tensor.of(new float[][] {{1, 5}});
    LayerNorm layer = LayerNorm.of(2).withEpsilon(0).withoutAffine();
    assertArrayEquals(new double[] {-1, 1}, of(layer, x), 1e-12);
    assertEquals(0, layer.parameters().size());
    BatchNorm batch = BatchNorm.of(2).withEpsilon(3).withoutAffine();
    assertArrayEquals(new double[] {0.5, 2.5}, of(batch, x), 1e-12);
    assertEquals(0, batch.parameters().trained().size());
    assertEquals(2, batch.parameters().size());
  }
}

package dev.weft.nn.dense;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.interpreter.Interpreter;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BilinearTest {
  @BeforeAll
  static void interpretInDouble() {
    Evaluation.use(new Interpreter());
  }

  @Test
  void everyOutputIsAProductThroughItsOwnMatrix() {
    Bilinear layer = Bilinear.of(2, 3, 2, Seed.of(1));
    float[] weight = {1, 0, 0, 0, 2, 0, /* second */ 0, 0, 1, 1, 1, 1};
    layer.parameters().load(Map.of("weight", weight, "bias", new float[] {100, 200}));
    Tensor x1 = Tensor.of(new float[][] {{2, 3}, {0, 1}});
    Tensor x2 = Tensor.of(new float[][] {{5, 7, 11}, {1, 1, 1}});
    // Row 0: 2·5 + 2·3·7 = 52 and 2·11 + 3·(5 + 7 + 11) = 91. Row 1: 2 and 3.
    assertArrayEquals(new double[] {152, 291, 102, 203}, layer.forward(x1, x2).doubles(), 1e-12);
    assertArrayEquals(
        new double[] {52, 91, 2, 3}, layer.withoutBias().forward(x1, x2).doubles(), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> layer.forward(x2, x1));
  }
}

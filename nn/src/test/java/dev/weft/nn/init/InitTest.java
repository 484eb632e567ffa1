package dev.weft.nn.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.tensor.Seed;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InitTest {
  private static final int N = 40_000;

  private static double deviation(float[] x) {
    double mean = IntStream.range(0, x.length).mapToDouble(i -> x[i]).average().orElseThrow();
    // The mean of N draws is within 5 deviations / √N but for one seed in two million.
    assertEquals(0, mean, 5.0 / Math.sqrt(N));
    return Math.sqrt(
        IntStream.range(0, x.length)
            .mapToDouble(i -> (x[i] - mean) * (x[i] - mean))
            .average()
            .orElseThrow());
  }

  private static double largest(float[] x) {
    return IntStream.range(0, x.length).mapToDouble(i -> Math.abs(x[i])).max().orElseThrow();
  }

  @Test
  void glorotKeepsItsBoundAndDeviation() {
    float[] uniform = Init.glorotUniform(1).draw(N, 100, 50, Seed.of(1));
    assertTrue(largest(uniform) <= Math.sqrt(6.0 / 150));
    assertEquals(Math.sqrt(2.0 / 150), deviation(uniform), 0.002);
    assertEquals(
        2 * Math.sqrt(2.0 / 150),
        deviation(Init.glorotNormal(2).draw(N, 100, 50, Seed.of(1))),
        0.005);
  }

  @Test
  void kaimingKeepsItsDeviation() {
    assertEquals(
        Init.RELU_GAIN / 10,
        deviation(Init.kaimingUniform(Init.RELU_GAIN).draw(N, 100, 50, Seed.of(2))),
        0.003);
    assertEquals(
        Init.RELU_GAIN / 10,
        deviation(Init.kaimingNormal(Init.RELU_GAIN).draw(N, 100, 50, Seed.of(2))),
        0.003);
  }

  @Test
  void linearStaysWithinOneOverTheRootOfItsInputs() {
    float[] x = Init.linear().draw(N, 25, 1, Seed.of(3));
    assertTrue(largest(x) <= 0.2 && largest(x) > 0.199, () -> "largest " + largest(x));
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    float[] one = Init.normal(1).draw(5, 1, 1, Seed.of(4));
    assertArrayEquals(one, Init.normal(1).draw(5, 1, 1, Seed.of(4)));
    assertNotEquals(one[0], Init.normal(1).draw(5, 1, 1, Seed.of(5))[0]);
    assertArrayEquals(one, java.util.Arrays.copyOf(Init.normal(1).draw(9, 1, 1, Seed.of(4)), 5));
  }
}

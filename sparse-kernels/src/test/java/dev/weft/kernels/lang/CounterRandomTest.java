package dev.weft.kernels.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CounterRandomTest {
  private static final int N = 1 << 20;

  /**
   * Five standard deviations of a mean of N uncorrelated products of standardised uniform numbers.
   */
  private static final double BOUND = 5 / Math.sqrt(N);

  private static double standardised(long key, long counter) {
    return (CounterRandom.uniform(CounterRandom.expand(key), counter) - 0.5) * Math.sqrt(12);
  }

  @Test
  void meanAndVarianceAreThoseOfAUniformNumber() {
    for (long key : new long[] {0, 1, -1, 1L << 32, 987654321}) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < N; i++) {
        double x = standardised(key, i);
        sum += x;
        squares += x * x;
      }
      assertEquals(0, sum / N, BOUND, "key " + key);
      assertEquals(1, squares / N, BOUND, "key " + key);
    }
  }

  @Test
  void everyBitIsOneHalfOfTheTime() {
    int[] ones = new int[24];
    for (int i = 0; i < N; i++) {
      int bits = (int) (CounterRandom.uniform(CounterRandom.expand(42), i) * 0x1p24f);
      for (int b = 0; b < 24; b++) {
        ones[b] += bits >>> b & 1;
      }
    }
    for (int b = 0; b < 24; b++) {
      assertEquals(0.5, ones[b] / (double) N, BOUND / 2, "bit " + b);
    }
  }

  @Test
  void neighbouringCountersKeysAndHighHalvesAreUncorrelated() {
    double[] sums = new double[6];
    for (int i = 0; i < N; i++) {
      double x = standardised(7, i);
      sums[0] += x * standardised(7, i + 1);
      sums[1] += x * standardised(7, i + 64);
      sums[2] += x * standardised(8, i);
      sums[3] += x * standardised(7 + (1L << 32), i);
      sums[4] += x * standardised(7, i + (1L << 32));
      sums[5] += x * standardised(8, i + 1);
    }
    for (int s = 0; s < sums.length; s++) {
      assertEquals(0, sums[s] / N, BOUND, "pair " + s);
    }
  }

  @Test
  void numbersLieInTheHalfOpenUnitInterval() {
    for (int i = 0; i < N; i++) {
      float u = CounterRandom.uniform(CounterRandom.expand(3), i);
      assertTrue(u >= 0 && u < 1, "counter " + i);
    }
  }

  @Test
  void aNumberDependsOnAll64BitsOfCounterAndKey() {
    float u = CounterRandom.uniform(CounterRandom.expand(5), 9);
    for (int b = 0; b < 64; b++) {
      assertNotEquals(
          u, CounterRandom.uniform(CounterRandom.expand(5), 9 ^ 1L << b), "counter bit " + b);
      assertNotEquals(
          u, CounterRandom.uniform(CounterRandom.expand(5 ^ 1L << b), 9), "key bit " + b);
    }
  }
}

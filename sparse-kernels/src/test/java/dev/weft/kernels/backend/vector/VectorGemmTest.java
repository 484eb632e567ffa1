package dev.weft.kernels.backend.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.dense.CpuDense;
import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.dense.Dense.Factor;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VectorGemmTest {
  private final AtomicInteger calls = new AtomicInteger();
  private final VectorGemm vectors = new VectorGemm();
  private final Dense warm =
      CpuDense.with(
          (m, n, k, a, b, c, add, next) -> {
            calls.incrementAndGet();
            vectors.multiply(m, n, k, a, b, c, add, next);
          },
          true);

  @Test
  void plainLoopsGiveTheSameBitsUntilVectorsAreWarm() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int m = random.nextInt(8, 270);
      int k = random.nextInt(8, 140);
      int n = random.nextInt(8, 140);
      Factor factor = random.nextBoolean() ? Factor.PLAIN : Factor.TRANSPOSED;
      HostStorage a = random(random, m, k);
      HostStorage b = factor == Factor.PLAIN ? random(random, k, n) : random(random, n, k);
      HostStorage rows = random(random, m, n);
      // A new one, since it warms up with time.
      Dense cold = CpuDense.with(vectors, false);
      String message = "seed=" + seed + " m=" + m + " k=" + k + " n=" + n;

      HostStorage expected = random(random, m, n);
      HostStorage actual = random(random, m, n);
      cold.matmul(a, b, factor, expected);
      warm.matmul(a, b, factor, actual);
      assertArrayEquals(bits(expected), bits(actual), message);

      HostStorage expectedSum = random(random, k, n);
      HostStorage actualSum = random(random, k, n);
      cold.outerSum(a, rows, expectedSum);
      warm.outerSum(a, rows, actualSum);
      assertArrayEquals(bits(expectedSum), bits(actualSum), message);
    }
    assertTrue(calls.get() >= 600, () -> "vectors were called " + calls + " times");
  }

  @Test
  void notANumberStaysInItsRow() {
    SplittableRandom random = new SplittableRandom(1);
    HostStorage a = random(random, 50, 20);
    a.segment().setAtIndex(JAVA_FLOAT, 17 * a.rowStride() + 3, Float.NaN);
    HostStorage c = random(random, 50, 37);
    warm.matmul(a, random(random, 20, 37), Factor.PLAIN, c);
    for (int i = 0; i < 50; i++) {
      for (int j = 0; j < 37; j++) {
        boolean isNan = Float.isNaN(c.segment().getAtIndex(JAVA_FLOAT, i * c.rowStride() + j));
        assertEquals(i == 17, isNan, "row " + i + ", column " + j);
      }
    }
  }

  /** Rows with up to 20 elements between them, all of which are random too. */
  private static HostStorage random(SplittableRandom random, int rows, int width) {
    int stride = width + random.nextInt(20);
    var segment = Memory.allocateCollected(4L * rows * stride).segment();
    for (long i = 0; i < (long) rows * stride; i++) {
      segment.setAtIndex(JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
    }
    return new HostStorage(segment, DType.FLOAT32, rows, width, stride);
  }

  private static int[] bits(HostStorage s) {
    int[] bits = new int[Math.toIntExact(s.rows() * s.width())];
    for (int i = 0; i < s.rows(); i++) {
      for (int j = 0; j < s.width(); j++) {
        bits[i * s.width() + j] = s.segment().getAtIndex(JAVA_INT, i * s.rowStride() + j);
      }
    }
    return bits;
  }
}

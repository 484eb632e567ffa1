package dev.weft.kernels.backend.tile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Coverage;
import dev.weft.kernels.sparse.Csr;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The plan's choices, compared with what was measured. */
class ColumnPlanTest {
  /** Half of the last-level cache of the machine that was measured. */
  private static final long CACHED = 16 << 20;

  /**
   * Milliseconds of a sum over in-edges in 1, 2, 4, 8 and 16 blocks, by {@code weft bench plans} on
   * the processor of docs/benchmarks.md. The first row of that run, width 16 on the uniform graph,
   * was still warming up and is left out.
   */
  private record Measured(Csr csr, int width, List<Double> millis) {
    double of(int blocks) {
      return millis.get(Integer.numberOfTrailingZeros(blocks));
    }
  }

  private static List<Measured> recorded() {
    Csr uniform = uniform();
    Csr rmat = rmat();
    return List.of(
        new Measured(uniform, 32, List.of(6.4, 9.0, 11.2, 13.5, 21.2)),
        new Measured(uniform, 64, List.of(21.2, 18.2, 16.3, 22.2, 33.6)),
        new Measured(uniform, 128, List.of(66.9, 50.2, 30.6, 35.7, 55.7)),
        new Measured(uniform, 256, List.of(130.5, 125.4, 116.3, 116.2, 178.8)),
        new Measured(uniform, 512, List.of(273.8, 275.5, 278.5, 266.8, 377.6)),
        new Measured(rmat, 16, List.of(5.6, 7.6, 10.1, 14.0, 19.6)),
        new Measured(rmat, 32, List.of(9.1, 11.5, 14.0, 16.5, 22.7)),
        new Measured(rmat, 64, List.of(19.6, 18.5, 23.0, 34.0, 45.8)),
        new Measured(rmat, 128, List.of(41.0, 38.9, 43.3, 55.5, 84.0)),
        new Measured(rmat, 256, List.of(94.4, 100.1, 109.5, 146.0, 249.6)),
        new Measured(rmat, 512, List.of(262.5, 231.0, 252.1, 333.1, 503.1)));
  }

  /** 100,000 nodes, 1,500,000 edges between any two. */
  private static Csr uniform() {
    Random random = new Random(1);
    int[] row = new int[1_500_000];
    int[] col = new int[row.length];
    Arrays.setAll(row, _ -> random.nextInt(100_000));
    Arrays.setAll(col, _ -> random.nextInt(100_000));
    return Coo.of(100_000, 100_000, row, col).toCsr();
  }

  /** R-MAT of 2^17 nodes and 2^21 edges, a = 0.57, b = c = 0.19. */
  private static Csr rmat() {
    Random random = new Random(2);
    int[] row = new int[1 << 21];
    int[] col = new int[row.length];
    for (int e = 0; e < row.length; e++) {
      for (int level = 0; level < 17; level++) {
        double x = random.nextDouble();
        row[e] = 2 * row[e] + (x < 0.76 ? 0 : 1);
        col[e] = 2 * col[e] + (x < 0.57 || x >= 0.76 && x < 0.95 ? 0 : 1);
      }
    }
    return Coo.of(1 << 17, 1 << 17, row, col).toCsr();
  }

  private static int chosen(Csr csr, int width) {
    return ColumnPlan.blocks(csr, 4L * width, 4L * width, CACHED);
  }

  @Test
  void choicesAreNearTheBestAndNeverWorseThanNone() {
    List<Measured> all = recorded();
    int near = 0;
    for (Measured m : all) {
      double taken = m.of(chosen(m.csr(), m.width()));
      assertTrue(taken <= m.of(1) / 0.95, "width " + m.width() + " takes " + taken);
      double best = m.millis().stream().mapToDouble(t -> t).min().orElseThrow();
      near += best >= 0.9 * taken ? 1 : 0;
    }
    assertTrue(near >= all.size() - 2, near + " of " + all.size() + " are within a tenth");
  }

  @Test
  void featuresThatFitTheCacheAreNotCut() {
    assertEquals(1, chosen(uniform(), 40));
  }

  @Test
  void smallGraphsAreNotLookedAt() {
    Csr few = Csr.of(1 << 20, new long[] {0, 3}, new int[] {0, 1, 2});
    assertEquals(1, chosen(few, 1024));
  }

  @Test
  void coverageCountsTheMostFrequentColumnsFirst() {
    // Column 2 occurs four times, column 0 twice, column 4 once, columns 1 and 3 never.
    Csr csr = Csr.of(5, new long[] {0, 4, 7}, new int[] {2, 2, 0, 2, 4, 2, 0});
    Coverage coverage = csr.coverage();
    assertEquals(0, coverage.share(0));
    assertEquals(4 / 7.0, coverage.share(1), 1e-12);
    assertEquals(5 / 7.0, coverage.share(1.5), 1e-12);
    assertEquals(6 / 7.0, coverage.share(2), 1e-12);
    assertEquals(1, coverage.share(3), 1e-12);
    assertEquals(1, coverage.share(99));
    assertEquals(1, Csr.of(3, new long[] {0}, new int[0]).coverage().share(0));
  }
}

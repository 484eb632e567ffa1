package dev.weft.examples.bench;

import dev.weft.kernels.sparse.Coo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Random graphs, the same on every machine, for where there are none: no loops, no edge twice,
 * edges in the order in which they were drawn.
 */
public enum DrawnGraphs {
  /** 100,000 nodes, 1,500,000 edges between any two. */
  UNIFORM100K,
  /**
   * R-MAT (Chakrabarti, Zhan and Faloutsos, 2004) with a = 0.57, b = c = 0.19: 131,072 nodes,
   * 2,097,152 edges. A few nodes have thousands of edges, many have none.
   */
  RMAT17,
  /** 50,000 nodes, 600,000 edges between any two, type t of 45 as often as 1 / (t + 1) says. */
  RGCN50K,
  /** As large as Cora: 2,708 nodes, 5,278 edges, each in both directions. */
  CORA_LIKE;

  private static final int LEVELS = 17;
  private static final int TYPES = 45;

  /** The graph's name. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Draws the graph into the folder of its name, unless it is there already.
   *
   * @param graphs folder of the graphs' folders
   * @return the graph's folder
   * @throws IOException when it cannot be written
   */
  public Path into(Path graphs) throws IOException {
    Path folder = graphs.resolve(text());
    if (!Files.exists(folder.resolve("meta.json"))) {
      draw().write(folder);
    }
    return folder;
  }

  /** Draws the graph. */
  GraphFolder draw() {
    SplittableRandom random = new SplittableRandom(1 + ordinal());
    return switch (this) {
      case UNIFORM100K -> folder(100_000, uniform(random, 100_000, 1_500_000));
      case RMAT17 -> folder(1 << LEVELS, rmat(random, 2_097_152));
      case RGCN50K -> folder(50_000, uniform(random, 50_000, 600_000), types(random, 600_000));
      case CORA_LIKE -> folder(2708, bothWays(random, 2708, 5278));
    };
  }

  private GraphFolder folder(int nodes, long[] edges) {
    return new GraphFolder(text(), coo(nodes, edges), Optional.empty());
  }

  private GraphFolder folder(int nodes, long[] edges, int[] types) {
    return new GraphFolder(text(), coo(nodes, edges), Optional.of(types));
  }

  // An edge is one number: its source above, its destination in the lower 32 bits.

  private static long edge(int src, int dst) {
    return (long) src << 32 | dst;
  }

  private static Coo coo(int nodes, long[] edges) {
    int[] src = LongStream.of(edges).mapToInt(e -> (int) (e >>> 32)).toArray();
    int[] dst = LongStream.of(edges).mapToInt(e -> (int) e).toArray();
    return Coo.of(nodes, nodes, src, dst);
  }

  private static long[] distinct(LongSupplier draw, int count) {
    long[] edges = new long[count];
    long[] seen = new long[4 * Integer.highestOneBit(count)];
    for (int size = 0; size < count; ) {
      long e = draw.getAsLong();
      if ((int) (e >>> 32) != (int) e && isNew(e, seen)) {
        edges[size++] = e;
      }
    }
    return edges;
  }

  /** Open addressing, and notes it; 0 would be a loop, so it stands for a free place. */
  private static boolean isNew(long edge, long[] seen) {
    int mask = seen.length - 1;
    int at = (int) (edge * 0x9E3779B97F4A7C15L >>> 32) & mask;
    while (seen[at] != 0 && seen[at] != edge) {
      at = at + 1 & mask;
    }
    boolean free = seen[at] == 0;
    seen[at] = edge;
    return free;
  }

  private static long[] uniform(SplittableRandom random, int nodes, int count) {
    return distinct(() -> edge(random.nextInt(nodes), random.nextInt(nodes)), count);
  }

  private static long[] bothWays(SplittableRandom random, int nodes, int count) {
    long[] there =
        distinct(
            () -> {
              int u = random.nextInt(nodes);
              int v = random.nextInt(nodes);
              return edge(Math.min(u, v), Math.max(u, v));
            },
            count);
    return LongStream.concat(
            LongStream.of(there), LongStream.of(there).map(e -> edge((int) e, (int) (e >>> 32))))
        .toArray();
  }

  /** Hubs have small numbers as they are drawn, so nodes are numbered anew. */
  private static long[] rmat(SplittableRandom random, int count) {
    int[] number = permutation(random, 1 << LEVELS);
    return distinct(
        () -> {
          int u = 0;
          int v = 0;
          for (int level = 0; level < LEVELS; level++) {
            double p = random.nextDouble();
            int quadrant = p < 0.57 ? 0 : p < 0.76 ? 1 : p < 0.95 ? 2 : 3;
            u = 2 * u + (quadrant >> 1);
            v = 2 * v + (quadrant & 1);
          }
          return edge(number[u], number[v]);
        },
        count);
  }

  private static int[] permutation(SplittableRandom random, int n) {
    int[] numbers = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = numbers[i];
      numbers[i] = numbers[other];
      numbers[other] = kept;
    }
    return numbers;
  }

  private static int[] types(SplittableRandom random, int count) {
    double all = IntStream.range(0, TYPES).mapToDouble(t -> 1.0 / (t + 1)).sum();
    return IntStream.generate(
            () -> {
              double left = random.nextDouble() * all;
              int t = 0;
              while (t < TYPES - 1 && left >= 1.0 / (t + 1)) {
                left -= 1.0 / (t + 1);
                t++;
              }
              return t;
            })
        .limit(count)
        .toArray();
  }
}

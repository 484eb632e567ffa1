package dev.weft.kernels.sparse;

import dev.weft.kernels.memory.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Edge lists for tests, as plain arrays. */
record Edges(String name, int rows, int cols, int[] row, int[] col) {

  static List<Edges> cornerCases() {
    return List.of(
        new Edges("nothing", 0, 0, new int[0], new int[0]),
        new Edges("no edges", 3, 2, new int[0], new int[0]),
        new Edges("no rows", 0, 4, new int[0], new int[0]),
        new Edges("one self loop", 1, 1, new int[] {0}, new int[] {0}),
        new Edges("self loops", 3, 3, new int[] {2, 0, 1}, new int[] {2, 0, 1}),
        new Edges("parallel edges", 3, 3, new int[] {1, 0, 1, 1}, new int[] {2, 1, 2, 0}),
        new Edges("isolated rows", 6, 6, new int[] {4, 1, 4}, new int[] {1, 4, 0}),
        new Edges("sorted", 4, 3, new int[] {0, 0, 2, 3}, new int[] {1, 2, 0, 0}),
        new Edges("sorted by row only", 4, 3, new int[] {0, 0, 2, 2}, new int[] {2, 1, 0, 2}),
        hub(50),
        random(1, 17, 5, 40),
        random(2, 5, 300, 1000));
  }

  /** Sizes at which the radix partition and several threads are at work. */
  static List<Edges> large() {
    return List.of(
        random(3, 100_000, 70_000, 400_000),
        random(4, 5, 1_000_000, 200_000),
        random(5, 1, 1, 150_000),
        hub(300_000));
  }

  static Edges random(long seed, int rows, int cols, int size) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] row = random.ints(size, 0, rows).toArray();
    int[] col = random.ints(size, 0, cols).toArray();
    return new Edges(
        "random seed=" + seed + " " + rows + "x" + cols + " size=" + size, rows, cols, row, col);
  }

  /** Node 0 has an edge from and to every other, in descending order. */
  static Edges hub(int nodes) {
    int[] row = new int[2 * (nodes - 1)];
    int[] col = new int[2 * (nodes - 1)];
    for (int i = 1; i < nodes; i++) {
      row[2 * (i - 1)] = nodes - i;
      col[2 * (i - 1) + 1] = nodes - i;
    }
    return new Edges("hub " + nodes, nodes, nodes, row, col);
  }

  int size() {
    return row.length;
  }

  Coo coo() {
    return Coo.of(rows, cols, row, col);
  }

  @Override
  public String toString() {
    return name;
  }

  static int[] ints(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_INT);
  }

  /** Edge ids of either type. */
  static int[] ids(MemorySegment segment, DType dtype) {
    return dtype == DType.INT32
        ? ints(segment)
        : LongStream.of(longs(segment)).mapToInt(Math::toIntExact).toArray();
  }

  static long[] longs(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_LONG);
  }
}

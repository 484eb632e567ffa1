package dev.weft.kernels.bench;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.weft.kernels.bench.Operator.Result;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/**
 * An operator with its graph and numbers, all in native memory, aligned and in huge pages, which
 * every contender reads and writes in place. Arrays are made when they are first asked for.
 */
final class Case {
  /** Rows of the typed products. */
  static final int ROWS = 600_000;

  static final int SEGMENTS = 45;

  /** The arrays. */
  enum Name {
    /** Node rows [N, F]. */
    X,
    /** Edge weights [E, H]; H = 1 for {@code gspmm_u_mul_e_sum}. */
    W,
    /** Edge rows [E, F]. */
    E,
    /** Results [N, F]. */
    Y,
    /** Results for edges. */
    OUT,
    /** Source scores [N, H]. */
    LEFT,
    /** Destination scores [N, H]. */
    RIGHT,
    /** Rows [R, F], or the first factor [F, F]. */
    A,
    /** Matrices [S, F * F], or the second factor [F, F]. */
    B,
    /** Products [R, F], or [F, F]. */
    C
  }

  final Operator operator;
  final Coo coo;
  final Csr in;
  final int width;
  final int heads;
  private final Map<Name, HostStorage> made = new EnumMap<>(Name.class);
  private final long[] offsets = new long[SEGMENTS + 1];
  private final int[] types = new int[ROWS];

  Case(Operator operator, Coo coo, int width, int heads) {
    if (width < 16 || width % 16 != 0 || width % heads != 0) {
      throw new IllegalArgumentException(
          operator.text()
              + "(width="
              + width
              + ", heads="
              + heads
              + "): expected a width that is a multiple of 16 and of the heads.");
    }
    this.operator = operator;
    this.coo = coo;
    this.in = coo.transpose().toCsr();
    this.width = width;
    this.heads = heads;
    // Segments of unequal length, as relations are.
    for (int s = 1; s <= SEGMENTS; s++) {
      offsets[s] = (long) ROWS * s * (s + 1) / (SEGMENTS * (SEGMENTS + 1));
    }
    Random random = new Random(9);
    for (int i = 0; i < ROWS; i++) {
      types[i] = random.nextInt(SEGMENTS);
    }
  }

  /** Where segments begin, and the end. */
  long[] offsets() {
    return offsets;
  }

  /** The type of every row, in no order. */
  int[] types() {
    return types;
  }

  /** The edge ids by position, also where they are the positions. */
  MemorySegment eids() {
    return in.eids().orElseGet(() -> ints(countTo(in.size())));
  }

  private static int[] countTo(long n) {
    int[] ids = new int[Math.toIntExact(n)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i;
    }
    return ids;
  }

  static MemorySegment ints(int[] elements) {
    MemorySegment to = Memory.allocate(4L * elements.length).segment();
    MemorySegment.copy(elements, 0, to, JAVA_INT, 0, elements.length);
    return to;
  }

  static MemorySegment longs(long[] elements) {
    MemorySegment to = Memory.allocate(8L * elements.length).segment();
    MemorySegment.copy(elements, 0, to, JAVA_LONG, 0, elements.length);
    return to;
  }

  private int weights() {
    return operator == Operator.GSPMM_U_MUL_E_SUM ? 1 : heads;
  }

  /** An array. */
  HostStorage get(Name name) {
    return made.computeIfAbsent(name, this::make);
  }

  private HostStorage make(Name name) {
    return switch (name) {
      case X -> numbers(coo.rows(), width, 1);
      case W -> numbers(coo.size(), weights(), 2);
      case E -> numbers(coo.size(), width, 3);
      case LEFT -> numbers(coo.rows(), heads, 4);
      case RIGHT -> numbers(coo.cols(), heads, 5);
      case A -> numbers(operator == Operator.SGEMM ? width : ROWS, width, 6);
      case B ->
          operator == Operator.SGEMM
              ? numbers(width, width, 7)
              : numbers(SEGMENTS, width * width, 7);
      case Y -> blank(coo.cols(), width);
      case OUT -> blank(coo.size(), outWidth());
      case C -> blank(operator == Operator.SGEMM ? width : ROWS, width);
    };
  }

  private int outWidth() {
    return switch (operator.result()) {
      case WIDE_EDGES -> width;
      case EDGE_HEADS -> heads;
      case EDGES, NODES, ROWS, SQUARE, STRUCTURE -> 1;
    };
  }

  /** Uniform in [-0.5, 0.5). */
  private static HostStorage numbers(long rows, int width, long seed) {
    HostStorage made = blank(rows, width);
    Random random = new Random(seed);
    for (long i = 0; i < rows * width; i++) {
      made.segment().setAtIndex(JAVA_FLOAT, i, random.nextFloat() - 0.5f);
    }
    return made;
  }

  static HostStorage blank(long rows, int width) {
    return new HostStorage(
        Memory.allocate(Math.multiplyExact(4 * rows, width)).segment(),
        DType.FLOAT32,
        rows,
        width,
        width);
  }

  /** Where the result is; none for a structure. */
  HostStorage result() {
    return get(
        switch (operator.result()) {
          case NODES -> Name.Y;
          case EDGES, EDGE_HEADS, WIDE_EDGES -> Name.OUT;
          case ROWS, SQUARE -> Name.C;
          case STRUCTURE -> throw new IllegalStateException(operator.text() + " has no numbers.");
        });
  }

  /** Whether the result is in numbers. */
  boolean hasNumbers() {
    return operator.result() != Result.STRUCTURE;
  }
}

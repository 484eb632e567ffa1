package dev.weft.kernels.backend.tile;

import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Counter;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;

/**
 * The tile primitives: what a processor has to know to run any kernel. A register is a float array
 * [tile rows, stride]; lanes beyond its width are padding, which primitives may overwrite with
 * anything. {@code n} is a number of tile rows or entries. One object serves one thread.
 *
 * <p>All implementations give the same bits: element-wise operators are those of {@link FloatMath};
 * sums run over entries in order, and over lanes as {@link FloatMath#SUM_LANES} partial sums joined
 * in a fixed tree; products are added by fma.
 */
public interface Lanes extends AutoCloseable {
  /** On which side of an operator the smaller argument stands. */
  enum Side {
    /** It is the first argument. */
    LEFT,
    /** It is the second argument. */
    RIGHT
  }

  /**
   * Lets {@code reg} stand for memory itself where that is possible; false when its values have to
   * be stored at the end.
   */
  boolean bind(int reg, Source output, long row, int n);

  /** Address of every register, where registers are native memory: for {@link LoopCode}. */
  long[] addresses();

  /** One lane of the first row. */
  float get(int reg, int lane);

  /** All lanes of {@code n} rows one number. */
  void fill(int out, float value, int n);

  /** 0, 1, 2, ... in the lanes of one row. */
  void countLanes(int out);

  /** The number of entries of every row. */
  void degrees(int out, Span span);

  /** Random numbers of {@code n} rows or entries; {@code key} is expanded. */
  void draw(int out, long key, Counter counter, Span span, int n);

  /** {@code n} consecutive rows of an operand, converted to float. */
  void load(int out, Source source, long row, int n);

  /** The rows of an operand that the entries name, converted to float. */
  void gather(int out, Source source, At at, Span span);

  /** 1 where an int32 element of the operand is the entry's edge, else 0. */
  void mark(int out, Source source, At at, Span span);

  /** Every row repeated for its entries. */
  void expand(int a, int out, Span span);

  /** One row repeated {@code n} times. */
  void repeat(int a, int out, int n);

  /** {@code op(a)} on all lanes. */
  void map(UnaryOp op, int a, int out, int n);

  /** {@code op(a, b)} on all lanes. */
  void zip(BinaryOp op, int a, int b, int out, int n);

  /** {@code op} of all lanes and one number. */
  void zipScalar(BinaryOp op, int a, float scalar, Side side, int out, int n);

  /** {@code op} of lanes [outer, inner] and the row's numbers [outer]. */
  void zipInner(BinaryOp op, int a, int small, Side side, int outer, int inner, int out, int n);

  /** {@code op} of every row and one row. */
  void zipRow(BinaryOp op, int a, int row, Side side, int out, int n);

  /** {@code condition != 0 ? a : b} on all lanes. */
  void choose(int condition, int a, int b, int out, int n);

  /** Every one of {@code outer} numbers repeated {@code inner} times. */
  void spread(int a, int outer, int inner, int out, int n);

  /**
   * Blocks of {@code run} lanes from {@code from[i]} to {@code to[i]}; other lanes of {@code out}
   * stay.
   */
  void copyLanes(int a, int[] from, int[] to, int run, int out, int n);

  /**
   * {@code n} rows [k] times a matrix of floats: to [columns]. The matrix stands panel after panel
   * of {@link Matrices#PANEL} columns, the last of which may be narrower; each is [k, its columns].
   */
  void matmul(int a, long matrix, int k, int columns, int out, int n);

  /**
   * The sum of the outer products of {@code n} rows of {@code a} and {@code b}, by fma and in
   * order, overwrites the row {@code out}, or is added to it: [width of a, stride of b].
   */
  void outerSum(int a, int b, int n, int out, boolean add);

  /**
   * Every [blocks, k] row times the [blocks, k, n] of its type: to [blocks, n]. Which rows there
   * are, and which of them have one type, {@code groups} says.
   */
  void typedMatmul(int a, Source matrices, TypeGroups groups, int blocks, int k, int n, int out);

  /**
   * {@code n} rows of [outer, k, inner] to [outer, inner]; SUM, PROD, MAX and MIN; MEAN is a SUM
   * divided by k.
   */
  void fold(Reduction op, int a, int outer, int k, int inner, int out, int n);

  /** The {@code n} rows of {@code a} reduced to the single row {@code out}: SUM, MAX or MIN. */
  void foldRows(Reduction op, int a, int n, int out);

  /** Over the entries of every row; MEAN is a SUM divided later. */
  void reduce(Reduction op, int a, int out, Span span);

  /** MAX or MIN over the entries of every row, and the edge it came from. */
  void reduceArg(Reduction op, int a, int out, int arg, Span span);

  /** {@link #reduce} of an operand's float32 rows: SUM, MEAN, MAX or MIN. */
  void reduceRows(Reduction op, Source source, At at, int out, Span span);

  /** {@link #reduceArg} of an operand's float32 rows. */
  void reduceRowsArg(Reduction op, Source source, At at, int out, int arg, Span span);

  /** Sum over entries of float32 rows [outer, inner] times the entry's numbers [outer]. */
  void sumScaled(Source source, At at, int scale, int outer, int inner, int out, Span span);

  /** Sum over entries of float32 rows times an entry register, lane by lane. */
  void sumProduct(Source source, At at, int factor, int out, Span span);

  /**
   * Per entry and head the dot product of a float32 row and a row register: [outer, inner] to
   * [outer].
   */
  void dot(Source source, At at, int row, int outer, int inner, int out, Span span);

  /** Every row divided by max(its number of entries, 1), in place. */
  void divideByDegree(int out, Span span);

  /** Writes the rows of a register to consecutive rows of an output, unless it is bound there. */
  void store(int a, Source output, long row, int n);

  /** Writes the entries of a register to the rows of an output that their edges name. */
  void storeEdges(int a, Source output, Span span);

  /** Returns the scratch memory. */
  @Override
  void close();
}

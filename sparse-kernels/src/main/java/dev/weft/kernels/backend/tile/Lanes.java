package dev.weft.kernels.backend.tile;

import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Counter;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;

/**
 * The tile primitives: what a processor has to know to run any kernel. A register is a float array [tile rows, stride]; lanes beyond
 * its width are padding, which primitives may overwrite with anything. {@code n} is a number of tile rows or entries. One object serves
 * one thread.
 *
 * <p>All implementations give the same bits: element-wise operators are those of {@link FloatMath}; sums run over entries in order, and
 * over lanes as {@link FloatMath#SUM_LANES} partial sums joined in a fixed tree; products are added by fma.
 */
public interface Lanes extends AutoCloseable {
  /** On which side of an operator the smaller argument stands. */
  enum Side {
    LEFT,
    RIGHT
  }

  /** Lets {@code reg} stand for memory itself where that is possible; false when its values have to be stored at the end. */
  boolean bind(int reg, Source output, long row, int n);

  /** One lane of the first row. */
  float get(int reg, int lane);

  void fill(int out, float value, int n);

  void countLanes(int out);

  void degrees(int out, Span span);

  void draw(int out, long key, Counter counter, Span span, int n);

  void load(int out, Source source, long row, int n);

  void gather(int out, Source source, At at, Span span);

  void mark(int out, Source source, At at, Span span);

  void expand(int a, int out, Span span);

  void repeat(int a, int out, int n);

  void map(UnaryOp op, int a, int out, int n);

  void zip(BinaryOp op, int a, int b, int out, int n);

  void zipScalar(BinaryOp op, int a, float scalar, Side side, int out, int n);

  void zipInner(BinaryOp op, int a, int small, Side side, int outer, int inner, int out, int n);

  void zipRow(BinaryOp op, int a, int row, Side side, int out, int n);

  void choose(int condition, int a, int b, int out, int n);

  void spread(int a, int outer, int inner, int out, int n);

  void copyLanes(int a, int[] from, int[] to, int run, int out, int n);

  /** {@code n} rows of [outer, k, inner] to [outer, inner]; SUM, PROD, MAX and MIN; MEAN is a SUM divided by k. */
  void fold(Reduction op, int a, int outer, int k, int inner, int out, int n);

  /** The {@code n} rows of {@code a} reduced to the single row {@code out}: SUM, MAX or MIN. */
  void foldRows(Reduction op, int a, int n, int out);

  void reduce(Reduction op, int a, int out, Span span);

  void reduceArg(Reduction op, int a, int out, int arg, Span span);

  void reduceRows(Reduction op, Source source, At at, int out, Span span);

  void reduceRowsArg(Reduction op, Source source, At at, int out, int arg, Span span);

  void sumScaled(Source source, At at, int scale, int outer, int inner, int out, Span span);

  void sumProduct(Source source, At at, int factor, int out, Span span);

  void dot(Source source, At at, int row, int outer, int inner, int out, Span span);

  void divideByDegree(int out, Span span);

  /** Writes the rows of a register to consecutive rows of an output, unless it is bound there. */
  void store(int a, Source output, long row, int n);

  /** Writes the entries of a register to the rows of an output that their edges name. */
  void storeEdges(int a, Source output, Span span);

  /** Returns the scratch memory. */
  @Override
  void close();
}

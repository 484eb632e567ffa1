package dev.weft.kernels.lang;

import dev.weft.kernels.memory.Shape;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * One instruction of a {@link Kernel}: a value per row or per entry, with a row shape known when
 * the kernel is built. Arguments are positions of earlier instructions in the body. Scalar
 * expressions are data, never lambdas, so every backend can read them.
 *
 * <p>A value has a {@link Place}: the same for the whole launch, one per row, or one per entry
 * (edge) of the neighbourhood. Element-wise instructions take the innermost place of their
 * arguments and broadcast row shapes by NumPy's rule.
 */
public sealed interface Instr {

  /** Where a value lives; a later place sees all earlier ones. */
  enum Place {
    UNIFORM,
    ROW,
    ENTRY
  }

  /** Which row of an operand is read. */
  enum At {
    /** Row 0, whatever the current row is. */
    UNIFORM,
    /** The current row of the domain. */
    ROW,
    /** The row named by the entry's column index. Only in {@link Kernel.Domain#NEIGHBORS}. */
    NEIGHBOR,
    /** The row named by the entry's edge id. Only in {@link Kernel.Domain#NEIGHBORS}. */
    EDGE
  }

  /**
   * What a random number's counter is; the logical element, so that every chunking and every
   * orientation draws the same.
   */
  enum Counter {
    /** {@code row * width + lane}. */
    ROW,
    /** {@code neighbor * width + lane}. */
    NEIGHBOR,
    /** {@code edgeId * width + lane}. */
    EDGE,
    /** {@code (row * cols + neighbor) * width + lane}. */
    ROW_NEIGHBOR,
    /** {@code (neighbor * rows + row) * width + lane}. */
    NEIGHBOR_ROW
  }

  /** The same instruction with other arguments: {@code to} says where each one stands now. */
  default Instr mapped(IntUnaryOperator to) {
    return switch (this) {
      case Load _, Literal _, Scalar _, Lane _, Degree _, Random _, IsEdge _ -> this;
      case Unary(var op, int a) -> new Unary(op, to.applyAsInt(a));
      case Binary(var op, int a, int b) -> new Binary(op, to.applyAsInt(a), to.applyAsInt(b));
      case Select(int condition, int a, int b) ->
          new Select(to.applyAsInt(condition), to.applyAsInt(a), to.applyAsInt(b));
      case Reshape(int a, var shape) -> new Reshape(to.applyAsInt(a), shape);
      case View(int a, int offset, var shape, var strides) ->
          new View(to.applyAsInt(a), offset, shape, strides);
      case Concat(var parts, int axis) ->
          new Concat(parts.stream().map(to::applyAsInt).toList(), axis);
      case Fold(var op, int a, var axes) -> new Fold(op, to.applyAsInt(a), axes);
      case Matmul(int a, int matrix, var transposed, var shape) ->
          new Matmul(to.applyAsInt(a), matrix, transposed, shape);
      case TypedMatmul(int a, int matrices, int types, var at, var shape) ->
          new TypedMatmul(to.applyAsInt(a), matrices, types, at, shape);
      case Reduce(var op, int a) -> new Reduce(op, to.applyAsInt(a));
      case ArgReduce(var op, int a) -> new ArgReduce(op, to.applyAsInt(a));
    };
  }

  /** Whether it reads an operand at the row of the domain, or not at all. */
  default boolean readsByRow(int operand) {
    return switch (this) {
      case Load load -> load.operand() != operand || load.at() == At.ROW;
      case IsEdge mark -> mark.operand() != operand;
      case Matmul product -> product.matrix() != operand;
      case TypedMatmul typed -> typed.matrices() != operand && typed.types() != operand;
      default -> true;
    };
  }

  /** A row of {@code operand}, converted to the compute type; {@code shape.width()} elements. */
  record Load(int operand, At at, Shape shape) implements Instr {}

  /** A number written in the kernel. Row shape []. */
  record Literal(double value) implements Instr {}

  /** Run-time number {@code slot} of the launch. Row shape []. */
  record Scalar(int slot) implements Instr {}

  /** 0, 1, ..., length - 1 as row shape [length]. */
  record Lane(int length) implements Instr {}

  /** Number of entries of the current row, before any clamping. Row shape []. Only in NEIGHBORS. */
  record Degree() implements Instr {}

  /**
   * Uniform numbers in [0, 1), a pure function of the launch's 64-bit key {@code slot} and the
   * counter ({@link CounterRandom}).
   */
  record Random(int slot, Counter counter, Shape shape) implements Instr {}

  /** {@code op(a)}. */
  record Unary(UnaryOp op, int a) implements Instr {}

  /** {@code op(a, b)}, broadcast. */
  record Binary(BinaryOp op, int a, int b) implements Instr {}

  /**
   * {@code condition != 0 ? a : b}, broadcast; the branch not taken has no influence, NaN included.
   */
  record Select(int condition, int a, int b) implements Instr {}

  /** The same elements in row-major order under another shape of equal width. Free. */
  record Reshape(int a, Shape shape) implements Instr {}

  /**
   * Element {@code i} of {@code shape} is {@code a[offset + sum(i_k * strides_k)]}: slices,
   * transpositions and expansions.
   */
  record View(int a, int offset, Shape shape, List<Integer> strides) implements Instr {}

  /** The parts one after another along {@code axis}. */
  record Concat(List<Integer> parts, int axis) implements Instr {}

  /**
   * Reduced within the row over {@code axes}, which keep size 1; over no axes, the value itself.
   */
  record Fold(Reduction op, int a, List<Integer> axes) implements Instr {}

  /**
   * {@code a [k]} times the matrix in row 0 of operand {@code matrix}, [k, n], or [n, k] when
   * {@code transposed}; {@code shape} is [n]. Products are added in the order of k.
   */
  record Matmul(int a, int matrix, boolean transposed, Shape shape) implements Instr {}

  /**
   * {@code a [..., k]} times the matrix of its type, a vector-matrix product for every leading
   * index: row {@code t} of operand {@code matrices} holds [..., k, n] for type t, and the int32
   * operand {@code types} says at {@code at} which type the row (ROW) or the entry (EDGE, NEIGHBOR)
   * has. {@code shape} is [..., n]. Products are added in the order of k.
   */
  record TypedMatmul(int a, int matrices, int types, At at, Shape shape) implements Instr {}

  /**
   * Reduced over the entries of the current row: to ROW. A value of an earlier place counts once
   * per entry.
   */
  record Reduce(Reduction op, int a) implements Instr {}

  /**
   * The edge id at which {@code a} is largest (MAX) or smallest (MIN) among the entries, the lowest
   * id of equals, a NaN's first; -1 over nothing. An int32 ROW value; only an output may read it.
   */
  record ArgReduce(Reduction op, int a) implements Instr {}

  /** 1 where the int32 operand (read at {@code at}) names the current entry's edge id, else 0. */
  record IsEdge(int operand, At at, Shape shape) implements Instr {}
}

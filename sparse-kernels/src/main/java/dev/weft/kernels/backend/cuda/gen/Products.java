package dev.weft.kernels.backend.cuda.gen;

import static dev.weft.kernels.backend.cuda.ptx.Type.F32;

import dev.weft.kernels.backend.cuda.ptx.Address;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Space;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;

/**
 * One element of a row times a matrix. Every lane sums its own columns, k innermost and in order as
 * on the CPU; neighbouring lanes read neighbouring columns of the matrix. All lanes need all k
 * numbers of the row: those that cost a load are read by each lane, others are computed once and
 * shared ({@link Folds}).
 */
final class Products {
  /** Terms that follow each other without a branch, so that their loads are in flight together. */
  private static final int UNROLLED = 4;

  private final Values values;
  private final Scope scope;
  private final int argument;
  private final boolean shared;
  private final int k;
  private final int matrices;
  private final int down;
  private final Reg matrix;
  private final Index row;
  private final Index column;
  private final Reg sum;

  /**
   * Writes the start of the sum.
   *
   * @param argument the value whose row is multiplied
   * @param matrices the operand
   * @param matrix address of the row of the operand
   * @param row first element of the argument's row
   * @param column first element of the matrix
   * @param down elements of the matrix from term to term
   * @param scope where the product is written
   */
  private Products(
      Values values,
      int argument,
      int matrices,
      Reg matrix,
      Index row,
      Index column,
      int down,
      Scope scope) {
    this.values = values;
    this.argument = argument;
    this.matrices = matrices;
    this.matrix = matrix;
    this.row = row;
    this.column = column;
    this.down = down;
    this.scope = scope;
    shared = isShared(values.kernel, argument);
    k = values.kernel.shape(argument).dim(-1);
    sum = Loop.sum(scope, Operand.of(0f));
  }

  /** An element of a product with the one matrix. */
  static Reg of(Values values, Instr.Matmul product, Index at, Scope scope) {
    int k = values.kernel.shape(product.a()).dim(-1);
    int n = product.shape().dim(-1);
    int right = product.transposed() ? k : 1;
    Index column = values.indices.from(Remap.of(0, new int[] {n}, new int[] {right}), at);
    Reg matrix = values.matrix(product);
    Index row = Index.of(0, values.domain.launch);
    int down = product.transposed() ? 1 : n;
    return new Products(values, product.a(), product.matrix(), matrix, row, column, down, scope)
        .sum();
  }

  /** An element of a product with the matrix of its type. */
  static Reg of(Values values, Instr.TypedMatmul typed, Index at, Scope scope) {
    int k = values.kernel.shape(typed.a()).dim(-1);
    int n = typed.shape().dim(-1);
    int[] blocks = {typed.shape().width() / n, n};
    Index row = values.indices.from(Remap.of(0, blocks, new int[] {k, 0}), at);
    Index column = values.indices.from(Remap.of(0, blocks, new int[] {k * n, 1}), at);
    Reg matrix = values.matrix(typed);
    return new Products(values, typed.a(), typed.matrices(), matrix, row, column, n, scope).sum();
  }

  /** True when the rows are to be shared among lanes before the product is asked for. */
  static boolean isShared(Kernel kernel, int argument) {
    return kernel.shape(argument).width() > 1 && !isAtHand(kernel, argument);
  }

  /** True when any lane has any element of the value for the price of a load. */
  private static boolean isAtHand(Kernel kernel, int value) {
    return switch (kernel.body().get(value)) {
      case Instr.Load _,
          Instr.Literal _,
          Instr.Scalar _,
          Instr.Lane _,
          Instr.Degree _,
          Instr.IsEdge _,
          Instr.Reduce _ ->
          true;
      case Instr.Fold _ -> Folds.terms(kernel, value) > 1;
      case Instr.Reshape(int a, var _) -> isAtHand(kernel, a);
      case Instr.View view -> isAtHand(kernel, view.a());
      case Instr.Unary _,
          Instr.Binary _,
          Instr.Select _,
          Instr.Concat _,
          Instr.Random _,
          Instr.Matmul _,
          Instr.TypedMatmul _,
          Instr.ArgReduce _ ->
          false;
    };
  }

  private Reg sum() {
    int whole = k - k % UNROLLED;
    if (whole > UNROLLED) {
      Loop.over(
          scope,
          whole,
          UNROLLED,
          base -> {
            Scope body = new Scope(scope);
            terms(body, new Index(base.value(), body), UNROLLED);
            return body;
          });
    } else {
      terms(scope, Index.of(0, values.domain.launch), whole);
    }
    terms(scope, Index.of(whole, values.domain.launch), k - whole);
    return sum;
  }

  /** Adds terms, from {@code first} on. */
  private void terms(Scope body, Index first, int count) {
    if (count == 0) {
      return;
    }
    Indices indices = values.indices;
    Index cell = indices.plus(column, indices.times(first, down));
    int bytes = values.kernel.operands().get(matrices).dtype().bytes();
    Address start = values.element(matrix, bytes, cell, body);
    for (int i = 0; i < count; i++) {
      Index at = indices.plus(indices.plus(row, first), i);
      Reg x = shared ? values.kept(argument, at, body.code) : values.of(argument, at);
      Address next = new Address(start.base(), start.offset() + i * down * bytes);
      Reg w = values.number(matrices, Space.CONSTANT_GLOBAL, next, body.code);
      body.code.assign(sum, Opcode.FMA, F32, x, w, sum);
    }
  }
}

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
 * One element of a row times the matrix of its type. Every lane sums its own columns, k innermost
 * and in order as on the CPU; neighbouring lanes read neighbouring columns of the matrix. All lanes
 * need all k numbers of the row: those that cost a load are read by each lane, others are computed
 * once and shared ({@link Folds}).
 */
final class TypedProducts {
  /** Terms that follow each other without a branch, so that their loads are in flight together. */
  private static final int UNROLLED = 4;

  private final Values values;
  private final Instr.TypedMatmul typed;
  private final Scope scope;
  private final boolean shared;
  private final int k;
  private final int n;
  private final Reg matrix;
  private final Index row;
  private final Index column;
  private final Reg sum;

  /**
   * Writes the start of the sum.
   *
   * @param value a TypedMatmul
   * @param at which element of it
   * @param scope where the product is written
   */
  TypedProducts(Values values, int value, Index at, Scope scope) {
    this.values = values;
    this.typed = (Instr.TypedMatmul) values.kernel.body().get(value);
    this.scope = scope;
    shared = sharesArgument(values.kernel, typed);
    k = values.kernel.shape(typed.a()).dim(-1);
    n = typed.shape().dim(-1);
    matrix = values.matrix(typed);
    int[] blocks = {typed.shape().width() / n, n};
    row = values.indices.from(Remap.of(0, blocks, new int[] {k, 0}), at);
    column = values.indices.from(Remap.of(0, blocks, new int[] {k * n, 1}), at);
    sum = Loop.sum(scope, Operand.of(0f));
  }

  /** True when the rows are to be shared among lanes before the product is asked for. */
  static boolean sharesArgument(Kernel kernel, Instr.TypedMatmul typed) {
    return kernel.shape(typed.a()).width() > 1 && !isAtHand(kernel, typed.a());
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
          Instr.TypedMatmul _,
          Instr.ArgReduce _ ->
          false;
    };
  }

  /** The element. */
  Reg sum() {
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
    Index cell = indices.plus(column, indices.times(first, n));
    int bytes = values.kernel.operands().get(typed.matrices()).dtype().bytes();
    Address start = values.element(matrix, bytes, cell, body);
    for (int i = 0; i < count; i++) {
      Index at = indices.plus(indices.plus(row, first), i);
      Reg x = shared ? values.kept(typed.a(), at, body.code) : values.of(typed.a(), at);
      Address next = new Address(start.base(), start.offset() + i * n * bytes);
      Reg w = values.number(typed.matrices(), Space.CONSTANT_GLOBAL, next, body.code);
      body.code.assign(sum, Opcode.FMA, F32, x, w, sum);
    }
  }
}

package dev.weft.kernels.backend.tile;

import dev.weft.kernels.dense.NarrowGemm;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Recognises what needs no tile: sums and extremes of gathered rows, weighted sums of them, and dot
 * products with them.
 */
final class Direct {
  /** A product whose one side is gathered rows as wide as the result. */
  record Product(Instr.Load rows, int factor, Shape shape) {}

  private final Kernel kernel;
  private final int[] uses;

  Direct(Kernel kernel, int[] uses) {
    this.kernel = kernel;
    this.uses = uses;
  }

  /** Rows whose outer products are summed. */
  record Outer(int a, int b) {}

  /**
   * The factors, when an output sums products of a column and a row that nobody else reads, and
   * vectors of both can be multiplied.
   */
  Optional<Outer> outer(Kernel.Output output) {
    int v = output.value();
    if (output.target() == Kernel.Target.TOTAL_SUM
        && uses[v] == 1
        && kernel.body().get(v) instanceof Instr.Binary(BinaryOp op, int x, int y)
        && op == BinaryOp.MUL
        && kernel.body().get(x) instanceof Instr.Reshape(int a, Shape column)
        && kernel.body().get(y) instanceof Instr.Reshape(int b, Shape row)
        && column.equals(Shape.of(column.width(), 1))
        && row.equals(Shape.of(1, row.width()))
        && column.width() >= NarrowGemm.LEAST_ROWS
        && row.width() > Registers.NARROW) {
      return Optional.of(new Outer(a, b));
    }
    return Optional.empty();
  }

  /** The load, when the value is float32 rows named by the entries. */
  Optional<Instr.Load> rows(int a) {
    return switch (kernel.body().get(a)) {
      case Instr.Reshape(int b, var _) -> rows(b);
      case Instr.Load load
          when (load.at() == At.NEIGHBOR || load.at() == At.EDGE)
              && kernel.operands().get(load.operand()).dtype() == DType.FLOAT32 ->
          Optional.of(load);
      case Instr _ -> Optional.empty();
    };
  }

  /** The product, when the value is one that nobody else reads. */
  Optional<Product> product(int a) {
    if (uses[a] != 1) {
      return Optional.empty();
    }
    return switch (kernel.body().get(a)) {
      case Instr.Reshape(int b, var _) -> product(b);
      case Instr.Binary(BinaryOp op, int x, int y) when op == BinaryOp.MUL ->
          product(x, y, kernel.shape(a));
      case Instr _ -> Optional.empty();
    };
  }

  /** The product below a sum over the last axis, when its other side is one row per row. */
  Optional<Product> dot(Reduction op, int a, List<Integer> axes) {
    Shape shape = kernel.shape(a);
    boolean last = axes.size() == 1 && shape.axis(axes.getFirst()) == shape.rank() - 1;
    if (op != Reduction.SUM || !last || shape.width() == 0 || uses[a] != 1) {
      return Optional.empty();
    }
    if (kernel.body().get(a) instanceof Instr.Binary(BinaryOp mul, int x, int y)
        && mul == BinaryOp.MUL) {
      return product(x, y, shape).filter(p -> kernel.place(p.factor()) != Place.ENTRY);
    }
    return Optional.empty();
  }

  private Optional<Product> product(int x, int y, Shape shape) {
    Optional<Instr.Load> left = wide(x, shape);
    Optional<Instr.Load> right = wide(y, shape);
    boolean preferRight = right.isPresent() && (left.isEmpty() || left.get().at() == At.EDGE);
    if (preferRight) {
      return right.map(load -> new Product(load, x, shape));
    }
    return left.map(load -> new Product(load, y, shape));
  }

  private Optional<Instr.Load> wide(int a, Shape shape) {
    return kernel.shape(a).width() == shape.width() ? rows(a) : Optional.empty();
  }
}

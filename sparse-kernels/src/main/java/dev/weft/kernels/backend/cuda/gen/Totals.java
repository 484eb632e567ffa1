package dev.weft.kernels.backend.cuda.gen;

import static dev.weft.kernels.backend.cuda.ptx.Type.F32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S64;
import static dev.weft.kernels.backend.cuda.ptx.Type.U64;

import dev.weft.kernels.backend.cuda.gen.Indices.Column;
import dev.weft.kernels.backend.cuda.ptx.Address;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Space;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The partial totals of {@value #ROWS} rows, which one team computes row after row. Which rows
 * share a partial depends on their number alone, so the result does not depend on the grid. Sums
 * stay in registers; those of wide rows stay where they will be stored.
 */
final class Totals {
  /** Rows of a partial total. */
  static final int ROWS = 16;

  private record Cell(int output, Column column, Reg sum) {}

  private final Values values;
  private final Folds folds;
  private final Signature signature;
  private final Scope partial;
  private final Reg number;
  private final List<Cell> cells = new ArrayList<>();
  private final List<Integer> wide = new ArrayList<>();

  /**
   * Writes the start of a partial.
   *
   * @param partial the code of one partial
   * @param number which one, 64 bits
   */
  Totals(Values values, Folds folds, Signature signature, Scope partial, Reg number) {
    this.values = values;
    this.folds = folds;
    this.signature = signature;
    this.partial = partial;
    this.number = number;
    for (int o : outputs(values.kernel)) {
      int width = width(o);
      if (values.indices.chunks(width) > Passes.PIECE) {
        wide.add(o);
        values.indices.forEach(
            partial, width, (piece, column) -> store(piece, o, column, start(piece, o)));
      } else if (width > 0) {
        for (Column column : values.indices.columns(width)) {
          cells.add(new Cell(o, column, start(partial, o)));
        }
      }
    }
  }

  /** The outputs that are totals. */
  static List<Integer> outputs(Kernel kernel) {
    List<Integer> totals = new ArrayList<>();
    for (int o = 0; o < kernel.outputs().size(); o++) {
      Target target = kernel.outputs().get(o).target();
      if (target != Target.ROW && target != Target.EDGE) {
        totals.add(o);
      }
    }
    return totals;
  }

  /** Writes what a row adds. */
  void row(Scope row) {
    for (int o : outputs(values.kernel)) {
      folds.prepare(value(o));
    }
    for (Cell cell : cells) {
      Reg x = values.of(value(cell.output()), cell.column().index());
      Reductions.add(row.code, op(cell.output()), cell.sum(), x);
    }
    for (int o : wide) {
      values.indices.forEach(
          row,
          width(o),
          (piece, column) -> {
            Reg x = values.of(value(o), column.index());
            // A thread beyond the end must not even read: the last element is another's.
            int end = piece.code.names().label();
            Address at = address(piece, o, column);
            column.guard().ifPresent(g -> piece.code.branch(end, Guard.unless(g.predicate())));
            Reg sum = piece.code.load(Space.GLOBAL, F32, at);
            Reductions.add(piece.code, op(o), sum, x);
            piece.code.store(Space.GLOBAL, F32, at, sum, Optional.empty());
            piece.code.label(end);
          });
    }
  }

  /** Writes the end of a partial. */
  void end() {
    for (Cell cell : cells) {
      store(partial, cell.output(), cell.column(), cell.sum());
    }
  }

  private Reg start(Scope scope, int o) {
    return Loop.sum(scope, Reductions.neutral(op(o)));
  }

  private void store(Scope scope, int o, Column column, Reg sum) {
    scope.code.store(Space.GLOBAL, F32, address(scope, o, column), sum, column.guard());
  }

  private record Start(int output) {}

  private Address address(Scope scope, int o, Column column) {
    Reg base = values.parameter(U64, signature.partials(o));
    Reg start =
        partial.once(
            new Start(o),
            code -> code.compute(Opcode.MAD, S64, number, Operand.of(4L * width(o)), base));
    return values.element(start, 4, column.index(), scope);
  }

  private int value(int o) {
    return values.kernel.outputs().get(o).value();
  }

  private int width(int o) {
    return values.kernel.shape(value(o)).width();
  }

  private Reduction op(int o) {
    return Reductions.of(values.kernel.outputs().get(o).target());
  }
}

package dev.weft.kernels.backend.cuda.dense;

import static dev.weft.kernels.backend.cuda.ptx.Type.S32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S64;
import static dev.weft.kernels.backend.cuda.ptx.Type.U32;

import dev.weft.kernels.backend.cuda.dense.Panel.Names;
import dev.weft.kernels.backend.cuda.dense.Product.Axis;
import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Entry;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Kind;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Rounding;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A product in PTX: a block for every tile of every result.
 *
 * <p>The terms of a sum come in steps. While one step is multiplied out of shared memory, the next
 * one's numbers are on their way to registers; two buffers make one barrier a step enough. Sums run
 * over the terms in order, each term one fma.
 */
final class ProductEntry {
  private final Product product;
  private final Tile tile;
  private final Emitter out = new Emitter();
  private final Code code = out.code;

  /** Bytes of both panels of a step. */
  private final int bufferBytes;

  /** Where the block is skipped to when its tile does not exist. */
  private final int end = code.names().label();

  /** What a block multiplies: addresses, number of rows and of terms, all of 64 bits. */
  private record Work(Reg a, Reg b, Reg rows, Reg depth, Optional<Typed> typed) {}

  /** Which entries: the first, and bytes from an entry's first factor to the one that counts. */
  private record Typed(Reg first, Reg column) {}

  private ProductEntry(Product product, Tile tile) {
    this.product = product;
    this.tile = tile;
    bufferBytes = Panel.bytes(tile, tile.rows()) + Panel.bytes(tile, tile.cols());
  }

  static Entry of(Product product, Tile tile) {
    return new ProductEntry(product, tile).entry();
  }

  private Entry entry() {
    Reg colTiles = out.narrow(Parameter.COL_TILES);
    Reg tileCol = out.remainder(out.block, colTiles);
    Reg above = out.quotient(out.block, colTiles);
    Reg rowTiles = out.narrow(Parameter.ROW_TILES);
    Reg tileRow = out.remainder(above, rowTiles);
    Reg number = out.quotient(above, rowTiles);
    Work work =
        switch (product) {
          case MATMUL_NN, MATMUL_NT, OUTER_SUM -> stepped(number);
          case SEGMENT_MATMUL_NN, SEGMENT_MATMUL_NT -> segment(number);
          case TYPED_OUTER_SUM -> typed(number);
        };
    Reg i = code.compute(Opcode.MUL, S64, out.wide(tileRow), Operand.of((long) tile.rows()));
    Reg j = code.compute(Opcode.MUL, S64, out.wide(tileCol), Operand.of((long) tile.cols()));
    Reg rows = out.remaining(work.rows(), i, tile.rows());
    Reg cols = out.remaining(out.parameter(Parameter.COLS), j, tile.cols());
    code.branch(end, Guard.when(code.compare(Comparison.LE, S32, rows, Operand.of(0))));
    Reg shared = code.scratch();
    Sums sums = new Sums(code, tile, out.thread, shared, Panel.bytes(tile, tile.rows()));
    multiply(work, i, j, rows, cols, shared, sums);
    // Asked for here, since a register that lives through the sums is one too many.
    Reg line = out.mad(i, out.parameter(Parameter.C_STRIDE), result(number));
    sums.store(out.mad(j, Operand.of(4L), line), out.narrow(Parameter.C_STRIDE), rows, cols);
    code.label(end);
    int stageBytes = work.typed().isPresent() ? Stage.bytes() : 0;
    return out.entry(product.name(tile), tile.threads(), 2 * bufferBytes + stageBytes);
  }

  /** The chunk of terms with this number, or all. */
  private Work stepped(Reg number) {
    Reg n = out.wide(number);
    Reg chunk = out.parameter(Parameter.CHUNK);
    Reg before = code.compute(Opcode.MUL, S64, n, chunk);
    Reg left = code.compute(Opcode.SUB, S64, out.parameter(Parameter.DEPTH), before);
    return new Work(
        out.mad(n, out.parameter(Parameter.A_STEP), out.parameter(Parameter.A)),
        out.mad(n, out.parameter(Parameter.B_STEP), out.parameter(Parameter.B)),
        out.parameter(Parameter.ROWS),
        code.compute(Opcode.MIN, S64, left, chunk),
        Optional.empty());
  }

  private Work segment(Reg number) {
    Reg row = out.tableRow(number);
    Reg depth = out.parameter(Parameter.DEPTH);
    return new Work(
        out.field(row, 1), out.field(row, 2), out.field(row, 3), depth, Optional.empty());
  }

  private Work typed(Reg number) {
    Reg blocks = out.narrow(Parameter.BLOCKS);
    Reg row = out.tableRow(out.quotient(number, blocks));
    Reg bytes = code.compute(Opcode.MUL_WIDE, U32, out.remainder(number, blocks), Operand.of(4));
    Reg rows = out.parameter(Parameter.ROWS);
    return new Work(
        out.mad(bytes, rows, out.parameter(Parameter.A)),
        out.mad(bytes, out.parameter(Parameter.COLS), out.parameter(Parameter.B)),
        rows,
        out.field(row, 2),
        Optional.of(new Typed(out.field(row, 1), bytes)));
  }

  /** Address of the result. */
  private Reg result(Reg number) {
    return switch (product) {
      case MATMUL_NN, MATMUL_NT, OUTER_SUM -> step(number, out.parameter(Parameter.C));
      case SEGMENT_MATMUL_NN, SEGMENT_MATMUL_NT -> out.field(out.tableRow(number), 0);
      case TYPED_OUTER_SUM -> {
        Reg blocks = out.narrow(Parameter.BLOCKS);
        Reg row = out.tableRow(out.quotient(number, blocks));
        yield step(out.remainder(number, blocks), out.field(row, 0));
      }
    };
  }

  private Reg step(Reg number, Reg from) {
    return out.mad(out.wide(number), out.parameter(Parameter.C_STEP), from);
  }

  private void multiply(Work work, Reg i, Reg j, Reg rows, Reg cols, Reg shared, Sums sums) {
    Reg aStride = out.narrow(Parameter.A_STRIDE);
    Reg bStride = out.narrow(Parameter.B_STRIDE);
    Optional<Stage> stage =
        work.typed()
            .map(
                t -> {
                  Reg lists = code.compute(Opcode.ADD, S32, shared, Operand.of(2 * bufferBytes));
                  return new Stage(out, tile, lists, t.column());
                });
    Panel a =
        panel(product.a, tile.rows(), work.a(), aStride, i, rows, 0, shared, stage.map(Stage::a));
    int after = Panel.bytes(tile, tile.rows());
    Panel b =
        panel(
            product.b, tile.cols(), work.b(), bStride, j, cols, after, shared, stage.map(Stage::b));
    Reg buffer = code.copy(Kind.B32, Operand.of(0));
    if (stage.isEmpty()) {
      Reg left = code.convert(S32, Rounding.EXACT, S64, work.depth());
      steps(left, a, b, sums, buffer);
    } else {
      Reg first = work.typed().orElseThrow().first();
      stages(stage.get(), first, work.depth(), left -> steps(left, a, b, sums, buffer));
    }
  }

  private Panel panel(
      Axis axis,
      int length,
      Reg matrix,
      Reg stride,
      Reg line,
      Reg lines,
      int offset,
      Reg shared,
      Optional<Names> names) {
    Operand bytes = axis == Axis.DEPTH ? out.wide(stride) : Operand.of(4L);
    Reg base = out.mad(line, bytes, matrix);
    Reg last = code.compute(Opcode.SUB, S32, lines, Operand.of(1));
    Reg place = code.compute(Opcode.ADD, S32, shared, Operand.of(offset));
    return new Panel(code, tile, length, axis, base, stride, last, names, out.thread, place);
  }

  /** Adds {@code left} terms; the register counts down to 0 or below. */
  private void steps(Reg left, Panel a, Panel b, Sums sums, Reg buffer) {
    int done = code.names().label();
    code.branch(done, Guard.when(code.compare(Comparison.LE, S32, left, Operand.of(0))));
    a.load(left);
    b.load(left);
    int head = code.label();
    a.store(buffer);
    b.store(buffer);
    code.add(new Insn.BlockBarrier());
    code.assign(left, Opcode.SUB, S32, left, Operand.of(tile.step()));
    int last = code.names().label();
    Reg more = code.compare(Comparison.GT, S32, left, Operand.of(0));
    code.branch(last, Guard.unless(more));
    a.advance();
    b.advance();
    a.load(left);
    b.load(left);
    code.label(last);
    sums.add(buffer);
    code.assign(buffer, Opcode.SUB, S32, Operand.of(bufferBytes), buffer);
    code.branch(head, Guard.when(more));
    code.label(done);
  }

  /** Names the rows of a few hundred entries, adds them, and goes on to the next. */
  private void stages(Stage stage, Reg first, Reg depth, Consumer<Reg> steps) {
    Reg at = code.copy(Kind.B64, first);
    Reg rest = code.copy(Kind.B64, depth);
    int done = code.names().label();
    int head = code.label();
    code.branch(done, Guard.when(code.compare(Comparison.LE, S64, rest, Operand.of(0L))));
    Reg some = code.compute(Opcode.MIN, S64, rest, Operand.of((long) Stage.ENTRIES));
    Reg left = code.convert(S32, Rounding.EXACT, S64, some);
    stage.fill(at, left);
    code.add(new Insn.BlockBarrier());
    steps.accept(left);
    code.assign(at, Opcode.ADD, S64, at, some);
    code.assign(rest, Opcode.SUB, S64, rest, some);
    code.branch(head);
    code.label(done);
  }
}

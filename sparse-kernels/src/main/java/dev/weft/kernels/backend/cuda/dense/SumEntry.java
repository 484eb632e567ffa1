package dev.weft.kernels.backend.cuda.dense;

import static dev.weft.kernels.backend.cuda.ptx.Type.F32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S64;
import static dev.weft.kernels.backend.cuda.ptx.Type.U32;
import static dev.weft.kernels.backend.cuda.ptx.Type.U64;

import dev.weft.kernels.backend.cuda.ptx.Address;
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
import dev.weft.kernels.backend.cuda.ptx.Space;
import java.util.Optional;

/**
 * Adds partial results, [rows, cols] each, one after the other from A on. A block adds {@value
 * #ELEMENTS} elements beside each other, 32 bytes; a thread every {@value #GROUPS}th partial, in
 * order, so that many are on their way at once; then the threads' sums become one in a tree. One
 * result, or with a table several: {@link Table}.
 */
final class SumEntry {
  /** Elements of a block. */
  static final int ELEMENTS = 8;

  /** Threads that share the partials of an element. */
  private static final int GROUPS = 32;

  private static final int THREADS = ELEMENTS * GROUPS;

  private SumEntry() {}

  /** The sum of one result's partials. */
  static Entry one() {
    Emitter out = new Emitter();
    Reg partials = out.parameter(Parameter.A);
    return write(
        out,
        "sum_of_partials",
        out.block,
        out.parameter(Parameter.C),
        partials,
        out.narrow(Parameter.PARTIALS));
  }

  /** The sums of those in a table; {@link Parameter#ROW_TILES} blocks for each. */
  static Entry several() {
    Emitter out = new Emitter();
    Reg blocks = out.narrow(Parameter.ROW_TILES);
    Reg row = out.tableRow(out.quotient(out.block, blocks));
    Reg count = out.code.convert(U32, Rounding.EXACT, U64, out.field(row, 2));
    return write(
        out,
        "sums_of_partials",
        out.remainder(out.block, blocks),
        out.field(row, 0),
        out.field(row, 1),
        count);
  }

  private static Entry write(Emitter out, String name, Reg piece, Reg c, Reg partials, Reg count) {
    Code code = out.code;
    Reg cols = out.narrow(Parameter.COLS);
    Reg elements = code.compute(Opcode.MUL, S32, out.narrow(Parameter.ROWS), cols);
    Reg near = code.compute(Opcode.REM, U32, out.thread, Operand.of(ELEMENTS));
    Reg element = code.compute(Opcode.MAD, S32, piece, Operand.of(ELEMENTS), near);
    Reg last = code.compute(Opcode.SUB, S32, elements, Operand.of(1));
    Reg read = code.compute(Opcode.MIN, S32, element, last);
    Reg from = code.compute(Opcode.ADD, S64, partials, bytes(code, read));
    Reg group = code.compute(Opcode.DIV, U32, out.thread, Operand.of(ELEMENTS));
    Reg sum = added(out, from, bytes(code, elements), group, count);
    tree(out, sum);
    Reg first = code.compare(Comparison.EQ, S32, group, Operand.of(0));
    Reg limit = code.select(first, elements, Operand.of(0));
    Reg wanted = code.compare(Comparison.LT, S32, element, limit);
    Reg row = out.wide(out.quotient(element, cols));
    Reg line = out.mad(row, out.parameter(Parameter.C_STRIDE), c);
    Reg at = code.compute(Opcode.ADD, S64, line, bytes(code, out.remainder(element, cols)));
    code.store(Space.GLOBAL, F32, new Address(at, 0), sum, Optional.of(Guard.when(wanted)));
    return out.entry(name, THREADS, 4 * THREADS);
  }

  /** Every {@value #GROUPS}th partial, from the group's number on. */
  private static Reg added(Emitter out, Reg from, Reg stride, Reg group, Reg count) {
    Code code = out.code;
    Reg sum = code.copy(Kind.F32, Operand.of(0f));
    Reg next = code.copy(Kind.B32, group);
    int done = code.names().label();
    int head = code.label();
    code.branch(done, Guard.when(code.compare(Comparison.GE, S32, next, count)));
    Reg at = out.mad(out.wide(next), stride, from);
    Reg partial = code.load(Space.CONSTANT_GLOBAL, F32, new Address(at, 0));
    code.assign(sum, Opcode.ADD, F32, sum, partial);
    code.assign(next, Opcode.ADD, S32, next, Operand.of(GROUPS));
    code.branch(head);
    code.label(done);
    return sum;
  }

  /** Leaves the sum of all groups with the first. */
  private static void tree(Emitter out, Reg sum) {
    Code code = out.code;
    Reg own = code.compute(Opcode.MAD, S32, out.thread, Operand.of(4), code.scratch());
    for (int half = THREADS / 2; half >= ELEMENTS; half /= 2) {
      code.store(Space.SHARED, F32, new Address(own, 0), sum, Optional.empty());
      code.add(new Insn.BlockBarrier());
      Reg lower = code.compare(Comparison.LT, S32, out.thread, Operand.of(half));
      // Threads of the upper half add themselves to themselves, and nobody reads that.
      Reg far = code.select(lower, code.compute(Opcode.ADD, S32, own, Operand.of(4 * half)), own);
      Reg other = code.load(Space.SHARED, F32, new Address(far, 0));
      code.add(new Insn.BlockBarrier());
      code.assign(sum, Opcode.ADD, F32, sum, other);
    }
  }

  private static Reg bytes(Code code, Reg elements) {
    return code.compute(Opcode.MUL_WIDE, U32, elements, Operand.of(4));
  }
}

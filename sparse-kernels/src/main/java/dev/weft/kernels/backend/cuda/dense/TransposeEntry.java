package dev.weft.kernels.backend.cuda.dense;

import static dev.weft.kernels.backend.cuda.ptx.Type.F32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S32;
import static dev.weft.kernels.backend.cuda.ptx.Type.U32;

import dev.weft.kernels.backend.cuda.ptx.Address;
import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Entry;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Space;
import java.util.Optional;

/**
 * {@code C = Aᵀ}, a block for every square of {@value #SIDE} rows and columns of A: through shared
 * memory, so that both are read and written along their rows. A square's rows lie one float apart
 * from multiples of 32, so that its columns are in different banks.
 */
final class TransposeEntry {
  /** Rows and columns of a block. */
  static final int SIDE = 32;

  private static final int THREADS = 256;
  private static final int LINES = THREADS / SIDE;
  private static final int PITCH = 4 * (SIDE + 1);

  private final Emitter out = new Emitter();
  private final Code code = out.code;
  private final Reg near = code.compute(Opcode.REM, U32, out.thread, Operand.of(SIDE));
  private final Reg far = code.compute(Opcode.DIV, U32, out.thread, Operand.of(SIDE));

  private TransposeEntry() {}

  /** Parameters: A, C, their strides; A's rows and columns; squares beside each other in A. */
  static Entry of() {
    return new TransposeEntry().entry();
  }

  private Entry entry() {
    Reg squares = out.narrow(Parameter.COL_TILES);
    Reg i = first(out.quotient(out.block, squares));
    Reg j = first(out.remainder(out.block, squares));
    Reg rows = out.remaining(out.parameter(Parameter.ROWS), i, SIDE);
    Reg cols = out.remaining(out.parameter(Parameter.COLS), j, SIDE);
    Reg a = corner(Parameter.A, Parameter.A_STRIDE, i, j);
    Reg c = corner(Parameter.C, Parameter.C_STRIDE, j, i);
    Reg stored = shared(far, near);
    for (int line = 0; line < SIDE; line += LINES) {
      int end = unlessInside(line, rows, cols);
      Reg x = code.load(Space.CONSTANT_GLOBAL, F32, element(a, Parameter.A_STRIDE, line));
      code.store(Space.SHARED, F32, new Address(stored, line * PITCH), x, Optional.empty());
      code.label(end);
    }
    code.add(new Insn.BlockBarrier());
    Reg turned = shared(near, far);
    for (int line = 0; line < SIDE; line += LINES) {
      int end = unlessInside(line, cols, rows);
      Reg x = code.load(Space.SHARED, F32, new Address(turned, 4 * line));
      Address at = element(c, Parameter.C_STRIDE, line);
      code.store(Space.GLOBAL, F32, at, x, Optional.empty());
      code.label(end);
    }
    return out.entry("transpose", THREADS, SIDE * PITCH);
  }

  private Reg first(Reg square) {
    return code.compute(Opcode.MUL_WIDE, U32, square, Operand.of(SIDE));
  }

  private Reg corner(Parameter matrix, Parameter stride, Reg row, Reg col) {
    Reg line = out.mad(row, out.parameter(stride), out.parameter(matrix));
    return out.mad(col, Operand.of(4L), line);
  }

  private Reg shared(Reg row, Reg col) {
    Reg line = code.compute(Opcode.MAD, S32, row, Operand.of(PITCH), code.scratch());
    return code.compute(Opcode.MAD, S32, col, Operand.of(4), line);
  }

  /** This thread's element of the line {@code line} further on. */
  private Address element(Reg corner, Parameter stride, int line) {
    Reg row = code.compute(Opcode.ADD, S32, far, Operand.of(line));
    Reg start = out.mad(out.wide(row), out.parameter(stride), corner);
    return new Address(out.mad(out.wide(near), Operand.of(4L), start), 0);
  }

  /** A label to go to when the thread's element does not exist. */
  private int unlessInside(int line, Reg rows, Reg cols) {
    int end = code.names().label();
    Reg row = code.compute(Opcode.ADD, S32, far, Operand.of(line));
    Reg limit = code.select(code.compare(Comparison.LT, S32, row, rows), cols, Operand.of(0));
    code.branch(end, Guard.unless(code.compare(Comparison.LT, S32, near, limit)));
    return end;
  }
}

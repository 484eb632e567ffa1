package dev.weft.kernels.backend.cuda.dense;

import static dev.weft.kernels.backend.cuda.ptx.Type.S32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S64;
import static dev.weft.kernels.backend.cuda.ptx.Type.U32;
import static dev.weft.kernels.backend.cuda.ptx.Type.U64;

import dev.weft.kernels.backend.cuda.ptx.Address;
import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Entry;
import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Rounding;
import dev.weft.kernels.backend.cuda.ptx.Space;
import dev.weft.kernels.backend.cuda.ptx.Special;

/** What all entries here begin with: their code, their parameters and where a thread stands. */
final class Emitter {
  /** Threads of a block that are enough, so that a processor need not hold a second. */
  private static final int ENOUGH = 128;

  final Code code = new Code(new Code.Names());
  final Reg thread = code.where(Special.THREAD);
  final Reg block = code.where(Special.BLOCK);

  /** A parameter, 64 bits. */
  Reg parameter(Parameter p) {
    return code.parameter(U64, p.ordinal());
  }

  /** The low half of a parameter. */
  Reg narrow(Parameter p) {
    return code.convert(U32, Rounding.EXACT, U64, parameter(p));
  }

  /** A 32-bit number as one of 64. */
  Reg wide(Reg x) {
    return code.convert(U64, Rounding.EXACT, U32, x);
  }

  /** A field of a row of the table. */
  Reg field(Reg row, int field) {
    return code.load(Space.CONSTANT_GLOBAL, U64, new Address(row, 8 * field));
  }

  /** The address of a row of the table. */
  Reg tableRow(Reg number) {
    return code.compute(
        Opcode.MAD, S64, wide(number), Operand.of(8L * Table.FIELDS), parameter(Parameter.TABLE));
  }

  /** {@code a * b + c} of 64-bit numbers. */
  Reg mad(Reg a, Operand b, Reg c) {
    return code.compute(Opcode.MAD, S64, a, b, c);
  }

  /** How many of {@code most} remain of a 64-bit number of them, from {@code first} on. */
  Reg remaining(Reg all, Reg first, long most) {
    Reg left = code.compute(Opcode.SUB, S64, all, first);
    Reg some = code.compute(Opcode.MIN, S64, left, Operand.of(most));
    return code.convert(S32, Rounding.EXACT, S64, some);
  }

  Reg quotient(Reg x, Reg by) {
    return code.compute(Opcode.DIV, U32, x, by);
  }

  Reg remainder(Reg x, Reg by) {
    return code.compute(Opcode.REM, U32, x, by);
  }

  Entry entry(String name, int threads, int sharedBytes) {
    code.add(new Insn.Return());
    int residents = Math.max(1, threads / ENOUGH);
    return new Entry(name, Parameter.types(), threads, residents, sharedBytes, code.instructions());
  }
}

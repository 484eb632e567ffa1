package dev.weft.kernels.backend.cuda.gen;

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
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Rounding;
import dev.weft.kernels.backend.cuda.ptx.Space;
import dev.weft.kernels.backend.cuda.ptx.Special;
import dev.weft.kernels.lang.Reduction;
import java.util.List;
import java.util.Optional;

/**
 * The second half of a total: one block for every element adds its partials, each thread every
 * {@value #THREADS}th in order, then the threads' sums in a tree. Parameters: address of the
 * partials, their number, elements of each, address of the result.
 */
final class TotalEntry {
  /** Threads of a block. */
  static final int THREADS = 256;

  private TotalEntry() {}

  static Entry of(String name, Reduction op) {
    Scope launch = new Scope(new Code.Names());
    Code code = launch.code;
    Reg partials = code.parameter(U64, 0);
    Reg count = code.parameter(U64, 1);
    Reg width = code.parameter(U64, 2);
    Reg out = code.parameter(U64, 3);
    Reg thread = code.where(Special.THREAD);
    Reg element = code.convert(U64, Rounding.EXACT, U32, code.where(Special.BLOCK));
    Reg sum = Loop.sum(launch, Reductions.neutral(op));
    Loop loop = new Loop(launch, S64);
    Scope body = new Scope(launch);
    Reg at = body.code.compute(Opcode.MAD, S64, loop.counter, width, element);
    Reg address = body.code.compute(Opcode.MAD, S64, at, Operand.of(4L), partials);
    Reductions.add(body.code, op, sum, body.code.load(Space.GLOBAL, F32, new Address(address, 0)));
    Reg first = code.convert(U64, Rounding.EXACT, U32, thread);
    loop.around(first, count, Operand.of((long) THREADS), body);
    tree(code, op, sum, thread);
    Reg zero = code.compare(Comparison.EQ, S32, thread, Operand.of(0));
    Reg result =
        code.select(code.compare(Comparison.GT, S64, count, Operand.of(0L)), sum, Operand.of(0f));
    Reg target = code.compute(Opcode.MAD, S64, element, Operand.of(4L), out);
    code.store(Space.GLOBAL, F32, new Address(target, 0), result, Optional.of(Guard.when(zero)));
    code.add(new Insn.Return());
    return new Entry(name, List.of(U64, U64, U64, U64), THREADS, 4 * THREADS, code.instructions());
  }

  /** Leaves the sum of all threads in the first one's register. */
  private static void tree(Code code, Reduction op, Reg sum, Reg thread) {
    Reg own = code.compute(Opcode.MAD, S32, thread, Operand.of(4), code.scratch());
    for (int half = THREADS / 2; half > 0; half /= 2) {
      code.store(Space.SHARED, F32, new Address(own, 0), sum, Optional.empty());
      code.add(new Insn.BlockBarrier());
      Reg far =
          code.select(
              code.compare(Comparison.LT, S32, thread, Operand.of(half)),
              code.compute(Opcode.ADD, S32, own, Operand.of(4 * half)),
              own);
      Reg other = code.load(Space.SHARED, F32, new Address(far, 0));
      code.add(new Insn.BlockBarrier());
      // Threads of the upper half add themselves to themselves, and nobody reads that.
      Reductions.add(code, op, sum, other);
    }
  }
}

package dev.weft.kernels.backend.cuda.gen;

import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Kind;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Type;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;

/**
 * The threads that share a row: a power of two, so that they are neighbours within one warp, and at
 * least as many as the widest value has elements, up to the warp's 32.
 *
 * @param size threads of a team
 */
record Team(int size) {
  static final int WARP = 32;

  static Team of(Kernel kernel) {
    int widest = 1;
    for (int i = 0; i < kernel.body().size(); i++) {
      if (kernel.body().get(i) instanceof Instr.Fold(var _, int a, var _)) {
        widest = Math.max(widest, kernel.shape(a).width());
      }
      if (kernel.body().get(i) instanceof Instr.Reduce) {
        widest = Math.max(widest, kernel.shape(i).width());
      }
    }
    for (Kernel.Output output : kernel.outputs()) {
      widest = Math.max(widest, kernel.shape(output.value()).width());
    }
    int size = 1;
    while (size < Math.min(widest, WARP)) {
      size *= 2;
    }
    return new Team(size);
  }

  /**
   * The lanes of the thread's warp that share its {@code size} neighbouring lanes, a power of two.
   */
  static Operand mask(Code code, Reg thread, int size) {
    if (size >= WARP) {
      return Operand.of(-1);
    }
    Reg start = code.compute(Opcode.AND, Type.B32, thread, Operand.of((WARP - 1) & -size));
    Reg ones = code.copy(Kind.B32, Operand.of((1 << size) - 1));
    return code.compute(Opcode.SHL, Type.S32, ones, start);
  }

  int log() {
    return Integer.numberOfTrailingZeros(size);
  }
}

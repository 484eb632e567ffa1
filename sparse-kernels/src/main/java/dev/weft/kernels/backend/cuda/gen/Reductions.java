package dev.weft.kernels.backend.cuda.gen;

import static dev.weft.kernels.backend.cuda.ptx.Type.F32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S64;

import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Rounding;
import dev.weft.kernels.backend.cuda.ptx.Type;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;

/** What reductions start from and how they add. */
final class Reductions {
  private Reductions() {}

  /** What changes nothing. */
  static Operand neutral(Reduction op) {
    return switch (op) {
      case SUM, MEAN -> Operand.of(0f);
      case PROD -> Operand.of(1f);
      case MAX -> Operand.of(Float.NEGATIVE_INFINITY);
      case MIN -> Operand.of(Float.POSITIVE_INFINITY);
    };
  }

  /** {@code sum = op(sum, x)}. */
  static void add(Code code, Reduction op, Reg sum, Reg x) {
    code.assign(
        sum,
        switch (op) {
          case SUM, MEAN -> Opcode.ADD;
          case PROD -> Opcode.MUL;
          case MAX -> Opcode.MAX;
          case MIN -> Opcode.MIN;
        },
        F32,
        sum,
        x);
  }

  /**
   * The result after {@code count} values: over none 0 from MAX and MIN, whose zeros are positive;
   * MEAN divides by at least 1.
   */
  static Reg finish(Code code, Reduction op, Reg sum, Reg count) {
    return switch (op) {
      case SUM, PROD -> sum;
      case MEAN -> {
        Reg least = code.compute(Opcode.MAX, S64, count, Operand.of(1L));
        yield code.compute(Opcode.DIV, F32, sum, code.convert(F32, Rounding.NEAREST, S64, least));
      }
      case MAX, MIN -> {
        Reg any = code.compare(Comparison.GT, S64, count, Operand.of(0L));
        Reg result = code.select(any, sum, Operand.of(0f));
        yield code.compute(Opcode.ADD, F32, result, Operand.of(0f));
      }
    };
  }

  /**
   * Takes {@code x} and the edge where it beats {@code best}: the first entry does, then whatever
   * is farther out, and NaN beats all but NaN. {@code arg} is -1 before the first.
   */
  static void take(Code code, Reduction op, Reg best, Reg arg, Reg x, Reg edge) {
    Comparison beats = op == Reduction.MAX ? Comparison.GTU : Comparison.LTU;
    Reg better =
        code.compute(
            Opcode.AND,
            Type.PRED,
            code.compare(beats, F32, x, best),
            code.compare(Comparison.NUM, F32, best, best));
    Reg first = code.compare(Comparison.LT, S32, arg, Operand.of(0));
    Reg taken = code.compute(Opcode.OR, Type.PRED, first, better);
    code.add(new Insn.Select(best, x, best, taken));
    code.add(new Insn.Select(arg, edge, arg, taken));
  }

  /** How a total adds rows. */
  static Reduction of(Target target) {
    return switch (target) {
      case TOTAL_MAX -> Reduction.MAX;
      case TOTAL_MIN -> Reduction.MIN;
      case TOTAL_SUM -> Reduction.SUM;
      case ROW, EDGE -> throw new IllegalArgumentException(target + " is no total.");
    };
  }
}

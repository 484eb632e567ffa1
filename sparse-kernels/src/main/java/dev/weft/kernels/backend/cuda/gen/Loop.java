package dev.weft.kernels.backend.cuda.gen;

import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Kind;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Type;
import java.util.function.Function;

/**
 * A counting loop: the counter is set first, the body is written, and the loop closes around it.
 */
final class Loop {
  private final Scope outer;
  private final Type type;
  final Reg counter;

  /** A loop in {@code outer} whose counter will start somewhere. */
  Loop(Scope outer, Type type) {
    this.outer = outer;
    this.type = type;
    this.counter = outer.code.names().register(type.kind());
  }

  /** Closes the loop around a body: from {@code start}, below {@code end}, in steps. */
  void around(Operand start, Operand end, Operand step, Scope body) {
    Code code = outer.code;
    code.move(counter, start);
    int head = code.label();
    int done = code.names().label();
    code.branch(done, Guard.when(code.compare(Comparison.GE, type, counter, end)));
    outer.append(body);
    code.assign(counter, Opcode.ADD, type, counter, step);
    code.branch(head);
    code.label(done);
  }

  /** A loop over elements of a row. */
  static void over(Scope outer, int end, int step, Function<Index, Scope> body) {
    Loop loop = new Loop(outer, Type.S32);
    Scope inner = body.apply(new Index(loop.counter, outer));
    loop.around(Operand.of(0), Operand.of(end), Operand.of(step), inner);
  }

  /** A register for a sum. */
  static Reg sum(Scope outer, Operand start) {
    Reg sum = outer.code.names().register(Kind.F32);
    outer.code.move(sum, start);
    return sum;
  }
}

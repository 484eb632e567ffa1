package dev.weft.kernels.backend.cuda.gen;

import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A stretch of code that runs as a whole, and what it has computed: the launch, a row, an entry, a
 * loop inside one of them. While an inner scope is open, its outer ones may still grow: their code
 * comes first. So whatever does not change in a loop lands before it.
 */
final class Scope {
  final Scope outer;
  final int depth;
  final Code code;
  private final Map<Object, Reg> known = new HashMap<>();

  /** The outermost scope. */
  Scope(Code.Names names) {
    this.outer = this;
    this.depth = 0;
    this.code = new Code(names);
  }

  /** A scope inside another. */
  Scope(Scope outer) {
    this.outer = outer;
    this.depth = outer.depth + 1;
    this.code = new Code(outer.code.names());
  }

  /** The value of this name, made once. */
  Reg once(Object name, Function<Code, Reg> make) {
    Reg found = known.get(name);
    if (found == null) {
      found = make.apply(code);
      known.put(name, found);
    }
    return found;
  }

  /** Makes the value known under this name. */
  void put(Object name, Reg value) {
    known.put(name, value);
  }

  /** True when a value has this name. */
  boolean has(Object name) {
    return known.containsKey(name);
  }

  /** The inner of two scopes, one of which contains the other. */
  Scope inner(Scope other) {
    return depth >= other.depth ? this : other;
  }

  /** Appends a scope that is complete. */
  void append(Scope done) {
    code.instructions().addAll(done.code.instructions());
  }

  /** Appends a scope that is complete, with its loads under a guard. */
  void append(Scope done, Guard guard) {
    for (Insn insn : done.code.instructions()) {
      code.add(insn instanceof Insn.Load load ? load.when(guard) : insn);
    }
  }
}

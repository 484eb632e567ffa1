package dev.weft.kernels.backend.cuda.gen;

import static dev.weft.kernels.backend.cuda.ptx.Opcode.ADD;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.AND;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.DIV;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.MAD;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.MIN;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.MUL_WIDE;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.REM;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.SHR;
import static dev.weft.kernels.backend.cuda.ptx.Type.B32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S32;
import static dev.weft.kernels.backend.cuda.ptx.Type.U32;

import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Element numbers: which elements of a row a thread works on, and where an element comes from.
 * Threads beyond the end of a row work on its last element, so that all run the same code and read
 * nothing out of bounds; only their stores are held back.
 */
final class Indices {
  /** An element of this thread, and the condition under which it is this thread's to store. */
  record Column(Index index, Optional<Guard> guard) {}

  private record Mapped(Remap map, Operand value) {}

  private record Sum(Operand a, Operand b) {}

  private record Bytes(int size, Operand value) {}

  private record Clamped(Operand value, int width) {}

  private record Inside(Operand value, int width) {}

  private record Ahead(Operand value, int by) {}

  /** The size of an axis that no element number leaves. */
  static final int ENDLESS = 1 << 30;

  private final Scope launch;
  private final Team team;
  private final Reg lane;

  Indices(Scope launch, Team team, Reg lane) {
    this.launch = launch;
    this.team = team;
    this.lane = lane;
  }

  /** Elements of a thread when the whole row is worked on at once. */
  List<Column> columns(int width) {
    return columns(width, new Index(lane, launch), chunks(width));
  }

  /** How many elements a thread has when the whole row is worked on at once. */
  int chunks(int width) {
    return (width + team.size() - 1) / team.size();
  }

  /** {@code count} elements of a thread, from {@code first} on, a team's size apart. */
  List<Column> columns(int width, Index first, int count) {
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < count; c++) {
      boolean whole = first.scope() == launch && (c + 1) * team.size() <= width;
      Index at = plus(first, c * team.size());
      Optional<Guard> guard = whole ? Optional.empty() : Optional.of(inside(at, width));
      columns.add(new Column(whole && width > 1 ? at : clamped(at, width), guard));
    }
    return columns;
  }

  /** Writes {@code body} for every element of a thread. */
  void forEach(Scope outer, int width, BiConsumer<Scope, Column> body) {
    inPieces(
        outer, width, (scope, columns) -> columns.forEach(column -> body.accept(scope, column)));
  }

  /** Writes {@code body} for the elements of a thread: in a loop over pieces if they are many. */
  void inPieces(Scope outer, int width, BiConsumer<Scope, List<Column>> body) {
    if (chunks(width) <= Passes.PIECE) {
      body.accept(outer, columns(width));
      return;
    }
    Loop.over(
        outer,
        width,
        Passes.PIECE * team.size(),
        base -> {
          Scope piece = new Scope(outer);
          Index first = plus(new Index(lane, launch), new Index(base.value(), piece));
          body.accept(piece, columns(width, first, Passes.PIECE));
          return piece;
        });
  }

  /** The condition that an element exists. */
  Guard inside(Index at, int width) {
    return Guard.when(
        at.scope()
            .once(
                new Inside(at.value(), width),
                code -> code.compare(Comparison.LT, S32, at.value(), Operand.of(width))));
  }

  /** The element, or the last one. */
  Index clamped(Index at, int width) {
    if (width == 1) {
      return Index.of(0, launch);
    }
    if (at.isConstant()) {
      return Index.of(Math.min(at.constant(), width - 1), launch);
    }
    Reg value =
        at.scope()
            .once(
                new Clamped(at.value(), width),
                code -> code.compute(MIN, S32, at.value(), Operand.of(width - 1)));
    return new Index(value, at.scope());
  }

  /** An element further on. */
  Index plus(Index at, int by) {
    if (by == 0) {
      return at;
    }
    if (at.isConstant()) {
      return Index.of(at.constant() + by, launch);
    }
    Reg value =
        at.scope()
            .once(
                new Ahead(at.value(), by),
                code -> code.compute(ADD, S32, at.value(), Operand.of(by)));
    return new Index(value, at.scope(), at.base(), at.ahead() + by);
  }

  /** The sum of two element numbers. */
  Index plus(Index a, Index b) {
    if (a.isConstant()) {
      return plus(b, a.constant());
    }
    if (b.isConstant()) {
      return plus(a, b.constant());
    }
    Scope scope = a.scope().inner(b.scope());
    Reg value =
        scope.once(
            new Sum(a.value(), b.value()), code -> code.compute(ADD, S32, a.value(), b.value()));
    return new Index(value, scope);
  }

  /** An element number multiplied. */
  Index times(Index at, int by) {
    return from(new Remap(0, List.of(ENDLESS), List.of(by)), at);
  }

  /** Where an element comes from. */
  Index from(Remap map, Index at) {
    if (map.isIdentity()) {
      return at;
    }
    if (map.isConstant()) {
      return Index.of(map.offset(), launch);
    }
    if (at.isConstant()) {
      return Index.of(map.at(at.constant()), launch);
    }
    return new Index(at.scope().once(new Mapped(map, at.value()), _ -> walk(map, at)), at.scope());
  }

  private Reg walk(Remap map, Index at) {
    Operand rest = at.value();
    Operand sum = Operand.of(map.offset());
    for (int k = map.dims().size() - 1; k >= 0; k--) {
      int size = map.dims().get(k);
      int stride = map.strides().get(k);
      if (stride != 0) {
        Operand coordinate = k == 0 ? rest : remainder(at.scope(), rest, size);
        sum = at.scope().code.compute(MAD, S32, coordinate, Operand.of(stride), sum);
      }
      if (k > 0) {
        rest = quotient(at.scope(), rest, size);
      }
    }
    return (Reg) sum;
  }

  /** {@code x / by}. */
  Reg quotient(Scope scope, Operand x, int by) {
    return Integer.bitCount(by) == 1
        ? scope.code.compute(SHR, U32, x, Operand.of(Integer.numberOfTrailingZeros(by)))
        : scope.code.compute(DIV, U32, x, Operand.of(by));
  }

  /** {@code x % by}. */
  Reg remainder(Scope scope, Operand x, int by) {
    return Integer.bitCount(by) == 1
        ? scope.code.compute(AND, B32, x, Operand.of(by - 1))
        : scope.code.compute(REM, U32, x, Operand.of(by));
  }

  /** An element's distance from the row's start in bytes, 64 bits; not for constants. */
  Reg bytes(int size, Operand at, Scope scope) {
    return scope.once(
        new Bytes(size, at), code -> code.compute(MUL_WIDE, U32, at, Operand.of(size)));
  }
}

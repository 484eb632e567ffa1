package dev.weft.kernels.backend.cuda.dense;

import static dev.weft.kernels.backend.cuda.ptx.Type.F32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S64;
import static dev.weft.kernels.backend.cuda.ptx.Type.U32;

import dev.weft.kernels.backend.cuda.dense.Product.Axis;
import dev.weft.kernels.backend.cuda.ptx.Address;
import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Kind;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Space;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One factor's numbers for a step: from the device's memory to registers, and from there to shared
 * memory, where they lie term by term, each with its lines (rows of A, columns of B) side by side.
 *
 * <p>Neighbouring threads read along the axis that is contiguous. Where that is the depth, eight of
 * them share a line: 32 bytes, the least that memory gives; with 4 floats of padding after a term's
 * lines, a warp then writes to 32 different banks. Lines beyond the edge are read from the last one
 * and never stored; terms beyond the end are 0.
 */
final class Panel {
  /** Floats after the lines of a term. */
  private static final int PADDING = 4;

  /** Threads that read along the depth. */
  private static final int ALONG = 8;

  /**
   * Which rows the terms are, and what they are multiplied by: lists in shared memory.
   *
   * @param at where a stage begins in the list of rows; grows with the terms
   * @param factors bytes from the list of rows to that of factors
   */
  record Names(Reg at, int factors) {}

  /** Where a number of a thread is, from the thread's first on. */
  private record Slot(int line, int term) {}

  private final Code code;
  private final Tile tile;
  private final int length;
  private final Axis axis;
  private final Reg base;
  private final Reg stride;
  private final Reg last;
  private final Optional<Names> names;
  private final Reg line;
  private final Reg term;
  private final Reg own;
  private final Reg[] values;

  /**
   * Writes what does not change from step to step.
   *
   * @param length lines
   * @param axis the contiguous one
   * @param base address of the first line's first term; changes
   * @param stride bytes from row to row, 32 bits
   * @param last the last line that exists, 32 bits
   * @param shared where the panel lies in shared memory
   */
  Panel(
      Code code,
      Tile tile,
      int length,
      Axis axis,
      Reg base,
      Reg stride,
      Reg last,
      Optional<Names> names,
      Reg thread,
      Reg shared) {
    this.code = code;
    this.tile = tile;
    this.length = length;
    this.axis = axis;
    this.base = base;
    this.stride = stride;
    this.last = last;
    this.names = names;
    int near = axis == Axis.DEPTH ? ALONG : length;
    Reg fast = code.compute(Opcode.REM, U32, thread, Operand.of(near));
    Reg slow = code.compute(Opcode.DIV, U32, thread, Operand.of(near));
    line = axis == Axis.DEPTH ? slow : fast;
    term = axis == Axis.DEPTH ? fast : slow;
    Reg at = code.compute(Opcode.MAD, S32, term, Operand.of(pitch(length)), line);
    own = code.compute(Opcode.MAD, S32, at, Operand.of(4), shared);
    values =
        IntStream.range(0, tile.step() * length / tile.threads())
            .mapToObj(_ -> code.names().register(Kind.F32))
            .toArray(Reg[]::new);
    if (axis == Axis.LINE) {
      add(base, code.compute(Opcode.MUL_WIDE, U32, clamped(line, last), Operand.of(4)));
    }
  }

  /** Floats from one term to the next. */
  static int pitch(int length) {
    return length + PADDING;
  }

  /** Bytes in shared memory. */
  static int bytes(Tile tile, int length) {
    return 4 * tile.step() * pitch(length);
  }

  private Slot slot(int i) {
    if (axis == Axis.LINE) {
      return new Slot(0, i * (tile.threads() / length));
    }
    int rounds = tile.step() / ALONG;
    return new Slot(i / rounds * (tile.threads() / ALONG), i % rounds * ALONG);
  }

  /**
   * Begins to read a step of which {@code left} terms exist, at least one. Only the last step
   * chooses between what it read and 0: a choice waits for the number, and so would all that
   * follows.
   */
  void load(Reg left) {
    int partial = code.names().label();
    int done = code.names().label();
    Reg less = code.compare(Comparison.LT, S32, left, Operand.of(tile.step()));
    code.branch(partial, Guard.when(less));
    for (int i = 0; i < values.length; i++) {
      code.move(values[i], read(slot(i), plus(term, slot(i).term())));
    }
    code.branch(done);
    code.label(partial);
    Reg top = code.compute(Opcode.SUB, S32, left, Operand.of(1));
    for (int i = 0; i < values.length; i++) {
      Reg x = plus(term, slot(i).term());
      Reg inside = code.compare(Comparison.LT, S32, x, left);
      Reg value = read(slot(i), clamped(x, top));
      code.add(new Insn.Select(values[i], value, Operand.of(0f), inside));
    }
    code.label(done);
  }

  private Reg read(Slot slot, Reg x) {
    return names.isPresent() ? named(names.get(), x) : plain(slot, x);
  }

  private Reg plain(Slot slot, Reg x) {
    return switch (axis) {
      case DEPTH -> {
        Reg row = clamped(plus(line, slot.line()), last);
        Reg distance = code.compute(Opcode.MUL_WIDE, U32, x, Operand.of(4));
        yield at(code.compute(Opcode.ADD, S64, base, distance), row);
      }
      case LINE -> at(base, x);
    };
  }

  private Reg named(Names list, Reg x) {
    Reg entry = code.compute(Opcode.MAD, S32, x, Operand.of(4), list.at());
    return at(base, code.load(Space.SHARED, U32, new Address(entry, 0)));
  }

  private Reg at(Reg from, Reg row) {
    Reg distance = code.compute(Opcode.MUL_WIDE, U32, row, stride);
    Reg address = code.compute(Opcode.ADD, S64, from, distance);
    return code.load(Space.CONSTANT_GLOBAL, F32, new Address(address, 0));
  }

  /** Goes on to the next step. */
  void advance() {
    if (names.isPresent()) {
      Reg at = names.get().at();
      code.assign(at, Opcode.ADD, S32, at, Operand.of(4 * tile.step()));
    } else if (axis == Axis.DEPTH) {
      add(base, Operand.of(4L * tile.step()));
    } else {
      add(base, code.compute(Opcode.MUL_WIDE, U32, stride, Operand.of(tile.step())));
    }
  }

  /** Writes what was read to shared memory, {@code buffer} bytes on. */
  void store(Reg buffer) {
    names.ifPresent(this::weigh);
    Reg to = code.compute(Opcode.ADD, S32, own, buffer);
    for (int i = 0; i < values.length; i++) {
      Address at = new Address(to, 4 * (slot(i).term() * pitch(length) + slot(i).line()));
      code.store(Space.SHARED, F32, at, values[i], Optional.empty());
    }
  }

  /**
   * Multiplies by the factors: here, where the numbers have arrived, not where they are asked for.
   * All factors are read before anything is stored, so that they are waited for once.
   */
  private void weigh(Names list) {
    Reg first = code.compute(Opcode.MAD, S32, term, Operand.of(4), list.at());
    for (int i = 0; i < values.length; i++) {
      Address at = new Address(first, list.factors() + 4 * slot(i).term());
      code.assign(values[i], Opcode.MUL, F32, code.load(Space.SHARED, F32, at), values[i]);
    }
  }

  private Reg clamped(Reg x, Reg most) {
    return code.compute(Opcode.MIN, S32, x, most);
  }

  private Reg plus(Reg x, int by) {
    return by == 0 ? x : code.compute(Opcode.ADD, S32, x, Operand.of(by));
  }

  private void add(Reg sum, Operand by) {
    code.assign(sum, Opcode.ADD, S64, sum, by);
  }
}

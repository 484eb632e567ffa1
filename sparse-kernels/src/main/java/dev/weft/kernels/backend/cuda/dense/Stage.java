package dev.weft.kernels.backend.cuda.dense;

import static dev.weft.kernels.backend.cuda.ptx.Type.F32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S64;
import static dev.weft.kernels.backend.cuda.ptx.Type.U32;
import static dev.weft.kernels.backend.cuda.ptx.Type.U64;

import dev.weft.kernels.backend.cuda.dense.Panel.Names;
import dev.weft.kernels.backend.cuda.ptx.Address;
import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Kind;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Rounding;
import dev.weft.kernels.backend.cuda.ptx.Space;
import java.util.Optional;

/**
 * The rows and factors of the next {@value #ENTRIES} entries, in shared memory. They are found from
 * entry to entry by up to three reads that wait for each other; here every thread follows entries
 * of its own, so that the block waits once for all of them.
 *
 * <p>Who has no ids or no factors says so by an address of 0: a branch that all threads take
 * together, once in hundreds of terms, is cheaper than more kernels.
 */
final class Stage {
  static final int ENTRIES = 256;

  private static final int LIST = 4 * ENTRIES;

  private final Code code;
  private final Tile tile;
  private final Reg thread;
  private final Reg lists;
  private final Reg order;
  private final Side a;
  private final Side b;

  /** One factor: where its names are, and where they go. */
  private record Side(Reg ids, Reg factors, Reg factorStride, int offset, Names names) {}

  /**
   * Writes what does not change.
   *
   * @param lists where the lists lie in shared memory
   * @param column bytes from the first factor of an entry to the one that counts
   */
  Stage(Emitter out, Tile tile, Reg lists, Reg column) {
    this.code = out.code;
    this.tile = tile;
    this.thread = out.thread;
    this.lists = lists;
    order = out.parameter(Parameter.ORDER);
    a = side(out, column, Parameter.A_IDS, Parameter.A_FACTORS, Parameter.A_FACTOR_STRIDE, 0);
    b =
        side(
            out, column, Parameter.B_IDS, Parameter.B_FACTORS, Parameter.B_FACTOR_STRIDE, 2 * LIST);
  }

  private static Side side(
      Emitter out, Reg column, Parameter ids, Parameter factors, Parameter stride, int offset) {
    Reg given = out.parameter(factors);
    Reg shifted = out.code.compute(Opcode.ADD, S64, given, column);
    Reg present = out.code.compare(Comparison.NE, S64, given, Operand.of(0L));
    Reg from = out.code.select(present, shifted, Operand.of(0L));
    Names names = new Names(out.code.names().register(Kind.B32), LIST);
    return new Side(out.parameter(ids), from, out.narrow(stride), offset, names);
  }

  /** Bytes in shared memory. */
  static int bytes() {
    return 4 * LIST;
  }

  Names a() {
    return a.names();
  }

  Names b() {
    return b.names();
  }

  /**
   * Writes the lists of {@code count} entries, at least one, the {@code first} of which is a 64-bit
   * number. Beyond them the last entry comes again, with a factor of 1: a step may ask for it.
   */
  void fill(Reg first, Reg count) {
    Reg number = code.convert(U32, Rounding.EXACT, U64, first);
    Reg last = code.compute(Opcode.SUB, S32, count, Operand.of(1));
    for (int i = 0; i < ENTRIES; i += tile.threads()) {
      Reg x = code.compute(Opcode.ADD, S32, thread, Operand.of(i));
      Reg within = code.compute(Opcode.MIN, S32, x, last);
      Reg place = code.compute(Opcode.MAD, S32, x, Operand.of(4), lists);
      Reg entry = listed(order, code.compute(Opcode.ADD, S32, number, within));
      Reg exists = code.compare(Comparison.EQ, S32, x, within);
      fill(a, entry, exists, place);
      fill(b, entry, exists, place);
    }
    for (Side side : new Side[] {a, b}) {
      code.assign(side.names().at(), Opcode.ADD, S32, lists, Operand.of(side.offset()));
    }
  }

  private void fill(Side side, Reg entry, Reg exists, Reg place) {
    Reg row = listed(side.ids(), entry);
    Reg factor = code.copy(Kind.F32, Operand.of(1f));
    int without = unless(side.factors());
    Reg distance = code.compute(Opcode.MUL_WIDE, U32, entry, side.factorStride());
    Reg at = code.compute(Opcode.ADD, S64, side.factors(), distance);
    Reg given = code.load(Space.CONSTANT_GLOBAL, F32, new Address(at, 0));
    code.move(factor, code.select(exists, given, Operand.of(1f)));
    code.label(without);
    int offset = side.offset();
    code.store(Space.SHARED, U32, new Address(place, offset), row, Optional.empty());
    code.store(Space.SHARED, F32, new Address(place, offset + LIST), factor, Optional.empty());
  }

  /** The number in a list, or the position when there is none. */
  private Reg listed(Reg list, Reg position) {
    Reg found = code.copy(Kind.B32, position);
    int without = unless(list);
    Reg distance = code.compute(Opcode.MUL_WIDE, U32, position, Operand.of(4));
    Reg at = code.compute(Opcode.ADD, S64, list, distance);
    code.move(found, code.load(Space.CONSTANT_GLOBAL, U32, new Address(at, 0)));
    code.label(without);
    return found;
  }

  /** A label to go to when the address is 0. */
  private int unless(Reg address) {
    int without = code.names().label();
    Reg none = code.compare(Comparison.EQ, S64, address, Operand.of(0L));
    code.branch(without, Guard.when(none));
    return without;
  }
}

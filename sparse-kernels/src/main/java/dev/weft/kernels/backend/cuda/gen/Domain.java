package dev.weft.kernels.backend.cuda.gen;

import static dev.weft.kernels.backend.cuda.ptx.Opcode.MAD;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.SUB;
import static dev.weft.kernels.backend.cuda.ptx.Type.S32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S64;
import static dev.weft.kernels.backend.cuda.ptx.Type.U32;
import static dev.weft.kernels.backend.cuda.ptx.Type.U64;

import dev.weft.kernels.backend.cuda.ptx.Address;
import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Rounding;
import dev.weft.kernels.backend.cuda.ptx.Space;
import dev.weft.kernels.backend.cuda.ptx.Special;
import dev.weft.kernels.backend.cuda.ptx.Type;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Place;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the code being written is: its scopes, and the registers that say which thread, row and
 * entry.
 */
final class Domain {
  private record Named(String what) {}

  /**
   * The code of one entry, part by part, so that several entries can be written side by side.
   *
   * @param ids the loads of its ids
   * @param loads the loads of what they name; nothing here waits for another
   * @param body what is computed with that
   */
  record Entry(Scope ids, Scope loads, Scope body) {}

  final Scope launch;
  final Team team;

  /** Number of the thread within its team. */
  final Reg lane;

  /** The lanes of the warp that are the team's. */
  final Operand mask;

  /** Address of the team's scratch in shared memory. */
  final Reg scratch;

  private final EdgeIds edgeIds;
  private Optional<Crew> crew = Optional.empty();
  private Optional<Scope> row = Optional.empty();
  private Optional<Entry> entry = Optional.empty();
  private Optional<Reg> rowNumber = Optional.empty();
  private Optional<Reg> position = Optional.empty();

  /**
   * Writes the prologue.
   *
   * @param scratchBytes scratch of a team
   */
  Domain(Team team, EdgeIds edgeIds, int scratchBytes) {
    this.team = team;
    this.edgeIds = edgeIds;
    launch = new Scope(new Code.Names());
    Code code = launch.code;
    Reg thread = code.where(Special.THREAD);
    Reg within = code.compute(Opcode.SHR, U32, thread, Operand.of(team.log()));
    lane = code.compute(Opcode.AND, Type.B32, thread, Operand.of(team.size() - 1));
    mask = Team.mask(code, thread, team.size());
    scratch =
        scratchBytes == 0
            ? within
            : code.compute(MAD, S32, within, Operand.of(scratchBytes), code.scratch());
  }

  /** The scope in which values of a place are computed. */
  Scope scope(Place place) {
    return switch (place) {
      case UNIFORM -> launch;
      case ROW -> row();
      case ENTRY -> entry();
    };
  }

  Scope row() {
    return row.orElseThrow();
  }

  Scope entry() {
    return entry.orElseThrow().body();
  }

  /** The scope in which rows of operands are loaded. */
  Scope loads(At at) {
    return switch (at) {
      case UNIFORM -> launch;
      case ROW -> row();
      case NEIGHBOR, EDGE -> entry.orElseThrow().loads();
    };
  }

  Reg rowNumber() {
    return rowNumber.orElseThrow();
  }

  /** The teams that share the row. */
  Crew crew() {
    return crew.orElseThrow();
  }

  /** Runs {@code body} for code inside {@code outer} that a crew repeats for every row. */
  Scope inRow(Scope outer, Crew sharing, Reg number, Runnable body) {
    Scope scope = new Scope(outer);
    crew = Optional.of(sharing);
    row = Optional.of(scope);
    rowNumber = Optional.of(number);
    body.run();
    row = Optional.empty();
    return scope;
  }

  /** Runs {@code body} for code inside {@code outer} that belongs to the entry at a position. */
  Entry inEntry(Scope outer, Reg at, Runnable body) {
    Scope ids = new Scope(outer);
    Scope loads = new Scope(ids);
    Entry made = new Entry(ids, loads, new Scope(loads));
    entry = Optional.of(made);
    position = Optional.of(at);
    body.run();
    entry = Optional.empty();
    return made;
  }

  /** Waits for the team. */
  void sync(Code code) {
    if (team.size() > 1) {
      code.add(new Insn.WarpBarrier(mask));
    }
  }

  /** Position of the first entry of the row's that is the team's. */
  Reg from() {
    return named(
        row(),
        "from",
        () -> crew().isAlone() ? start() : crew().part(row().code, start(), degree(), 0));
  }

  /** The position after the last entry of the row's that is the team's. */
  Reg to() {
    return named(
        row(),
        "to",
        () -> crew().isAlone() ? end() : crew().part(row().code, start(), degree(), 1));
  }

  /** Number of the row's entries, 64 bits. */
  Reg degree() {
    return named(row(), "degree", () -> row().code.compute(SUB, S64, end(), start()));
  }

  private Reg start() {
    return named(row(), "start", () -> pointer(0));
  }

  private Reg end() {
    return named(row(), "end", () -> pointer(8));
  }

  /** Column of the entry, 64 bits. */
  Reg neighbor() {
    return named(loads(At.NEIGHBOR), "neighbor", () -> id(Signature.INDICES));
  }

  /** Edge id of the entry, 64 bits. */
  Reg edge() {
    return switch (edgeIds) {
      case POSITIONS -> position.orElseThrow();
      case LISTED -> named(loads(At.EDGE), "edge", () -> id(Signature.EIDS));
    };
  }

  private Reg pointer(int offset) {
    Reg indptr = parameter(Signature.INDPTR);
    Reg at =
        named(
            row(),
            "pointer",
            () -> row().code.compute(MAD, S64, rowNumber(), Operand.of(8L), indptr));
    return row().code.load(Space.CONSTANT_GLOBAL, S64, new Address(at, offset));
  }

  private Reg id(int parameter) {
    Reg list = parameter(parameter);
    Code ids = entry.orElseThrow().ids().code;
    Reg at = ids.compute(MAD, S64, position.orElseThrow(), Operand.of(4L), list);
    Reg id = ids.load(Space.CONSTANT_GLOBAL, U32, new Address(at, 0));
    return loads(At.EDGE).code.convert(U64, Rounding.EXACT, U32, id);
  }

  private Reg parameter(int index) {
    return launch.once(new Named("parameter " + index), code -> code.parameter(U64, index));
  }

  private static Reg named(Scope scope, String what, Supplier<Reg> make) {
    return scope.once(new Named(what), _ -> make.get());
  }
}

package dev.weft.kernels.backend.cuda.gen;

import static dev.weft.kernels.backend.cuda.ptx.Type.B32;
import static dev.weft.kernels.backend.cuda.ptx.Type.F32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S64;
import static dev.weft.kernels.backend.cuda.ptx.Type.U32;
import static dev.weft.kernels.backend.cuda.ptx.Type.U64;

import dev.weft.kernels.backend.cuda.ptx.Address;
import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Rounding;
import dev.weft.kernels.backend.cuda.ptx.Space;
import dev.weft.kernels.backend.cuda.ptx.Special;
import dev.weft.kernels.lang.Reduction;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The teams that share a row. Each walks over a part of the entries, which follows from the number
 * of entries alone; then their sums meet, within a warp in a tree of shuffles, and those of several
 * warps one after the other in shared memory, and every team goes on with the same result. Parts
 * and steps keep the order of entries, so that of equal maxima the first is found.
 */
final class Crew {
  private final Team team;
  private final int inWarp;
  private final int warps;
  private final Reg member;
  private final Operand mask;
  private final Reg slot;
  private final Reg slots;
  private final int threads;

  /** Number of the crew within the grid, and crews of the grid; 64 bits. */
  final Reg number;

  final Reg count;

  /**
   * Writes who is who.
   *
   * @param code the launch's
   * @param inWarp teams of a warp that share a row, a power of two
   * @param warps 1, or all warps of a block
   * @param threads threads of a block
   * @param sums where in the block's scratch the sums of several warps meet
   */
  Crew(Code code, Team team, int inWarp, int warps, int threads, int sums) {
    this.team = team;
    this.inWarp = inWarp;
    this.warps = warps;
    this.threads = threads;
    Reg thread = code.where(Special.THREAD);
    int size = team.size() * inWarp * warps;
    Reg within = code.compute(Opcode.SHR, U32, thread, Operand.of(log(size)));
    Operand perBlock = Operand.of(threads / size);
    Reg first = code.compute(Opcode.MUL_WIDE, U32, code.where(Special.BLOCK), perBlock);
    number = code.compute(Opcode.ADD, S64, first, code.convert(U64, Rounding.EXACT, U32, within));
    count = code.compute(Opcode.MUL_WIDE, U32, code.where(Special.GRID_SIZE), perBlock);
    Reg before = code.compute(Opcode.SHR, U32, thread, Operand.of(team.log()));
    member = code.compute(Opcode.AND, B32, before, Operand.of(inWarp * warps - 1));
    mask = Team.mask(code, thread, team.size() * inWarp);
    Reg scratch =
        warps == 1 ? thread : code.compute(Opcode.ADD, S32, code.scratch(), Operand.of(sums));
    slot = code.compute(Opcode.MAD, S32, thread, Operand.of(4), scratch);
    Reg lane = code.compute(Opcode.AND, B32, thread, Operand.of(Team.WARP - 1));
    slots = code.compute(Opcode.MAD, S32, lane, Operand.of(4), scratch);
  }

  /** Bytes in which the sums of so many threads meet. */
  static int bytes(int threads) {
    return threads > Team.WARP ? 8 * threads : 0;
  }

  private static int log(int power) {
    return Integer.numberOfTrailingZeros(power);
  }

  /** True for a single team. */
  boolean isAlone() {
    return inWarp * warps == 1;
  }

  /** Where the part of the team begins ({@code which} 0) or ends (1), 64 bits. */
  Reg part(Code code, Reg from, Reg degree, int which) {
    Reg after = code.compute(Opcode.ADD, S32, member, Operand.of(which));
    Reg share =
        code.compute(Opcode.MUL, S64, degree, code.convert(U64, Rounding.EXACT, U32, after));
    Reg skipped = code.compute(Opcode.SHR, S64, share, Operand.of(log(inWarp * warps)));
    return code.compute(Opcode.ADD, S64, from, skipped);
  }

  /** Runs {@code body} for code at the end of a scope that one team is to run. */
  void byOne(Scope scope, Runnable body) {
    if (isAlone()) {
      body.run();
      return;
    }
    int end = scope.code.names().label();
    Reg other = scope.code.compare(Comparison.NE, S32, member, Operand.of(0));
    scope.code.branch(end, Guard.when(other));
    body.run();
    scope.code.label(end);
  }

  /** Leaves the sum of all teams in each. */
  void merge(Scope scope, Reduction op, Reg sum) {
    Code code = scope.code;
    for (int far = 1; far < inWarp; far *= 2) {
      Reductions.add(code, op, sum, code.shuffle(sum, far * team.size(), mask));
    }
    if (warps > 1) {
      code.store(Space.SHARED, F32, new Address(slot, 0), sum, Optional.empty());
      code.add(new Insn.BlockBarrier());
      code.move(sum, code.load(Space.SHARED, F32, new Address(slots, 0)));
      ofOtherWarps(
          scope,
          (body, at) ->
              Reductions.add(body, op, sum, body.load(Space.SHARED, F32, new Address(at, 0))));
      code.add(new Insn.BlockBarrier());
    }
  }

  /** Leaves the best of all teams, and its edge, in each. */
  void merge(Scope scope, Reduction op, Reg best, Reg arg) {
    Code code = scope.code;
    for (int far = 1; far < inWarp; far *= 2) {
      Reg x = code.shuffle(best, far * team.size(), mask);
      Reg edge = code.shuffle(arg, far * team.size(), mask);
      Reg bit = code.compute(Opcode.AND, B32, member, Operand.of(far));
      Reg later = code.compare(Comparison.NE, S32, bit, Operand.of(0));
      Reg second = code.select(later, best, x);
      Reg secondEdge = code.select(later, arg, edge);
      code.add(new Insn.Select(best, x, best, later));
      code.add(new Insn.Select(arg, edge, arg, later));
      takeIfAny(code, op, best, arg, second, secondEdge);
    }
    if (warps > 1) {
      int edges = 4 * threads;
      code.store(Space.SHARED, F32, new Address(slot, 0), best, Optional.empty());
      code.store(Space.SHARED, B32, new Address(slot, edges), arg, Optional.empty());
      code.add(new Insn.BlockBarrier());
      code.move(best, code.load(Space.SHARED, F32, new Address(slots, 0)));
      code.move(arg, code.load(Space.SHARED, B32, new Address(slots, edges)));
      ofOtherWarps(
          scope,
          (body, at) -> {
            Reg x = body.load(Space.SHARED, F32, new Address(at, 0));
            Reg edge = body.load(Space.SHARED, B32, new Address(at, edges));
            takeIfAny(body, op, best, arg, x, edge);
          });
      code.add(new Insn.BlockBarrier());
    }
  }

  /** Writes {@code body} for the slots of the second warp and those after it, in a loop. */
  private void ofOtherWarps(Scope scope, BiConsumer<Code, Reg> body) {
    int bytes = 4 * Team.WARP;
    Loop loop = new Loop(scope, S32);
    Scope each = new Scope(scope);
    body.accept(each.code, each.code.compute(Opcode.ADD, S32, slots, loop.counter));
    loop.around(Operand.of(bytes), Operand.of(warps * bytes), Operand.of(bytes), each);
  }

  /** A team without entries has found nothing: its edge is -1. */
  private static void takeIfAny(Code code, Reduction op, Reg best, Reg arg, Reg x, Reg edge) {
    Reg none = code.compare(Comparison.LT, S32, edge, Operand.of(0));
    Reductions.take(code, op, best, arg, code.select(none, best, x), edge);
  }
}

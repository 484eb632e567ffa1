package dev.weft.kernels.backend.vector;

import dev.weft.kernels.backend.tile.FloatMath;
import dev.weft.kernels.backend.tile.Lanes.Side;
import dev.weft.kernels.backend.tile.Loop;
import dev.weft.kernels.backend.tile.Step;
import dev.weft.kernels.backend.vector.Addresses.Pointers;
import dev.weft.kernels.backend.vector.LaneOps.Active;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr.At;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes what a loop does with a unit of lanes of a row or an entry: all its steps but reductions.
 */
final class Units {
  private final Loop loop;
  private final LoopFacts facts;
  private final LaneOps ops;
  private final Map<Integer, Integer> scalars = new HashMap<>();

  Units(Loop loop, LoopFacts facts, LaneOps ops) {
    this.loop = loop;
    this.facts = facts;
    this.ops = ops;
  }

  /** Brings the numbers that are the same for all rows and entries. */
  void loadScalars(Addresses addresses) {
    for (int reg : facts.scalars()) {
      Float number = loop.rows().constants().get(reg);
      scalars.put(
          reg, number != null ? ops.constant(number) : ops.broadcast(addresses.base(reg), 0));
    }
  }

  /**
   * A unit.
   *
   * @param pointers to its row or entry
   * @param from lane at which these point, of those that differ
   * @param lane its first, counted from there
   * @param active lanes that take part, where not all do
   * @param gathered the same for rows elsewhere, which end where they end
   */
  Unit unit(
      Pointers pointers, int from, int lane, Optional<Active> active, Optional<Active> gathered) {
    return new Unit(pointers, from, lane, active, gathered);
  }

  /** Where a unit stands: pointers to its row or entry, its first lane, lanes that take part. */
  final class Unit {
    final Map<Integer, Integer> values = new HashMap<>();

    /** Comparisons as what chooses between values; as numbers only where they are wanted. */
    final Map<Integer, Integer> tests = new HashMap<>();

    final Pointers pointers;
    final int lane;
    final int from;
    final Optional<Active> active;
    final Optional<Active> gathered;

    private Unit(
        Pointers pointers, int from, int lane, Optional<Active> active, Optional<Active> gathered) {
      this.pointers = pointers;
      this.from = from;
      this.lane = lane;
      this.active = active;
      this.gathered = gathered;
    }

    int value(int reg) {
      if (scalars.containsKey(reg)) {
        return scalars.get(reg);
      }
      if (!values.containsKey(reg)) {
        values.put(
            reg,
            tests.containsKey(reg)
                ? ops.ones(tests.get(reg))
                : ops.load(pointers.full.get(reg), 4L * lane, active));
      }
      return values.get(reg);
    }

    int test(int reg) {
      return tests.containsKey(reg) ? tests.get(reg) : ops.isSet(value(reg));
    }

    int gather(int operand, At at) {
      return ops.load(pointers.gathered.get(new LoopFacts.Rows(operand, at)), 4L * lane, gathered);
    }

    /** The number of this unit's head, or heads. */
    int number(int reg, int outer, int inner) {
      int pointer = pointers.numbers.get(new LoopFacts.Number(reg, outer == 1 ? 0 : inner));
      if (outer == 1) {
        return ops.broadcast(pointer, 0);
      }
      int head = lane / inner + (from % inner + lane % inner) / inner;
      if (inner >= ops.lanes()) {
        return ops.broadcast(pointer, 4L * head);
      }
      int lanes = ops.lanes();
      List<Integer> loaded = pointers.headNumbers.getOrDefault(pointer, List.of());
      int heads = Math.min(lanes / inner, outer - (from + lane) / inner);
      return head / lanes < loaded.size() && head % lanes + heads <= lanes
          ? ops.spread(loaded.get(head / lanes), head % lanes, inner)
          : ops.spread(ops.numbers(pointer, 4L * head, heads), 0, inner);
    }

    /** Carries out a step that is no reduction. */
    void step(Step step) {
      switch (step) {
        case Step.Gather(int operand, At at, int out) -> {
          if (facts.gatheredNumber(out).isEmpty()) {
            put(out, gather(operand, at));
          }
        }
        case Step.Expand(int a, int out) -> put(out, value(a));
        case Step.Repeat(int a, int out) -> put(out, value(a));
        case Step.Map(var op, int a, int out) -> put(out, ops.map(op, value(a)));
        case Step.Zip(var op, int a, int b, int out) -> zip(out, op, value(a), value(b));
        case Step.ZipScalar(var op, int a, int scalar, var side, int out) -> {
          if (isBound(op, scalar)) {
            put(out, ops.bound(op, value(a), value(scalar)));
          } else {
            zip(out, op, value(a), value(scalar), side);
          }
        }
        case Step.ZipInner(var op, int a, int small, var side, int outer, int inner, int out) ->
            zip(out, op, value(a), number(small, outer, inner), side);
        case Step.ZipRow(var op, int a, int row, var side, int out) ->
            zip(out, op, value(a), value(row), side);
        case Step.Spread(int a, int outer, int inner, int out) -> put(out, number(a, outer, inner));
        case Step.Choose(int c, int a, int b, int out) ->
            put(out, ops.choose(test(c), value(a), value(b)));
        case Step.StoreEdges(int a, int output) ->
            ops.store(
                value(a),
                pointers.gathered.get(LoopFacts.Rows.ofOutput(output)),
                4L * lane,
                gathered);
        case Step other -> throw new AssertionError(other + " takes no part in loops.");
      }
    }

    /**
     * Whether an extreme is taken with a known number that neither NaN nor a zero makes special.
     */
    private boolean isBound(BinaryOp op, int scalar) {
      Float bound = loop.rows().constants().get(scalar);
      return (op == BinaryOp.MAX || op == BinaryOp.MIN)
          && bound != null
          && !bound.isNaN()
          && Float.floatToIntBits(bound) != Float.floatToIntBits(-0f);
    }

    private void zip(int out, BinaryOp op, int large, int small, Side side) {
      switch (side) {
        case RIGHT -> zip(out, op, large, small);
        case LEFT -> zip(out, op, small, large);
      }
    }

    private void zip(int out, BinaryOp op, int a, int b) {
      if (!op.isComparison()) {
        put(out, ops.zip(op, a, b));
        return;
      }
      tests.put(out, ops.compare(op, a, b));
      if (loop.stored().contains(out)) {
        put(out, value(out));
      }
    }

    private void put(int reg, int value) {
      values.put(reg, value);
      if (loop.stored().contains(reg)) {
        ops.store(
            value, pointers.full.get(reg), 4L * lane, mayReachOn() ? Optional.empty() : active);
      }
    }

    /**
     * Whether a whole unit may be written though only its first lanes count: what it reaches into
     * is written later, or is nobody's. A masked store takes ten times as long on some processors.
     */
    private boolean mayReachOn() {
      int stride = loop.stride();
      return facts.heads() == 1 && (stride < FloatMath.SUM_LANES || lane + ops.lanes() <= stride);
    }
  }
}

package dev.weft.kernels.backend.vector;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.weft.kernels.backend.tile.Loop;
import dev.weft.kernels.backend.tile.Step;
import dev.weft.kernels.backend.vector.Addresses.Pointers;
import dev.weft.kernels.backend.vector.Addresses.RowStart;
import dev.weft.kernels.backend.vector.LaneOps.Active;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Reduction;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/**
 * Writes the method of a {@link Loop}. Four forms: flat over all lanes of a tile; by rows or
 * entries and blocks of lanes, with the entries of a row innermost where they are reduced, so that
 * sums stay in registers; narrow rows, several to a vector ({@link NarrowRows}); and by rows or
 * entries with all lanes of some heads, whose sums are joined in a fixed tree ({@link LaneSums}). A
 * block is as many vectors as keep the processor's registers busy without spilling.
 */
final class LoopWriter {
  /** Variables that the method is given: addresses of registers and of operands, tile, items. */
  static final int AT = 1;

  static final int MEMORY = 2;
  static final int SPAN = 3;
  static final int N = 4;

  /**
   * Bits of the number of a row's entries in a tile. Knowing that it is small, the JIT compiler
   * leaves the arithmetic of addresses to the loads.
   */
  private static final int MOST_ENTRIES = (1 << 16) - 1;

  final Loop loop;
  private final int mostUnits;
  final Asm asm;
  final CodeBuilder code;
  final LoopFacts facts;
  final Addresses addresses;
  LaneOps ops;
  private Units units;
  private int position;
  private int entries;
  private int ends;
  int rows;
  private int carry;
  private int divisor;

  LoopWriter(Loop loop, int mostUnits, Asm asm) {
    this.loop = loop;
    this.mostUnits = mostUnits;
    this.asm = asm;
    this.code = asm.code;
    this.facts = new LoopFacts(loop);
    this.addresses = new Addresses(loop, facts, asm);
  }

  void write() {
    addresses.ofRegisters();
    switch (loop.kind()) {
      case FLAT_ROWS, FLAT_ENTRIES -> flat();
      case ROWS, ENTRIES -> {
        begin(facts.lanesOfUnit());
        prologue();
        if (facts.isExpansion()) {
          new NarrowRows(this).expand();
        } else if (facts.areNarrowExtremes()) {
          new NarrowRows(this).extremes();
        } else {
          blocks();
        }
      }
      case LANE_SUMS_OF_ROWS, LANE_SUMS_OF_ENTRIES -> {
        begin(facts.lanesOfSummedUnit());
        prologue();
        sums();
      }
    }
    code.return_();
  }

  private void begin(int lanes) {
    ops = lanes == 1 ? new ScalarOps(asm) : new VectorOps(asm, lanes);
    units = new Units(loop, facts, ops);
  }

  // ---- flat ----

  private void flat() {
    begin(Mem.VL);
    code.iload(N);
    asm.slot(loop.stride());
    code.imul();
    int floats = asm.keepInt();
    units.loadScalars(addresses);
    code.loadConstant(0);
    int i = asm.keepInt();
    int mark = asm.mark();
    // The last vector may reach beyond the last row; there is room.
    asm.loop(i, floats, Mem.VL, () -> flatUnit(i));
    asm.release(mark);
  }

  private void flatUnit(int at) {
    Pointers pointers = new Pointers();
    for (int reg : facts.full()) {
      asm.row(addresses.base(reg), at, 4, -1);
      pointers.full.put(reg, asm.pointer());
    }
    Units.Unit unit = units.unit(pointers, 0, 0, Optional.empty(), Optional.empty());
    facts.steps().forEach(unit::step);
  }

  // ---- what loops over rows and entries begin with ----

  private void prologue() {
    if (facts.place() == Place.ENTRY) {
      span("rows", CD_int);
      rows = asm.keepInt();
      span("entries", CD_int);
      entries = asm.keepInt();
      span("position", CD_long);
      position = asm.keepLong();
      span("indptr", CD_long);
      span("row", CD_long);
      code.loadConstant(1L);
      code.ladd();
      code.loadConstant(8L);
      code.lmul();
      code.ladd();
      ends = asm.base();
      addresses.ofIds();
      if (loop.cut() == Loop.Cut.WITHIN_ROWS) {
        code.aload(SPAN);
        code.invokevirtual(Asm.SPAN, "carries", MethodTypeDesc.of(CD_int));
        carry = asm.keepInt();
        code.aload(SPAN);
        code.invokevirtual(Asm.SPAN, "divisor", MethodTypeDesc.of(CD_int));
        divisor = asm.keepInt();
      }
    }
    addresses.ofOperands();
    units.loadScalars(addresses);
  }

  private void span(String field, ClassDesc type) {
    asm.field(SPAN, Asm.SPAN, field, type);
  }

  // ---- blocks of lanes ----

  /**
   * Lanes that one nest of loops covers.
   *
   * @param from first lane
   * @param units units of a block
   * @param repeats blocks
   * @param last lanes that take part in the last unit; 0 for all
   */
  private record Block(int from, int units, int repeats, int last) {}

  private void blocks() {
    int lanes = ops.lanes();
    // Registers have room for whole vectors; only rows elsewhere end where they end.
    int width =
        facts.gathered().isEmpty() ? (loop.width() + lanes - 1) / lanes * lanes : loop.width();
    for (Block block : cut(width, lanes)) {
      int mark = asm.mark();
      repeat(block.repeats(), block.from(), block.units() * ops.lanes(), lane -> nest(block, lane));
      asm.release(mark);
    }
  }

  /**
   * One block for all lanes where there are registers for it, since every block visits all rows.
   */
  private List<Block> cut(int width, int lanes) {
    int all = (width + lanes - 1) / lanes;
    if (all <= facts.mostUnits(mostUnits)) {
      return List.of(new Block(0, all, 1, width % lanes));
    }
    int whole = width / lanes;
    int units = facts.units(lanes, whole, mostUnits);
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block(0, units, whole / units, 0));
    int at = whole / units * units;
    while (at < whole) {
      int few = Integer.highestOneBit(whole - at);
      blocks.add(new Block(at * lanes, few, 1, 0));
      at += few;
    }
    if (width % lanes > 0) {
      blocks.add(new Block(whole * lanes, 1, 1, width % lanes));
    }
    return blocks;
  }

  /** Something done for a block whose first lane is in an int variable. */
  interface ForLane {
    void write(int lane);
  }

  private void repeat(int repeats, int from, int step, ForLane body) {
    code.loadConstant(from);
    int lane = asm.keepInt();
    if (repeats == 1) {
      body.write(lane);
      return;
    }
    code.loadConstant(from + repeats * step);
    int limit = asm.keepInt();
    asm.loop(lane, limit, step, () -> body.write(lane));
  }

  private void nest(Block block, int lane) {
    code.iload(lane);
    code.loadConstant(2);
    code.ishl();
    code.i2l();
    int offset = asm.keepLong();
    if (facts.place() == Place.ROW) {
      overRows(N, r -> rowBlock(block, r, lane, offset));
    } else if (!facts.needsRows()) {
      wholeTile(block, lane, offset);
    } else {
      code.loadConstant(0);
      int e = asm.keepInt();
      overRows(rows, r -> entriesBlock(block, r, e, lane, offset));
    }
  }

  void overRows(int limit, ForLane body) {
    code.loadConstant(0);
    int r = asm.keepInt();
    int mark = asm.mark();
    asm.loop(r, limit, 1, () -> body.write(r));
    asm.release(mark);
  }

  private void rowBlock(Block block, int r, int lane, int offset) {
    Pointers pointers = addresses.uniform(lane, offset);
    addresses.items(pointers, r, lane, offset);
    pointers.load(ops, loop, block.from(), block.units() * ops.lanes());
    for (int k = 0; k < block.units(); k++) {
      int mark = asm.mark();
      Units.Unit unit = unit(block, pointers, k);
      facts.steps().forEach(unit::step);
      asm.release(mark);
    }
  }

  private Units.Unit unit(Block block, Pointers pointers, int k) {
    boolean isPartial = block.last() > 0 && k == block.units() - 1;
    Optional<Active> last = isPartial ? Optional.of(new Active(block.last())) : Optional.empty();
    return units.unit(pointers, block.from(), k * ops.lanes(), Optional.empty(), last);
  }

  private void entriesBlock(Block block, int r, int e, int lane, int offset) {
    Pointers pointers = addresses.uniform(lane, offset);
    addresses.items(pointers, r, lane, offset);
    int count = count(r, e);
    RowStart start = addresses.new RowStart(e);
    List<Map<Integer, Integer>> invariants = invariants(block, pointers);
    Map<Step, Accumulator[]> sums = new LinkedHashMap<>();
    for (Step step : facts.reductions()) {
      Accumulator[] units = new Accumulator[block.units()];
      for (int k = 0; k < units.length; k++) {
        units[k] = new Accumulator(ops, Reducer.of(step));
      }
      sums.put(step, units);
    }
    overEntries(
        e,
        count,
        block.units() == 1,
        k -> entry(block, pointers, start, k, lane, offset, invariants, sums));
    sums.forEach(
        (step, units) ->
            finish(
                step, Stream.of(units).mapToInt(Accumulator::result).toArray(), pointers, count));
  }

  /** All entries of the tile, whatever rows they belong to. */
  private void wholeTile(Block block, int lane, int offset) {
    Pointers pointers = addresses.uniform(lane, offset);
    code.loadConstant(0);
    int k = asm.keepInt();
    RowStart start = addresses.new RowStart(k);
    List<Map<Integer, Integer>> invariants = invariants(block, pointers);
    code.iload(N);
    code.loadConstant(MOST_ENTRIES);
    code.iand();
    int count = asm.keepInt();
    int mark = asm.mark();
    asm.loop(
        k, count, 1, () -> entry(block, pointers, start, k, lane, offset, invariants, Map.of()));
    asm.release(mark);
  }

  private List<Map<Integer, Integer>> invariants(Block block, Pointers pointers) {
    List<Map<Integer, Integer>> invariants = new ArrayList<>();
    for (int k = 0; k < block.units(); k++) {
      Map<Integer, Integer> values = new LinkedHashMap<>();
      for (int reg : facts.invariants()) {
        values.put(reg, ops.load(pointers.full.get(reg), 4L * k * ops.lanes(), Optional.empty()));
      }
      invariants.add(values);
    }
    return invariants;
  }

  private void entry(
      Block block,
      Pointers row,
      RowStart start,
      int e,
      int lane,
      int offset,
      List<Map<Integer, Integer>> invariants,
      Map<Step, Accumulator[]> sums) {
    Pointers pointers = new Pointers();
    pointers.full.putAll(row.full);
    pointers.numbers.putAll(row.numbers);
    start.pointers(pointers, e, lane, offset);
    pointers.load(ops, loop, block.from(), block.units() * ops.lanes());
    for (int k = 0; k < block.units(); k++) {
      int mark = asm.mark();
      Units.Unit unit = unit(block, pointers, k);
      unit.values.putAll(invariants.get(k));
      for (Step step : facts.steps()) {
        if (sums.containsKey(step)) {
          accumulate(step, unit, sums.get(step)[k]);
        } else {
          unit.step(step);
        }
      }
      asm.release(mark);
    }
  }

  /** One more entry. What is multiplied last is read from memory by the multiplication itself. */
  private void accumulate(Step step, Units.Unit unit, Accumulator sum) {
    switch (step) {
      case Step.ReduceEntries s -> sum.add(unit.value(s.a()));
      case Step.ReduceRows s -> sum.add(unit.gather(s.operand(), s.at()));
      case Step.SumScaled s ->
          sum.addProduct(
              unit.number(s.scale(), s.outer(), s.inner()), unit.gather(s.operand(), s.at()));
      case Step.SumProduct s ->
          sum.addProduct(unit.value(s.factor()), unit.gather(s.operand(), s.at()));
      case Step other -> throw new AssertionError(other + " is no reduction.");
    }
  }

  /**
   * Stores the results of a row: 0 for a maximum of nothing, joined where a long row goes on,
   * divided for a mean.
   */
  void finish(Step step, int[] units, Pointers pointers, int count) {
    Reducer reducer = Reducer.of(step);
    int pointer = pointers.full.get(step.out());
    IntUnaryOperator mean = reducer.isMean() ? divided(count) : IntUnaryOperator.identity();
    Runnable store = () -> storeUnits(pointer, units.length, k -> mean.applyAsInt(units[k]));
    Runnable join =
        () ->
            storeUnits(
                pointer,
                units.length,
                k -> {
                  int before = ops.load(pointer, 4L * k * ops.lanes(), Optional.empty());
                  return mean.applyAsInt(ops.zip(reducer.op(), before, units[k]));
                });
    Runnable nothing =
        () -> {
          int zero = ops.constant(0);
          storeUnits(pointer, units.length, _ -> zero);
        };
    Runnable first = reducer.isExtreme() ? () -> asm.branch(count, store, nothing) : store;
    switch (loop.cut()) {
      case BETWEEN_ROWS -> first.run();
      case WITHIN_ROWS -> asm.branch(carry, join, first);
      case AFTER_OTHERS -> join.run();
    }
  }

  private void storeUnits(int pointer, int count, IntUnaryOperator unit) {
    for (int k = 0; k < count; k++) {
      ops.store(unit.applyAsInt(k), pointer, 4L * k * ops.lanes(), Optional.empty());
    }
  }

  /** Division by a row's entries, of a long row when its last are there. */
  private IntUnaryOperator divided(int count) {
    if (loop.cut() == Loop.Cut.WITHIN_ROWS) {
      code.iload(divisor);
    } else {
      code.iload(count);
      code.loadConstant(1);
      code.invokestatic(Asm.MATH, "max", MethodTypeDesc.of(CD_int, CD_int, CD_int));
    }
    int entries = ops.number(asm.keepInt());
    return sum -> ops.zip(BinaryOp.DIV, sum, entries);
  }

  // ---- the entries of a row ----

  /** Runs through a row's entries, counted from its first; {@code e} is moved to the next row. */
  private void overEntries(int e, int count, boolean isShort, ForLane body) {
    code.loadConstant(0);
    int k = asm.keepInt();
    int mark = asm.mark();
    if (isShort) {
      asm.loopUntil(k, count, MOST_ENTRIES + 1, () -> body.write(k));
    } else {
      asm.loop(k, count, 1, () -> body.write(k));
    }
    asm.release(mark);
    next(e, count);
  }

  void next(int e, int count) {
    code.iload(e);
    code.iload(count);
    code.iadd();
    code.istore(e);
  }

  /** Entries of row {@code r} of the tile, of which {@code e} is the first. */
  int count(int r, int e) {
    asm.longAt(ends, r);
    code.lload(position);
    code.lsub();
    code.iload(entries);
    code.i2l();
    code.invokestatic(Asm.MATH, "min", MethodTypeDesc.of(CD_long, CD_long, CD_long));
    code.l2i();
    code.iload(e);
    code.isub();
    code.loadConstant(MOST_ENTRIES);
    code.iand();
    return asm.keepInt();
  }

  // ---- sums over lanes ----

  private void sums() {
    int heads = facts.heads();
    int lanes = loop.width() / heads;
    int group = facts.headsOfGroup(ops.lanes(), mostUnits);
    int whole = heads / group;
    sumsOf(0, group, whole, lanes);
    for (int at = whole * group; at < heads; ) {
      int few = Integer.highestOneBit(heads - at);
      sumsOf(at, few, 1, lanes);
      at += few;
    }
  }

  private void sumsOf(int head, int group, int repeats, int lanes) {
    int mark = asm.mark();
    repeat(
        repeats,
        head * lanes,
        group * lanes,
        lane -> {
          code.iload(lane);
          code.loadConstant(2);
          code.ishl();
          code.i2l();
          int offset = asm.keepLong();
          if (facts.place() == Place.ROW) {
            overRows(
                N,
                r -> {
                  Pointers pointers = addresses.uniform(lane, offset);
                  addresses.items(pointers, r, lane, offset);
                  sumItem(pointers, head * lanes, group, lanes);
                });
          } else {
            code.loadConstant(0);
            int e = asm.keepInt();
            overRows(
                rows,
                r -> {
                  Pointers row = addresses.uniform(lane, offset);
                  addresses.items(row, r, lane, offset);
                  int count = count(r, e);
                  RowStart start = addresses.new RowStart(e);
                  overEntries(
                      e,
                      count,
                      false,
                      k -> {
                        Pointers pointers = new Pointers();
                        pointers.full.putAll(row.full);
                        pointers.numbers.putAll(row.numbers);
                        start.pointers(pointers, k, lane, offset);
                        sumItem(pointers, head * lanes, group, lanes);
                      });
                });
          }
        });
    asm.release(mark);
  }

  /** The sums of one row or entry, for a group of heads. */
  private void sumItem(Pointers pointers, int from, int group, int lanes) {
    List<Step> steps = facts.laneSums();
    Map<Step, List<LaneSums>> sums = new LinkedHashMap<>();
    for (Step step : steps) {
      List<LaneSums> perHead = new ArrayList<>();
      for (int h = 0; h < group; h++) {
        perHead.add(new LaneSums((VectorOps) ops, lanes));
      }
      sums.put(step, perHead);
    }
    for (int h = 0; h < group; h++) {
      for (int at = 0; at < lanes; at += ops.lanes()) {
        int mark = asm.mark();
        Optional<Active> last =
            lanes - at < ops.lanes() ? Optional.of(new Active(lanes - at)) : Optional.empty();
        Units.Unit unit = units.unit(pointers, from, h * lanes + at, last, last);
        for (Step step : facts.steps()) {
          if (sums.containsKey(step)) {
            summed(step, unit, sums.get(step).get(h), at, last);
          } else {
            unit.step(step);
          }
        }
        asm.release(mark);
      }
    }
    sums.forEach(
        (step, perHead) ->
            LaneSums.store(
                (VectorOps) ops,
                perHead,
                divisor(step, lanes),
                pointers.numbers.get(new LoopFacts.Number(step.out(), lanes))));
  }

  private void summed(Step step, Units.Unit unit, LaneSums sum, int at, Optional<Active> last) {
    switch (step) {
      case Step.Dot s ->
          sum.addProduct(at, unit.gather(s.operand(), s.at()), unit.value(s.row()), last);
      case Step.FoldLanes s -> sum.add(at, unit.value(s.a()), last);
      case Step other -> throw new AssertionError(other + " is no sum over lanes.");
    }
  }

  private static int divisor(Step step, int lanes) {
    return step instanceof Step.FoldLanes s && s.op() == Reduction.MEAN ? lanes : 1;
  }
}

package dev.weft.kernels.backend.vector;

import dev.weft.kernels.backend.tile.FloatMath;
import dev.weft.kernels.backend.tile.Loop;
import dev.weft.kernels.backend.tile.Step;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a loop reads and writes, and how its lanes are best cut into blocks. */
final class LoopFacts {
  /** Rows of an operand that entries name; of an output, numbered from -1 down. */
  record Rows(int operand, At at) {
    static Rows ofOutput(int output) {
      return new Rows(-1 - output, At.EDGE);
    }

    /** Its place among operands and outputs. */
    int index(int operands) {
      return operand >= 0 ? operand : operands - 1 - operand;
    }
  }

  /** A register with one number for every {@code inner} lanes; for all of them where that is 0. */
  record Number(int reg, int inner) {}

  private final Loop loop;
  private final List<Step> steps = new ArrayList<>();
  private final Set<Integer> full = new LinkedHashSet<>();
  private final Set<Integer> scalars = new LinkedHashSet<>();
  private final Set<Integer> invariants = new LinkedHashSet<>();
  private final Set<Number> numbers = new LinkedHashSet<>();
  private final Map<Integer, Rows> gatheredNumbers = new HashMap<>();
  private final Set<Rows> gathered = new LinkedHashSet<>();
  private final List<Step> reductions = new ArrayList<>();
  private final List<Step> laneSums = new ArrayList<>();

  LoopFacts(Loop loop) {
    this.loop = loop;
    Set<Integer> made = new LinkedHashSet<>();
    for (Step step : loop.steps()) {
      if (isConstant(step.out()) && !loop.stored().contains(step.out())) {
        continue;
      }
      steps.add(step);
      if (step instanceof Step.Gather s && loop.rows().width(s.out()) != loop.width()) {
        gatheredNumbers.put(s.out(), new Rows(s.operand(), s.at()));
        continue;
      }
      collect(step);
      for (int reg : fullReads(step)) {
        if (isConstant(reg)) {
          scalars.add(reg);
        } else if (!made.contains(reg)) {
          full.add(reg);
        }
      }
      boolean reduces = reductions.contains(step) || laneSums.contains(step);
      if (step.out() >= 0 && !reduces) {
        made.add(step.out());
        if (loop.stored().contains(step.out())) {
          full.add(step.out());
        }
      }
    }
    for (int reg : full) {
      if (loop.rows().place(reg) != Place.ENTRY && !isResult(reg)) {
        invariants.add(reg);
      }
    }
  }

  /** Whether a register's lanes are all the same number, which is known. */
  private boolean isConstant(int reg) {
    return loop.rows().constants().containsKey(reg);
  }

  private boolean isResult(int reg) {
    return reductions.stream().anyMatch(step -> step.out() == reg);
  }

  private void collect(Step step) {
    switch (step) {
      case Step.Gather s -> gathered.add(new Rows(s.operand(), s.at()));
      case Step.ZipScalar s -> scalars.add(s.scalar());
      case Step.Repeat s when isFlat() -> scalars.add(s.a());
      case Step.ZipInner s -> number(s.small(), s.outer(), s.inner());
      case Step.Spread s -> number(s.a(), s.outer(), s.inner());
      case Step.StoreEdges s -> gathered.add(Rows.ofOutput(s.output()));
      case Step.ReduceEntries s -> reduction(s);
      case Step.ReduceRows s -> {
        gathered.add(new Rows(s.operand(), s.at()));
        reduction(s);
      }
      case Step.SumScaled s -> {
        gathered.add(new Rows(s.operand(), s.at()));
        number(s.scale(), s.outer(), s.inner());
        reduction(s);
      }
      case Step.SumProduct s -> {
        gathered.add(new Rows(s.operand(), s.at()));
        reduction(s);
      }
      case Step.Dot s -> {
        gathered.add(new Rows(s.operand(), s.at()));
        laneSum(s, s.outer());
      }
      case Step.FoldLanes s -> laneSum(s, s.outer());
      case Step _ -> {
        // reads and writes lane by lane
      }
    }
  }

  private void number(int reg, int outer, int inner) {
    numbers.add(new Number(reg, outer == 1 ? 0 : inner));
  }

  private void reduction(Step step) {
    reductions.add(step);
    full.add(step.out());
  }

  private void laneSum(Step step, int heads) {
    laneSums.add(step);
    numbers.add(new Number(step.out(), loop.width() / heads));
  }

  /** Registers that a step reads lane by lane. */
  private int[] fullReads(Step step) {
    return switch (step) {
      case Step.Repeat _ when isFlat() -> new int[0];
      case Step.ZipScalar s -> new int[] {s.a()};
      case Step.ZipInner s -> new int[] {s.a()};
      case Step.Spread _, Step.SumScaled _ -> new int[0];
      default -> step.reads();
    };
  }

  private boolean isFlat() {
    return loop.kind() == Loop.Kind.FLAT_ROWS || loop.kind() == Loop.Kind.FLAT_ENTRIES;
  }

  /** Whether a loop over entries has to know which row they belong to. */
  boolean needsRows() {
    return !reductions.isEmpty()
        || !laneSums.isEmpty()
        || registers().stream().anyMatch(reg -> loop.rows().place(reg) == Place.ROW);
  }

  /** Whether narrow rows are repeated for their entries, and nothing else. */
  boolean isExpansion() {
    return place() == Place.ENTRY
        && loop.stride() <= Mem.VL
        && loop.width() <= 8
        && steps.stream().allMatch(step -> step instanceof Step.Expand);
  }

  /**
   * Whether nothing but extremes of one or two lanes is taken, of which a vector holds many. From
   * four lanes on, entry by entry is as fast.
   */
  boolean areNarrowExtremes() {
    return place() == Place.ENTRY
        && loop.width() <= 2
        && steps.stream()
            .allMatch(
                step ->
                    step instanceof Step.ReduceEntries s
                        && Reducer.of(s).isExtreme()
                        && !isConstant(s.a()));
  }

  Place place() {
    return switch (loop.kind()) {
      case FLAT_ROWS, ROWS, LANE_SUMS_OF_ROWS -> Place.ROW;
      case FLAT_ENTRIES, ENTRIES, LANE_SUMS_OF_ENTRIES -> Place.ENTRY;
    };
  }

  /** All registers in memory. */
  Set<Integer> registers() {
    Set<Integer> all = new LinkedHashSet<>(full);
    scalars.stream().filter(reg -> !isConstant(reg)).forEach(all::add);
    numbers.forEach(number -> all.add(number.reg()));
    all.removeAll(gatheredNumbers.keySet());
    return all;
  }

  /** Registers read or written lane by lane. */
  Set<Integer> full() {
    return full;
  }

  /** The steps, but for those that make a number which is known. */
  List<Step> steps() {
    return steps;
  }

  /** Registers with one number for the whole launch. */
  Set<Integer> scalars() {
    return scalars;
  }

  /** Registers read lane by lane that do not change from entry to entry. */
  Set<Integer> invariants() {
    return invariants;
  }

  Set<Number> numbers() {
    return numbers;
  }

  /** The row that a register of numbers is read from, where entries name it. */
  Optional<Rows> gatheredNumber(int reg) {
    return Optional.ofNullable(gatheredNumbers.get(reg));
  }

  /** Rows read lane by lane. */
  Set<Rows> gathered() {
    return gathered;
  }

  /** Rows read lane by lane or for their numbers. */
  Set<Rows> allGathered() {
    Set<Rows> all = new LinkedHashSet<>(gathered);
    all.addAll(gatheredNumbers.values());
    return all;
  }

  List<Step> reductions() {
    return reductions;
  }

  List<Step> laneSums() {
    return laneSums;
  }

  // ---- blocks ----

  /** Lanes of a unit: a whole vector, or the smallest that holds a narrow row. */
  int lanesOfUnit() {
    int width = loop.width();
    if (width > 8) {
      return Mem.VL;
    }
    return Math.min(Mem.VL, Integer.highestOneBit(2 * width - 1));
  }

  /** Vectors that there are registers for. */
  int mostUnits(int most) {
    int registers = Mem.VL == 16 ? 28 : 13;
    int each = Math.max(1, reductions.size() + invariants.size());
    return Math.clamp(registers / each, 1, most);
  }

  /** Vectors of a block: as many as leave the registers for sums, invariants and a few more. */
  int units(int lanes, int whole, int most) {
    int units = Integer.highestOneBit(mostUnits(most));
    units = Math.max(1, Math.min(units, whole));
    while (units > 1 && !isEven(units * lanes)) {
      units = Integer.highestOneBit(units - 1);
    }
    return units;
  }

  /** Whether blocks of so many lanes hold whole heads, or heads hold whole blocks. */
  private boolean isEven(int lanes) {
    return numbers.stream()
        .allMatch(n -> n.inner() == 0 || n.inner() % lanes == 0 || lanes % n.inner() == 0);
  }

  /** Heads over whose lanes sums are taken; 1 without sums. */
  int heads() {
    if (laneSums.isEmpty()) {
      return 1;
    }
    return switch (laneSums.getFirst()) {
      case Step.Dot s -> s.outer();
      case Step.FoldLanes s -> s.outer();
      case Step other -> throw new AssertionError(other + " is no sum over lanes.");
    };
  }

  /** Lanes of a unit of a head. */
  int lanesOfSummedUnit() {
    int lanes = loop.width() / heads();
    int power = Integer.highestOneBit(Math.max(1, lanes - 1)) * 2;
    return Math.min(lanes <= 8 ? Math.max(2, power) : FloatMath.SUM_LANES, Math.min(16, Mem.VL));
  }

  /** Heads of a group, a power of two: as many as fill a vector with their sums. */
  int headsOfGroup(int lanes, int most) {
    int units = Math.max(1, loop.width() / heads() / lanes);
    int group = Math.clamp(16 / units, 1, Math.min(lanes, most));
    return Integer.highestOneBit(Math.min(group, heads()));
  }
}

package dev.weft.kernels.backend.tile;

import dev.weft.kernels.backend.tile.Loop.Cut;
import dev.weft.kernels.backend.tile.Loop.Kind;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Joins steps into {@link Loop}s, whose intermediate values stay in processor registers. Every step
 * does what it did, lane by lane, so no bit changes; only the order of independent steps does.
 *
 * <p>Steps of one width join. Reading a gathered row twice is cheaper than storing it, so gathers
 * of wide rows are repeated in every loop that wants them. A vector holds several narrow rows: at
 * entries these are gathered and stored in one loop, repeated from rows in another, computed with
 * flat over all lanes of a tile, and reduced in a loop of its own. Each of these does little for an
 * entry, and only what needs rows has branches for them, which the processor guesses wrongly once a
 * row.
 */
final class Fusion {
  /** Where a step can be carried out. */
  private enum Role {
    /** On its own, through a tile primitive. */
    ALONE,
    /** In any loop of its width. */
    ANYWHERE,
    /** In a flat loop only, or wide rows. */
    FLAT,
    /** Where rows are visited one by one. */
    BY_ROW,
    /** Reads rows or numbers; repeated where it is wanted. */
    SOURCE,
    /** Repeats rows for their entries; repeated as well. */
    EXPANSION,
    /** Reduces the entries of a row. */
    REDUCTION,
    /** Sums lanes. */
    LANE_SUM
  }

  /**
   * Vector operations in a loop, about. The JIT compiler's first stage runs out of registers in
   * longer ones, and what it gives up its second stage may never see.
   */
  private static final int LONGEST = 48;

  /** Those that join the partial sums of a sum over lanes. */
  private static final int SUM_LENGTH = 9;

  private final Kernel kernel;
  private final Loop.Rows rows;
  private final Loop.Maker maker;
  private final Place place;
  private final Cut cut;
  private final Set<Integer> outside;
  private final List<Step> steps;
  private final boolean[] done;
  private final List<Step> result = new ArrayList<>();

  private Fusion(
      Kernel kernel,
      Loop.Rows rows,
      Loop.Maker maker,
      Place place,
      Cut cut,
      List<Step> steps,
      Set<Integer> outside) {
    this.kernel = kernel;
    this.rows = rows;
    this.maker = maker;
    this.place = place;
    this.cut = cut;
    this.steps = steps;
    this.outside = outside;
    this.done = new boolean[steps.size()];
  }

  /**
   * The steps with loops in place of what they join.
   *
   * @param place where the steps run
   * @param cut where tiles end
   * @param outside registers that are read elsewhere
   */
  static List<Step> fuse(
      Kernel kernel,
      Loop.Rows rows,
      Loop.Maker maker,
      Place place,
      Cut cut,
      List<Step> steps,
      Set<Integer> outside) {
    Fusion fusion = new Fusion(kernel, rows, maker, place, cut, steps, outside);
    fusion.run();
    return fusion.result;
  }

  private void run() {
    for (int i = 0; i < steps.size(); i++) {
      if (isRepeatable(i) && !isWantedInMemory(i)) {
        done[i] = true;
      }
    }
    for (int first = next(); first >= 0; first = next()) {
      if (role(steps.get(first)) == Role.ALONE) {
        done[first] = true;
        result.add(steps.get(first));
      } else {
        join(first);
      }
    }
  }

  /** The first step that is ready, those on their own before loops. */
  private int next() {
    int first = -1;
    for (int i = 0; i < steps.size(); i++) {
      if (!done[i] && isReady(i, Set.of())) {
        if (role(steps.get(i)) == Role.ALONE) {
          return i;
        }
        first = first < 0 ? i : first;
      }
    }
    return first;
  }

  /** Whether all earlier steps that it depends on are done or members. */
  private boolean isReady(int i, Set<Integer> members) {
    for (int j = 0; j < i; j++) {
      if (!done[j] && !members.contains(j) && conflict(steps.get(j), steps.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean conflict(Step before, Step after) {
    return meet(before.writes(), after.reads())
        || meet(before.writes(), after.writes())
        || meet(before.reads(), after.writes());
  }

  private static boolean meet(int[] a, int[] b) {
    for (int x : a) {
      for (int y : b) {
        if (x == y) {
          return true;
        }
      }
    }
    return false;
  }

  // ---- one loop ----

  /** Makes a loop of a step and what goes with it: less where the maker finds it too long. */
  private void join(int first) {
    Set<Integer> members = Set.of();
    for (int longest = LONGEST; members.size() != 1; longest /= 2) {
      members = members(first, longest);
      List<Step> list = withSources(members);
      Set<Integer> stored = stored(members);
      Loop loop = new Loop(kind(members, list), width(steps.get(first)), list, stored, rows, cut);
      Optional<LoopCode> code = maker.make(loop);
      if (code.isPresent()) {
        result.add(new Step.Looped(code.get(), place, reads(list), ints(stored)));
        members.forEach(i -> done[i] = true);
        return;
      }
    }
    result.addAll(withSources(members));
    done[first] = true;
  }

  private Set<Integer> members(int first, int longest) {
    Set<Integer> members = new LinkedHashSet<>();
    Set<Role> roles = new LinkedHashSet<>();
    for (int i = first; i < steps.size(); i++) {
      boolean fits = members.isEmpty() || length(members, i) <= longest;
      if (!done[i] && fits && isWelcome(i, width(steps.get(first)), members, roles)) {
        members.add(i);
        roles.add(role(steps.get(i)));
      }
    }
    return members;
  }

  /** Vector operations of a loop with one more member. Sums over lanes take a head at a time. */
  private int length(Set<Integer> members, int more) {
    int once = 0;
    int repeated = 0;
    int vectors = 1;
    for (int i : Stream.concat(members.stream(), Stream.of(more)).toList()) {
      Step step = steps.get(i);
      if (role(step) == Role.LANE_SUM) {
        once += SUM_LENGTH;
        vectors = (width(step) / rows.width(step.out()) - 1) / FloatMath.SUM_LANES + 1;
      }
      repeated += operations(step);
    }
    return once + vectors * repeated;
  }

  private boolean isWelcome(int i, int width, Set<Integer> members, Set<Role> roles) {
    Step step = steps.get(i);
    Role role = role(step);
    if (role == Role.ALONE || width(step) != width || !isReady(i, members)) {
      return false;
    }
    if (!hasHeads(step, members)) {
      return false;
    }
    return roles.stream().allMatch(other -> isAlike(role, other, isWide(i)))
        && readsLaneByLane(step, members);
  }

  /** Whether steps of these roles go into one loop. */
  private boolean isAlike(Role one, Role other, boolean isWide) {
    if (one == other) {
      return true;
    }
    if (isWide) {
      return !Set.of(one, other).equals(Set.of(Role.REDUCTION, Role.LANE_SUM));
    }
    if (place == Place.ENTRY) {
      return isFlat(one) && isFlat(other) || isMoving(one) && isMoving(other);
    }
    boolean flat = one == Role.FLAT || other == Role.FLAT;
    return one == Role.ANYWHERE || other == Role.ANYWHERE || !flat;
  }

  private static boolean isFlat(Role role) {
    return role == Role.ANYWHERE || role == Role.FLAT;
  }

  private static boolean isSource(Role role) {
    return role == Role.SOURCE || role == Role.EXPANSION;
  }

  private static boolean isMoving(Role role) {
    return role == Role.SOURCE || role == Role.BY_ROW;
  }

  /** Whether sums over lanes are over as many, and heads of other sizes fill theirs evenly. */
  private boolean hasHeads(Step step, Set<Integer> members) {
    List<Step> all = Stream.concat(members.stream().map(steps::get), Stream.of(step)).toList();
    Set<Integer> summed =
        all.stream()
            .filter(member -> role(member) == Role.LANE_SUM)
            .map(member -> width(member) / rows.width(member.out()))
            .collect(Collectors.toSet());
    return summed.size() <= 1
        && summed.stream()
            .allMatch(
                lanes ->
                    all.stream()
                        .map(Fusion::lanesOfHead)
                        .allMatch(inner -> lanes % inner == 0 || inner % lanes == 0));
  }

  /** Lanes that share a number of the step's; 1 where it has none. */
  private static int lanesOfHead(Step step) {
    return switch (step) {
      case Step.ZipInner s when s.outer() > 1 -> s.inner();
      case Step.Spread s when s.outer() > 1 -> s.inner();
      default -> 1;
    };
  }

  /** Whether what it takes from members is at hand, lane by lane. */
  private boolean readsLaneByLane(Step step, Set<Integer> members) {
    for (int m : members) {
      Step member = steps.get(m);
      Role role = role(member);
      boolean reduced = role == Role.REDUCTION || role == Role.LANE_SUM;
      if (meet(member.writes(), step.writes())
          || meet(member.writes(), reduced ? step.reads() : numbers(step))) {
        return false;
      }
    }
    return true;
  }

  /** Registers that are not read lane by lane: those of a number per head, a row or the launch. */
  private static int[] numbers(Step step) {
    return switch (step) {
      case Step.ZipInner s -> new int[] {s.small()};
      case Step.ZipScalar s -> new int[] {s.scalar()};
      case Step.ZipRow s -> new int[] {s.row()};
      case Step.Spread s -> new int[] {s.a()};
      case Step.Expand s -> new int[] {s.a()};
      case Step.Repeat s -> new int[] {s.a()};
      case Step.SumScaled s -> new int[] {s.scale()};
      case Step.Dot s -> new int[] {s.row()};
      default -> Step.NONE;
    };
  }

  /** The members, each after the wide sources that it reads. */
  private List<Step> withSources(Set<Integer> members) {
    List<Step> list = new ArrayList<>();
    Set<Integer> made = new LinkedHashSet<>();
    for (int m : members) {
      for (int reg : steps.get(m).reads()) {
        source(reg, members).filter(s -> made.add(s.out())).ifPresent(list::add);
      }
      list.add(steps.get(m));
    }
    return list;
  }

  private Optional<Step> source(int reg, Set<Integer> members) {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (step.out() == reg && isRepeatable(i) && !members.contains(i)) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }

  private Set<Integer> stored(Set<Integer> members) {
    Set<Integer> stored = new TreeSet<>();
    for (int m : members) {
      for (int reg : steps.get(m).writes()) {
        if (outside.contains(reg) || isReadOutside(reg, members)) {
          stored.add(reg);
        }
      }
    }
    return stored;
  }

  private boolean isReadOutside(int reg, Set<Integer> members) {
    for (int i = 0; i < steps.size(); i++) {
      if (!members.contains(i) && contains(steps.get(i).reads(), reg)) {
        return true;
      }
    }
    return false;
  }

  private int[] reads(List<Step> list) {
    Set<Integer> made = new TreeSet<>();
    Set<Integer> read = new TreeSet<>();
    for (Step step : list) {
      for (int reg : step.reads()) {
        if (!made.contains(reg)) {
          read.add(reg);
        }
      }
      for (int reg : step.writes()) {
        made.add(reg);
      }
    }
    return ints(read);
  }

  private Kind kind(Set<Integer> members, List<Step> list) {
    Set<Role> roles = members.stream().map(i -> role(steps.get(i))).collect(Collectors.toSet());
    boolean byRow = list.stream().anyMatch(s -> role(s) == Role.BY_ROW || isSource(role(s)));
    if (roles.contains(Role.LANE_SUM)) {
      return place == Place.ROW ? Kind.LANE_SUMS_OF_ROWS : Kind.LANE_SUMS_OF_ENTRIES;
    }
    if (byRow || roles.contains(Role.REDUCTION)) {
      return place == Place.ROW ? Kind.ROWS : Kind.ENTRIES;
    }
    return place == Place.ROW ? Kind.FLAT_ROWS : Kind.FLAT_ENTRIES;
  }

  // ---- what a step is ----

  private Role role(Step step) {
    if (width(step) == 0) {
      return Role.ALONE;
    }
    return switch (step) {
      case Step.Map s ->
          switch (s.op()) {
            case SIN, COS -> Role.ALONE;
            case EXP, EXPM1, LOG, LOG1P, TANH, SIGMOID, ERF -> Role.FLAT;
            case NEG, ABS, SIGN, SQRT, RECIPROCAL, FLOOR, CEIL, ROUND -> Role.ANYWHERE;
          };
      case Step.Zip s -> s.op() == BinaryOp.POW ? Role.ALONE : Role.ANYWHERE;
      case Step.ZipScalar s -> s.op() == BinaryOp.POW ? Role.ALONE : Role.ANYWHERE;
      case Step.Choose _ -> Role.ANYWHERE;
      case Step.ZipInner s -> s.op() == BinaryOp.POW ? Role.ALONE : Role.BY_ROW;
      case Step.ZipRow s -> s.op() == BinaryOp.POW ? Role.ALONE : Role.BY_ROW;
      case Step.Spread s ->
          s.outer() == 1 || s.inner() % 16 == 0 || 16 % s.inner() == 0 ? Role.BY_ROW : Role.ALONE;
      case Step.Gather s -> isFloat(s.operand()) ? Role.SOURCE : Role.ALONE;
      case Step.Expand _ -> Role.EXPANSION;
      case Step.Repeat _ -> width(step) == 1 ? Role.ANYWHERE : Role.SOURCE;
      case Step.StoreEdges _ -> Role.BY_ROW;
      case Step.ReduceEntries _, Step.ReduceRows _, Step.SumScaled _, Step.SumProduct _ ->
          Role.REDUCTION;
      case Step.Dot _ -> Role.LANE_SUM;
      case Step.FoldLanes s ->
          (s.op() == Reduction.SUM || s.op() == Reduction.MEAN) && s.inner() == 1
              ? Role.LANE_SUM
              : Role.ALONE;
      case Step.Fill _,
          Step.FillScalar _,
          Step.CountLanes _,
          Step.Degrees _,
          Step.Draw _,
          Step.LoadRows _,
          Step.Mark _,
          Step.CopyLanes _,
          Step.ReduceArg _,
          Step.ReduceRowsArg _,
          Step.Matmul _,
          Step.TypedMatmul _,
          Step.Looped _ ->
          Role.ALONE;
    };
  }

  /** Vector operations of a step, about. */
  private static int operations(Step step) {
    return switch (step) {
      case Step.Map s ->
          switch (s.op()) {
            case EXP, EXPM1 -> 26;
            case LOG -> 32;
            case SIGMOID -> 32;
            case LOG1P, TANH, ERF -> 42;
            case SIGN, FLOOR, CEIL, ROUND -> 10;
            case NEG, ABS, SQRT, RECIPROCAL, SIN, COS -> 2;
          };
      default -> 3;
    };
  }

  private boolean isFloat(int operand) {
    return kernel.operands().get(operand).dtype() == DType.FLOAT32;
  }

  /** Lanes that a step works on. */
  private int width(Step step) {
    return switch (step) {
      case Step.Dot s -> s.outer() * s.inner();
      case Step.FoldLanes s -> rows.width(s.a());
      case Step.StoreEdges s -> rows.width(s.a());
      default -> step.out() < 0 ? 0 : rows.width(step.out());
    };
  }

  private boolean isWide(int i) {
    return width(steps.get(i)) > Registers.NARROW;
  }

  /**
   * Whether it is cheaper to read a source again than to store it: wide rows, and numbers of the
   * heads of wide rows.
   */
  private boolean isRepeatable(int i) {
    Step step = steps.get(i);
    return isSource(role(step)) && (isWide(i) || isOfHeads(step));
  }

  /** Whether a step gathers what wide rows alone read, a number for each of their heads. */
  private boolean isOfHeads(Step source) {
    int reg = source.out();
    if (!(source instanceof Step.Gather) || outside.contains(reg)) {
      return false;
    }
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (contains(step.reads(), reg)
          && (role(step) == Role.ALONE || !isWide(i) || !contains(headNumbers(step), reg))) {
        return false;
      }
    }
    return true;
  }

  private static int[] headNumbers(Step step) {
    return switch (step) {
      case Step.ZipInner s when s.a() != s.small() -> new int[] {s.small()};
      case Step.Spread s -> new int[] {s.a()};
      case Step.SumScaled s -> new int[] {s.scale()};
      default -> Step.NONE;
    };
  }

  /** Whether a step that needs it in memory reads a source. */
  private boolean isWantedInMemory(int i) {
    int reg = steps.get(i).out();
    if (outside.contains(reg)) {
      return true;
    }
    if (isOfHeads(steps.get(i))) {
      return false;
    }
    for (Step step : steps) {
      boolean elsewhere = role(step) == Role.ALONE || width(step) != width(steps.get(i));
      if (contains(step.reads(), reg) && (elsewhere || contains(numbers(step), reg))) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(int[] list, int x) {
    return Arrays.stream(list).anyMatch(y -> y == x);
  }

  private static int[] ints(Set<Integer> set) {
    return set.stream().mapToInt(Integer::intValue).toArray();
  }
}

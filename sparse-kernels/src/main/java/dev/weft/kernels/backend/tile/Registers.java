package dev.weft.kernels.backend.tile;

import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Reduction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where registers lie in scratch memory, and how large a tile is. Registers of equal stride whose
 * lives do not overlap share memory, so that long kernels stay in the first-level cache.
 */
final class Registers {
  /**
   * Scratch aimed at, in floats: 48 KiB, so that a tile's values stay near the core. A GCN step on
   * Cora takes 0.67 ms with twice that, 0.63 so, 0.69 with half of it.
   */
  private static final int BUDGET = 12 * 1024;

  /** Rows up to this width lie side by side; wider ones begin on vectors' borders. */
  static final int NARROW = 8;

  private static final int MAX_ROWS = 512;

  /** The same where rows meet matrices. */
  private static final int MAX_MATRIX_ROWS = 1024;

  private static final int MAX_ENTRIES = 512;

  /**
   * The same for entries, whose values are read again and again: half, and never fewer than 16
   * entries.
   */
  private static final int ENTRY_BUDGET = 12 * 1024;

  /**
   * Where rows meet matrices: the longer the tile, the more of its rows share a matrix while it is
   * near the core.
   */
  private static final int MATRIX_BUDGET = 96 * 1024;

  /** Without entry registers a group is only a range for the direct primitives. */
  private static final int MAX_DIRECT_ENTRIES = 2048;

  /**
   * Floats of the rows of a group of which extremes are taken, as these are read ahead: a fourth of
   * a second-level cache.
   */
  private static final int EXTREMES_BUDGET = 64 * 1024;

  final int count;
  final Place[] place;
  final int[] width;
  final int[] stride;
  final int[] offset;
  int rows;
  int entries;
  int scratch;
  final int[] slot;
  private final List<Integer> slotStride = new ArrayList<>();
  private final List<Place> slotPlace = new ArrayList<>();

  Registers(Draft draft) {
    count = draft.registerPlaces.size();
    place = draft.registerPlaces.toArray(Place[]::new);
    width = draft.registerWidths.stream().mapToInt(Integer::intValue).toArray();
    stride = Arrays.stream(width).map(Registers::stride).toArray();
    offset = new int[count];
    slot = new int[count];
    Arrays.fill(slot, -1);
    assign(draft);
    size(draft);
    place();
  }

  /**
   * For steps in loops: only what is read from memory has a place there, each its own, since loops
   * may run in another order than their steps. Tiles with totals are cut as in {@code plain}, and
   * no tile is smaller than the pieces of a long row.
   */
  Registers(Draft draft, TilePlan plain) {
    count = draft.registerPlaces.size();
    place = draft.registerPlaces.toArray(Place[]::new);
    width = draft.registerWidths.stream().mapToInt(Integer::intValue).toArray();
    stride = Arrays.stream(width).map(Registers::stride).toArray();
    offset = new int[count];
    slot = new int[count];
    Arrays.fill(slot, -1);
    Stream.of(List.of(draft.uniform), draft.row, draft.entry, draft.hub)
        .flatMap(List::stream)
        .flatMap(List::stream)
        .forEach(this::assign);
    draft.totals.forEach(
        t -> {
          assign(t.sum());
          assign(t.tile());
        });
    draft.rowOutputs.forEach(o -> assign(o.reg()));
    size(draft);
    if (draft.totals.isEmpty()) {
      entries = Math.max(entries, plain.tileEntries());
    } else {
      rows = plain.tileRows();
      entries = plain.tileEntries();
    }
    place();
  }

  private void assign(Step step) {
    for (int reg : step.reads()) {
      assign(reg);
    }
    for (int reg : step.writes()) {
      assign(reg);
    }
  }

  private void assign(int reg) {
    if (reg >= 0 && slot[reg] < 0) {
      slot[reg] = take(reg, Map.of());
    }
  }

  /**
   * Floats from row to row. The same rule as for intermediates in memory, so that these are used in
   * place.
   */
  static int stride(int width) {
    return width <= NARROW ? width : (width + 15) & -16;
  }

  int tileRows(int reg) {
    return switch (place[reg]) {
      case UNIFORM -> 1;
      case ROW -> rows;
      case ENTRY -> entries;
    };
  }

  int slots() {
    return slotStride.size();
  }

  private void assign(Draft draft) {
    int[] last = lastUses(draft);
    Map<List<Object>, Deque<Integer>> free = new HashMap<>();
    int time = 0;
    List<List<Integer>> ending = new ArrayList<>();
    for (Step step : draft.inOrder()) {
      for (int reg : step.writes()) {
        if (reg >= 0 && slot[reg] < 0) {
          slot[reg] = take(reg, free);
          while (ending.size() <= last[reg] && last[reg] != Integer.MAX_VALUE) {
            ending.add(new ArrayList<>());
          }
          if (last[reg] != Integer.MAX_VALUE) {
            ending.get(last[reg]).add(reg);
          }
        }
      }
      if (time < ending.size()) {
        for (int reg : ending.get(time)) {
          free.computeIfAbsent(kind(reg), _ -> new ArrayDeque<>()).add(slot[reg]);
        }
      }
      time++;
    }
    for (int reg = 0; reg < count; reg++) {
      if (slot[reg] < 0) {
        slot[reg] = take(reg, Map.of());
      }
    }
  }

  private List<Object> kind(int reg) {
    return List.of(place[reg], stride[reg]);
  }

  private int take(int reg, Map<List<Object>, Deque<Integer>> free) {
    Deque<Integer> idle = free.get(kind(reg));
    if (idle != null && !idle.isEmpty() && place[reg] != Place.UNIFORM) {
      return idle.pop();
    }
    slotStride.add(stride[reg]);
    slotPlace.add(place[reg]);
    return slotStride.size() - 1;
  }

  /** When every register is read last; never for what is stored at the end of a tile. */
  private int[] lastUses(Draft draft) {
    int[] last = new int[count];
    int time = 0;
    for (int p = 0; p < draft.row.size(); p++) {
      time = use(draft.row.get(p), last, time);
      if (p < draft.entry.size()) {
        time = use(draft.entry.get(p), last, time);
        // A long row runs the pass again for every tile: its row values live until the last of
        // them.
        for (Step step : draft.hub.get(p)) {
          keepRows(step.reads(), last, time);
          keepRows(step.writes(), last, time);
        }
      }
    }
    draft.rowOutputs.forEach(o -> last[o.reg()] = Integer.MAX_VALUE);
    draft.totals.forEach(t -> t.reads().forEach(reg -> last[reg] = Integer.MAX_VALUE));
    return last;
  }

  private void keepRows(int[] regs, int[] last, int time) {
    for (int reg : regs) {
      if (reg >= 0 && place[reg] == Place.ROW) {
        last[reg] = Math.max(last[reg], time);
      }
    }
  }

  private static int use(List<Step> steps, int[] last, int start) {
    int time = start;
    for (Step step : steps) {
      for (int reg : step.writes()) {
        if (reg >= 0) {
          last[reg] = Math.max(last[reg], time);
        }
      }
      for (int reg : step.reads()) {
        last[reg] = Math.max(last[reg], time);
      }
      time++;
    }
    return time;
  }

  private void size(Draft draft) {
    int perEntry = sum(Place.ENTRY);
    int perRow = Math.max(1, sum(Place.ROW));
    boolean hasMatrices = draft.largestMatrix >= TypeGroups.SORTED;
    int entryBudget = hasMatrices ? MATRIX_BUDGET : ENTRY_BUDGET;
    entries =
        perEntry == 0
            ? Math.clamp(EXTREMES_BUDGET / widestExtreme(draft), 64, MAX_DIRECT_ENTRIES)
            : Math.clamp(entryBudget / perEntry, 16, MAX_ENTRIES);
    boolean longer = hasMatrices && perEntry == 0;
    rows =
        longer
            ? Math.clamp(MATRIX_BUDGET / perRow, 1, MAX_MATRIX_ROWS)
            : Math.clamp(BUDGET / perRow, 1, MAX_ROWS);
  }

  /** Floats of the widest rows of which an extreme is taken; 1 for none. */
  private int widestExtreme(Draft draft) {
    return draft.entry.stream()
        .flatMap(List::stream)
        .mapToInt(
            step ->
                switch (step) {
                  case Step.ReduceRows(var op, int _, var _, int out)
                      when op == Reduction.MAX || op == Reduction.MIN ->
                      stride[out];
                  case Step.ReduceRowsArg extreme -> stride[extreme.out()];
                  case Step _ -> 1;
                })
        .reduce(1, Math::max);
  }

  private int sum(Place wanted) {
    int sum = 0;
    for (int s = 0; s < slotStride.size(); s++) {
      sum += slotPlace.get(s) == wanted ? slotStride.get(s) : 0;
    }
    return sum;
  }

  private void place() {
    int[] start = new int[slotStride.size()];
    for (int s = 0; s < start.length; s++) {
      start[s] = scratch;
      int tileRows =
          switch (slotPlace.get(s)) {
            case UNIFORM -> 1;
            case ROW -> rows;
            case ENTRY -> entries;
          };
      // Sixteen floats more, so that whole vectors may run over the end.
      scratch =
          Math.addExact(
              scratch, Math.addExact(Math.multiplyExact(tileRows, slotStride.get(s)), 31) & -16);
    }
    for (int reg = 0; reg < count; reg++) {
      offset[reg] = slot[reg] < 0 ? 0 : start[slot[reg]];
    }
  }
}

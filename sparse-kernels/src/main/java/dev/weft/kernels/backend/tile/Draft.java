package dev.weft.kernels.backend.tile;

import dev.weft.kernels.backend.tile.Span.Carry;
import dev.weft.kernels.lang.Instr.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A plan in the making: its registers, the steps that fill them by where and when they run, and
 * what leaves a tile.
 */
final class Draft {
  final Carry carry;

  /** Whether the kernel asks for edge ids. */
  final boolean namesEdges;

  final List<Step> uniform = new ArrayList<>();

  /** Steps over rows: before every pass over the entries, and after the last. */
  final List<List<Step>> row = new ArrayList<>();

  /** Steps over entries, by pass. */
  final List<List<Step>> entry = new ArrayList<>();

  /** The same for rows longer than a tile. */
  List<List<Step>> hub = List.of();

  final List<Place> registerPlaces = new ArrayList<>();
  final List<Integer> registerWidths = new ArrayList<>();
  final List<TilePlan.RowOutput> rowOutputs = new ArrayList<>();
  final List<TilePlan.Total> totals = new ArrayList<>();
  final List<Matrices.Matrix> matrices = new ArrayList<>();

  /** Elements of the largest matrix that rows are multiplied by. */
  int largestMatrix;

  /** Whether types choose matrices somewhere. */
  boolean choosesMatrices;

  /** The pass that steps are emitted to. */
  int pass;

  /**
   * Nothing yet.
   *
   * @param carry whether reductions begin, or go on with what stands in the outputs
   * @param namesEdges whether the kernel asks for edge ids
   * @param passes over the entries
   */
  Draft(Carry carry, boolean namesEdges, int passes) {
    this.carry = carry;
    this.namesEdges = namesEdges;
    for (int p = 0; p <= passes; p++) {
      row.add(new ArrayList<>());
    }
    for (int p = 0; p < passes; p++) {
      entry.add(new ArrayList<>());
    }
  }

  /** A new register. */
  int register(Place place, int width) {
    registerPlaces.add(place);
    registerWidths.add(width);
    return registerPlaces.size() - 1;
  }

  /** The new register that a step fills. */
  int make(Place place, int width, IntFunction<Step> step) {
    int out = register(place, width);
    emit(step.apply(out), place);
    return out;
  }

  /** The new register of rows that a step over entries fills. */
  int reduce(int width, IntFunction<Step> step) {
    int out = register(Place.ROW, width);
    emit(step.apply(out), Place.ENTRY);
    return out;
  }

  /** Adds a step to those of its place in this pass. */
  void emit(Step step, Place place) {
    switch (place) {
      case UNIFORM -> uniform.add(step);
      case ROW -> row.get(pass).add(step);
      case ENTRY -> entry.get(pass).add(step);
    }
  }

  /** The steps over rows and entries, as they run. */
  List<Step> inOrder() {
    List<Step> all = new ArrayList<>();
    for (int p = 0; p < row.size(); p++) {
      all.addAll(row.get(p));
      if (p < entry.size()) {
        all.addAll(entry.get(p));
      }
    }
    return all;
  }

  /**
   * For every pass the entry steps of this and earlier passes that what the pass leaves behind
   * depends on.
   */
  List<List<Step>> hubs() {
    List<List<Step>> lists = new ArrayList<>();
    List<Step> before = new ArrayList<>();
    for (List<Step> steps : entry) {
      boolean[] needed = new boolean[registerPlaces.size()];
      List<Step> list = new ArrayList<>();
      before.addAll(steps);
      for (int s = before.size() - 1; s >= 0; s--) {
        Step step = before.get(s);
        boolean mine = s >= before.size() - steps.size();
        boolean leaves = step.out() < 0 || registerPlaces.get(step.out()) == Place.ROW;
        if (leaves ? mine : needed[step.out()]) {
          for (int reg : step.reads()) {
            needed[reg] = true;
          }
          list.addFirst(step);
        }
      }
      lists.add(list);
    }
    return lists;
  }

  static Step[][] arrays(List<List<Step>> lists) {
    return lists.stream().map(list -> list.toArray(Step[]::new)).toArray(Step[][]::new);
  }
}

package dev.weft.kernels.backend.tile;

import dev.weft.kernels.backend.tile.Loop.Cut;
import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Brings the steps of a draft into loops, which generated code runs; {@link Fusion} does it for one
 * list of steps.
 */
final class Loops {
  private final Kernel kernel;
  private final Draft draft;

  private Loops(Kernel kernel, Draft draft) {
    this.kernel = kernel;
    this.draft = draft;
  }

  /** Brings the steps of a draft into loops. */
  static void fuse(Kernel kernel, Draft draft, Loop.Maker maker) {
    new Loops(kernel, draft).fuse(maker);
  }

  private void fuse(Loop.Maker maker) {
    Loop.Rows rows =
        new Loop.Rows(
            List.copyOf(draft.registerWidths),
            List.copyOf(draft.registerPlaces),
            kernel.operands().size(),
            constants());
    List<Set<Integer>> outside = new ArrayList<>();
    for (int p = 0; p < draft.row.size(); p++) {
      outside.add(outside(draft.row.get(p)));
    }
    for (int p = 0; p < draft.entry.size(); p++) {
      outside.add(outside(draft.entry.get(p)));
    }
    Set<Integer> rowsOnly = outside(List.of());
    rowsOnly.removeIf(reg -> draft.registerPlaces.get(reg) == Place.ENTRY);
    for (int p = 0; p < draft.row.size(); p++) {
      draft.row.set(
          p,
          Fusion.fuse(
              kernel, rows, maker, Place.ROW, Cut.BETWEEN_ROWS, draft.row.get(p), outside.get(p)));
    }
    for (int p = 0; p < draft.entry.size(); p++) {
      Set<Integer> others = outside.get(draft.row.size() + p);
      draft.entry.set(
          p,
          Fusion.fuse(
              kernel, rows, maker, Place.ENTRY, Cut.BETWEEN_ROWS, draft.entry.get(p), others));
      Cut cut =
          switch (draft.carry) {
            case START -> Cut.WITHIN_ROWS;
            case CONTINUE -> Cut.AFTER_OTHERS;
          };
      draft.hub.set(
          p, Fusion.fuse(kernel, rows, maker, Place.ENTRY, cut, draft.hub.get(p), rowsOnly));
    }
  }

  private Map<Integer, Float> constants() {
    Map<Integer, Float> constants = new HashMap<>();
    Stream.concat(Stream.of(draft.uniform), Stream.concat(draft.row.stream(), draft.entry.stream()))
        .flatMap(List::stream)
        .forEach(
            step -> {
              switch (step) {
                case Step.Fill(double value, int out) -> constants.put(out, (float) value);
                case Step.Repeat(int a, int out) when constants.containsKey(a) ->
                    constants.put(out, constants.get(a));
                case Step.Spread(int a, int _, int _, int out) when constants.containsKey(a) ->
                    constants.put(out, constants.get(a));
                case Step _ -> {
                  // may hold several numbers
                }
              }
            });
    return constants;
  }

  /** Registers that steps of other lists, outputs and totals read. */
  private Set<Integer> outside(List<Step> list) {
    Set<Integer> read = new HashSet<>();
    Stream.concat(draft.row.stream(), draft.entry.stream())
        .filter(other -> other != list)
        .flatMap(List::stream)
        .flatMapToInt(step -> Arrays.stream(step.reads()))
        .forEach(read::add);
    draft.rowOutputs.forEach(o -> read.add(o.reg()));
    draft.totals.forEach(t -> read.addAll(t.reads()));
    return read;
  }
}

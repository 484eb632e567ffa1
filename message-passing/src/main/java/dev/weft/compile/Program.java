package dev.weft.compile;

import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.memory.Lease;
import dev.weft.tensor.Op;
import dev.weft.tensor.Value;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * What a structure of expressions compiles to: steps in order, the buffers they need, and where the
 * results are. Immutable and reentrant: each run leases its own workspace. It holds no data, no
 * graph and no parameter.
 */
final class Program {
  /** Where an output is found: the place in memory, or the leaf that it is. */
  record Result(int place, int leaf) {}

  /**
   * Neighbourhoods that steps visit.
   *
   * @param number of the edge list
   * @param end the end of the edges that the rows are
   * @param withIds whether one of the steps asks for edge ids
   */
  record Lists(int number, Op.End end, boolean withIds) {}

  private record Sized(Sizes sizes, Layout layout) {}

  private final Backend backend;
  private final Step[] steps;
  private final Place[] places;
  private final Buffer[] buffers;
  private final long[] fixedRows;
  private final Result[] outputs;
  private final int[] updates;
  private final List<String> notes;
  private final List<Lists> lists;
  private final AtomicReference<Sized> latest = new AtomicReference<>();

  Program(
      Backend backend,
      Step[] steps,
      Place[] places,
      Buffer[] buffers,
      long[] fixedRows,
      Result[] outputs,
      int[] updates,
      List<String> notes) {
    this.backend = backend;
    this.steps = steps;
    this.places = places;
    this.buffers = buffers;
    this.fixedRows = fixedRows;
    this.outputs = outputs;
    this.updates = updates;
    this.notes = List.copyOf(notes);
    this.lists = lists(steps);
  }

  private static List<Lists> lists(Step[] steps) {
    List<Lists> all = Stream.of(steps).flatMap(step -> lists(step).stream()).toList();
    return all.stream()
        .filter(
            lists -> lists.withIds() || !all.contains(new Lists(lists.number(), lists.end(), true)))
        .distinct()
        .toList();
  }

  private static Optional<Lists> lists(Step step) {
    return switch (step) {
      case Step.Run run when run.list() >= 0 ->
          Optional.of(new Lists(run.list(), run.end(), run.kernel().namesEdges()));
      case Step.TypedMatmul typed -> Optional.of(new Lists(typed.types(), Op.End.DST, true));
      case Step.TypedOuterSum typed -> Optional.of(new Lists(typed.types(), Op.End.DST, true));
      default -> Optional.empty();
    };
  }

  /** The neighbourhoods that it visits, each once. */
  List<Lists> lists() {
    return lists;
  }

  Step[] steps() {
    return steps;
  }

  Place[] places() {
    return places;
  }

  Buffer[] buffers() {
    return buffers;
  }

  List<String> notes() {
    return notes;
  }

  /** Where the buffers lie for these sizes; the sizes of the last run cost nothing again. */
  Layout layout(Sizes sizes) {
    Sized known = latest.get();
    if (known != null && known.sizes().equals(sizes)) {
      return known.layout();
    }
    Layout layout = new Layout(buffers, fixedRows, sizes);
    latest.set(new Sized(sizes, layout));
    return layout;
  }

  /** Runs the steps, applies the updates, and gives the outputs. */
  List<Value> run(Bindings bindings) {
    bindings.pin();
    try {
      return runPinned(bindings);
    } finally {
      bindings.unpin();
      Reference.reachabilityFence(bindings);
    }
  }

  private List<Value> runPinned(Bindings bindings) {
    Sizes sizes = new Sizes(bindings);
    Layout layout = layout(sizes);
    // Before memory is leased, so that what only building takes is not on top of it.
    bindings.build(this);
    Value[] next = new Value[updates.length];
    for (int i = 0; i < next.length; i++) {
      next[i] = Assignment.next(bindings.targets()[i], backend.computeType(), backend.memory());
    }
    try (Lease workspace = backend.memory().lease(layout.workspace())) {
      Frame frame = new Frame(this, backend.memory(), bindings, sizes, layout, workspace, next);
      Runner runner = new Runner(frame, backend);
      for (Step step : steps) {
        runner.run(step);
      }
      assign(frame, next);
      return values(frame);
    }
  }

  private void assign(Frame frame, Value[] next) {
    for (int i = 0; i < next.length; i++) {
      if (buffers[places[updates[i]].number()].target() != i) {
        backend.memory().copy(frame.storage(updates[i]), next[i].storage(backend.memory()));
      }
    }
    for (int i = 0; i < next.length; i++) {
      frame.bindings.targets()[i].assign(next[i]);
    }
  }

  private List<Value> values(Frame frame) {
    List<Value> values = new ArrayList<>(outputs.length);
    for (Result output : outputs) {
      if (output.place() < 0) {
        values.add(frame.bindings.leaves()[output.leaf()]);
      } else {
        values.add(
            Value.of(
                frame.storage(output.place()),
                frame.result(places[output.place()].number()),
                backend.memory()));
      }
    }
    return values;
  }
}

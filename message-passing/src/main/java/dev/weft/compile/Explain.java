package dev.weft.compile;

import dev.weft.compile.Place.Origin;
import dev.weft.graph.EdgeList;
import dev.weft.kernels.dense.Dense.Factor;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Explanation;
import dev.weft.tensor.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Says in words what a program does for the sizes at hand: a line for every step with the bytes
 * that it moves.
 */
final class Explain {
  private final Program program;
  private final Bindings bindings;
  private final Sizes sizes;
  private final Layout layout;
  private final List<String> notes = new ArrayList<>();

  Explain(Program program, Bindings bindings) {
    this.program = program;
    this.bindings = bindings;
    this.sizes = new Sizes(bindings);
    bindings.build(program);
    this.layout = program.layout(sizes);
    notes.addAll(program.notes());
  }

  Explanation explanation() {
    List<String> steps = Arrays.stream(program.steps()).map(this::line).toList();
    return new Explanation(steps, notes, layout.peak(), layout.largest());
  }

  private String line(Step step) {
    return switch (step) {
      case Step.Run run -> kernel(run);
      case Step.Matmul(int x, Shape xs, int w, Shape ws, Factor factor, int out, Shape _) ->
          product("matmul", x, xs, w, ws, factor, out);
      case Step.OuterSum(int x, Shape xs, int y, Shape ys, int out) ->
          String.format(
              Locale.ROOT,
              "outerSum: sum over rows of %s[%d]ᵀ · [%d] -> [%d, %d]; %s",
              rows(x),
              xs.dim(-1),
              ys.dim(-1),
              xs.dim(-1),
              ys.dim(-1),
              moved(List.of(x, y), List.of(out)));
      case Step.Transpose(int x, Shape xs, int out) ->
          String.format(
              Locale.ROOT,
              "transpose: [%d, %d]ᵀ; %s",
              xs.dim(0),
              xs.dim(1),
              moved(List.of(x), List.of(out)));
      case Step.TypedMatmul typed ->
          typed("typedMatmul", typed.types())
              + (TypeOrders.isSorted(bindings.edges(typed.types()).in()) && typed.blocks() == 1
                  ? "a product for each type; "
                  : typed.unsorted().describe() + "; ")
              + moved(List.of(typed.x(), typed.w()), List.of(typed.out()));
      case Step.TypedOuterSum typed ->
          typed("typedOuterSum", typed.types())
              + rows(typed.x())
              + "ᵀ · "
              + rows(typed.y())
              + "; "
              + moved(List.of(typed.x().rows(), typed.y().rows()), List.of(typed.out()));
      case Step.Custom(int function, int[] inputs, int out) ->
          "custom "
              + bindings.customs()[function].name()
              + ": "
              + moved(Arrays.stream(inputs).boxed().toList(), List.of(out));
    };
  }

  private String kernel(Step.Run run) {
    Words words = new Words(run);
    String over =
        run.list() < 0
            ? run.rowClass() == Classes.NONE ? "constants" : rowCount(run) + " rows"
            : edges(run);
    String formulas = words.formulas().stream().collect(Collectors.joining("; "));
    return words.kind()
        + " "
        + over
        + ": "
        + formulas
        + "; "
        + traffic(run)
        + "; "
        + (run.list() < 0
            ? run.compiled().describe()
            : run.compiled().describe(bindings.lists(run.list(), run.end())));
  }

  private long rowCount(Step.Run run) {
    return sizes.of(run.rowClass(), run.fixedRows());
  }

  private String edges(Step.Run run) {
    EdgeList edges = bindings.edges(run.list());
    long rows = run.end().of(edges).size();
    return (run.end() == Op.End.DST ? "in-edges " : "out-edges ")
        + edges.name()
        + " ("
        + rows
        + " rows, "
        + edges.size()
        + " edges)";
  }

  private String product(String name, int x, Shape xs, int w, Shape ws, Factor factor, int out) {
    String second = factor == Factor.PLAIN ? ws.toString() : ws + "ᵀ";
    return name + ": " + rows(x) + xs + " · " + second + "; " + moved(List.of(x, w), List.of(out));
  }

  private String typed(String name, int types) {
    EdgeList list = bindings.edges(types);
    return name + " over " + list.name() + " (" + list.dst().size() + " types): ";
  }

  private String rows(Step.TypedOuterSum.Rows side) {
    String rows = "[" + program.places()[side.rows()].width() + "]";
    String named =
        side.list() < 0
            ? "rows"
            : (side.end() == Op.End.SRC ? "src of " : "dst of ")
                + bindings.edges(side.list()).name();
    return named + rows + (side.factors() < 0 ? "" : " * factor");
  }

  private String rows(int place) {
    Place at = program.places()[place];
    return sizes.of(at.rowClass(), at.fixedRows()) + "×";
  }

  // ---- bytes ----

  private long bytes(int place) {
    Place at = program.places()[place];
    if (at.origin() == Origin.BUFFER && at.reading() == Place.Reading.OWN) {
      return layout.bytes(at.number());
    }
    return sizes.of(at.rowClass(), at.fixedRows()) * at.width() * at.dtype().bytes();
  }

  private String moved(List<Integer> read, List<Integer> written) {
    return String.format(
        Locale.ROOT,
        "reads %,d B, writes %,d B",
        read.stream().mapToLong(this::bytes).sum(),
        written.stream().mapToLong(this::bytes).sum());
  }

  /** What a kernel asks of memory: a row read at the neighbours counts once for every edge. */
  private String traffic(Step.Run run) {
    long read = 0;
    for (int i = 0; i < run.operands().length; i++) {
      Place place = program.places()[run.operands()[i]];
      int operand = i;
      boolean atNeighbors =
          run.kernel().body().stream().anyMatch(instr -> isNeighborLoad(instr, operand));
      read +=
          atNeighbors
              ? bindings.edges(run.list()).size() * place.width() * place.dtype().bytes()
              : bytes(run.operands()[i]);
    }
    long written = Arrays.stream(run.outputs()).mapToLong(this::bytes).sum();
    return String.format(Locale.ROOT, "reads %,d B, writes %,d B", read, written);
  }

  private static boolean isNeighborLoad(Instr instr, int operand) {
    return instr instanceof Instr.Load(int at, Instr.At where, var _)
        && at == operand
        && where == Instr.At.NEIGHBOR;
  }
}

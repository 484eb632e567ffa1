package dev.weft.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * All operators and training steps on the graphs of a folder, one after the other in this process,
 * each beside the plain loop that it is measured by: {@code copy_u_sum} of the same width for
 * whatever copies or adds rows, else the loop of the operator's own name; for training steps {@code
 * copy_u_sum} of width 64 on uniform100k, the unit.
 *
 * <p>One process is what a user's program is: kernels share their loops, and the JIT compiler has
 * seen other work before. Every row warms up by itself until its runs no longer get faster.
 *
 * @param graphs folder of the graphs' folders; those that are not there are left out
 * @param loops the plain loops, if there are any
 * @param peer another library's ratios
 * @param only rows whose name, {@code OP GRAPH WIDTH HEADS}, contains this
 * @param stopwatch how long a row takes
 */
public record Suite(
    Path graphs,
    Optional<ReferenceLoops> loops,
    PeerRatios peer,
    String only,
    Stopwatch stopwatch) {
  private static final String UNIT_GRAPH = "uniform100k";
  private static final int UNIT_WIDTH = 64;
  private static final String TYPED_GRAPH = "rgcn50k";

  private interface Timing {
    Measured of(GraphFolder graph, Stopwatch stopwatch);
  }

  /** A loop of the reference on a graph. */
  private record Loop(String name, String graph, int width) {}

  private record Row(String name, String graph, Timing timing, Optional<Loop> loop) {
    static Row of(Operators op, String graph, int width, int heads) {
      return new Row(
          String.join(" ", op.text(), graph, Integer.toString(width), Integer.toString(heads)),
          graph,
          (folder, stopwatch) -> Measured.of(op, folder, width, heads, stopwatch),
          loop(op, graph, width));
    }

    static Row of(Steps model, String graph) {
      return new Row(
          "epoch " + model.text() + " " + graph,
          graph,
          (folder, stopwatch) -> Measured.of(model, folder, stopwatch),
          Optional.of(new Loop("copy_u_sum", UNIT_GRAPH, UNIT_WIDTH)));
    }

    private static Optional<Loop> loop(Operators op, String graph, int width) {
      return switch (op) {
        case U_MUL_E_SUM, U_DOT_V -> Optional.of(new Loop(op.text(), graph, width));
        // Loops without a width run beside those of any.
        case EDGE_SOFTMAX -> Optional.of(new Loop("edge_softmax", graph, 16));
        case BUILD -> Optional.of(new Loop("build_csc", graph, 16));
        case SGEMM,
            SEGMENT_MM,
            GATHER_MM,
            ADAPTERS,
            ADAPTER_LOOP,
            TO_BIDIRECTED,
            TO_SIMPLE,
            ADD_SELF_LOOPS ->
            Optional.empty();
        case COPY_U_SUM, COPY_U_MEAN, COPY_U_MAX, COPY_U_MIN, COPY_E_SUM, U_ADD_V, GAT ->
            Optional.of(new Loop("copy_u_sum", graph, width));
      };
    }
  }

  /** All rows. */
  private static List<Row> all() {
    List<Row> rows = new ArrayList<>();
    for (String graph : List.of(UNIT_GRAPH, "rmat17", "cora_like")) {
      for (int width : new int[] {16, 64, 128, 256}) {
        rows.add(Row.of(Operators.COPY_U_SUM, graph, width, 1));
        rows.add(Row.of(Operators.COPY_U_MEAN, graph, width, 1));
        rows.add(Row.of(Operators.COPY_U_MAX, graph, width, 1));
        rows.add(Row.of(Operators.U_MUL_E_SUM, graph, width, 1));
        rows.add(Row.of(Operators.U_DOT_V, graph, width, 1));
        // [E, 256] would take two gigabytes.
        if (width < 256) {
          rows.add(Row.of(Operators.U_ADD_V, graph, width, 1));
        }
      }
      for (int heads : new int[] {1, 4, 8}) {
        rows.add(Row.of(Operators.EDGE_SOFTMAX, graph, heads, heads));
      }
      rows.add(Row.of(Operators.U_MUL_E_SUM, graph, 64, 8));
      rows.add(Row.of(Operators.U_MUL_E_SUM, graph, 128, 4));
      rows.add(Row.of(Operators.GAT, graph, 64, 8));
      rows.add(Row.of(Operators.BUILD, graph, 1, 1));
    }
    for (Operators transform :
        List.of(Operators.TO_BIDIRECTED, Operators.TO_SIMPLE, Operators.ADD_SELF_LOOPS)) {
      rows.add(Row.of(transform, UNIT_GRAPH, 1, 1));
      rows.add(Row.of(transform, "rmat17", 1, 1));
    }
    for (int width : new int[] {16, 64}) {
      rows.add(Row.of(Operators.SEGMENT_MM, TYPED_GRAPH, width, 1));
      rows.add(Row.of(Operators.GATHER_MM, TYPED_GRAPH, width, 1));
    }
    rows.add(Row.of(Operators.ADAPTERS, TYPED_GRAPH, 64, 1));
    rows.add(Row.of(Operators.ADAPTER_LOOP, TYPED_GRAPH, 64, 1));
    rows.add(Row.of(Operators.SGEMM, GraphFolder.NONE.name(), 1024, 1));
    rows.add(Row.of(Steps.GCN, "cora_like"));
    rows.add(Row.of(Steps.GAT, "cora_like"));
    rows.add(Row.of(Steps.SAGE, UNIT_GRAPH));
    rows.add(Row.of(Steps.GAT, UNIT_GRAPH));
    rows.add(Row.of(Steps.RGCN, TYPED_GRAPH));
    rows.add(Row.of(Steps.RGCN_LOOP, TYPED_GRAPH));
    return rows;
  }

  /**
   * Runs the rows, and tells each as soon as it is timed.
   *
   * @throws IOException when a graph cannot be read or the loops do not start
   * @throws IllegalArgumentException when there is no row to run
   */
  public List<SuiteLine> run(Consumer<SuiteLine> done) throws IOException {
    List<Row> rows =
        all().stream().filter(row -> row.name().contains(only) && isHere(row.graph())).toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          graphs
              + ": no row contains '"
              + only
              + "' and has its graph there; rows are OP GRAPH WIDTH HEADS, as in '"
              + all().getFirst().name()
              + "'.");
    }
    List<SuiteLine> lines = new ArrayList<>();
    Map<Loop, ReferenceLoops.Times> known = new HashMap<>();
    GraphFolder graph = GraphFolder.NONE;
    for (Row row : rows) {
      if (!row.graph().equals(graph.name())) {
        graph =
            isFolder(row.graph())
                ? GraphFolder.read(graphs.resolve(row.graph()))
                : GraphFolder.NONE;
      }
      OptionalDouble loop = row.loop().isPresent() ? time(row.loop().get(), known) : NONE;
      Measured measured = row.timing().of(graph, stopwatch);
      SuiteLine line =
          new SuiteLine(measured, row.loop().map(Loop::name).orElse(""), loop, peer.of(measured));
      lines.add(line);
      done.accept(line);
    }
    return lines;
  }

  private static final OptionalDouble NONE = OptionalDouble.empty();

  private boolean isHere(String graph) {
    return graph.equals(GraphFolder.NONE.name()) || isFolder(graph);
  }

  private boolean isFolder(String graph) {
    return Files.isDirectory(graphs.resolve(graph));
  }

  /** The time of a loop: all loops of one graph and width are run together, once. */
  private OptionalDouble time(Loop loop, Map<Loop, ReferenceLoops.Times> known) throws IOException {
    if (loops.isEmpty() || !isFolder(loop.graph())) {
      return NONE;
    }
    Loop all = new Loop("", loop.graph(), loop.width());
    if (!known.containsKey(all)) {
      known.put(all, loops.get().run(graphs.resolve(loop.graph()), loop.width()));
    }
    return known.get(all).of(loop.name());
  }
}

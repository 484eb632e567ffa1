package dev.weft.examples.cli;

import dev.weft.examples.bench.Contest;
import dev.weft.examples.bench.DrawnGraphs;
import dev.weft.examples.bench.GraphFolder;
import dev.weft.examples.bench.Measured;
import dev.weft.examples.bench.Operators;
import dev.weft.examples.bench.PeerRatios;
import dev.weft.examples.bench.PlanLine;
import dev.weft.examples.bench.ReferenceLoops;
import dev.weft.examples.bench.Steps;
import dev.weft.examples.bench.Stopwatch;
import dev.weft.examples.bench.Suite;
import dev.weft.examples.bench.SuiteLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * {@code weft bench OP}, {@code weft bench epoch MODEL} and {@code weft bench suite}: how long
 * things take; {@code weft bench plans}: whether plans are right; {@code weft bench graphs}: what
 * to take them on; {@code weft bench table}: what they took beside another library.
 */
final class BenchCommand extends Command {
  private static final String EPOCH = "epoch";
  private static final String SUITE = "suite";
  private static final String GRAPHS = "graphs";
  private static final String TABLE = "table";
  private static final String PLANS = "plans";

  /** Of the square product, when no width comes. */
  private static final int SQUARE = 1024;

  private final PositionalParamSpec op =
      word("0", "1", "OP", Operators.all(" ") + ", or epoch, suite, plans, graphs, or table.");
  private final PositionalParamSpec what =
      word(
          "1",
          "0..1",
          "WHAT",
          "After epoch, the model: "
              + Steps.all(" ")
              + ". After table, the file that examples/gpu/measure writes.");
  private final Opt<Path> graph =
      Opt.of(
          spec,
          "--graph",
          "DIR",
          Path.class,
          "Folder with src.bin, dst.bin and, for types of edges, etype.bin (int32, little endian) and meta.json (num_nodes, name).");
  private final Opt<Integer> width =
      Opt.of(
              spec,
              "--width",
              "F",
              Integer.class,
              "Width of a row, all heads together. Default: 64; of sgemm: 1024.")
          .where(n -> n >= 1, "1 or more");
  private final Opt<Integer> heads =
      Opt.of(
              spec,
              "--heads",
              "H",
              Integer.class,
              "Heads among which the width is shared. Default: 1.")
          .where(n -> n >= 1, "1 or more");
  private final Opt<Double> warmUp =
      seconds("--warm-up", "Seconds of warming up, not timed. Default: 1.");
  private final Opt<Double> seconds =
      seconds("--seconds", "Seconds to be timed; at least 5 runs. Default: 1.5.");
  private final Opt<Path> graphs =
      Opt.of(
          spec,
          "--graphs",
          "DIR",
          Path.class,
          "For suite and plans: folder of the graphs' folders. For graphs: where they are drawn.");
  private final Opt<Path> reference =
      Opt.of(
          spec,
          "--reference",
          "FILE",
          Path.class,
          "For suite: a program of plain loops, called with a graph's folder and a width.");
  private final Opt<Path> peer =
      Opt.of(
          spec,
          "--peer",
          "FILE",
          Path.class,
          "For suite: another library's times by those loops, lines operator,graph,width,heads,ratio.");
  private final Opt<String> rows =
      Opt.of(
          spec,
          "--rows",
          "TEXT",
          String.class,
          "For suite: only rows whose name, OP GRAPH WIDTH HEADS, contains this.");
  private final JsonOutput json = new JsonOutput(this);
  private final MachineOptions machine = new MachineOptions(this);

  BenchCommand() {
    super(
        "bench",
        "Times an operator, with epoch MODEL a whole training step, or with suite all of them in a table. plans times sums in several numbers of blocks beside the one that is planned. graphs draws random graphs to time them on, the same everywhere; table FILE prints what Weft and another library took.",
        "",
        "Every run allocates its output and computes everything anew, except the graph's formats, which are built before. The cpu time is that of the calling thread and Weft's workers. peak_bytes is the native memory that a run takes beyond its inputs, peak_rss_mb what the whole process has had at once. epoch takes the model's own widths.",
        "");
  }

  private PositionalParamSpec word(String index, String arity, String label, String description) {
    return argument(
        PositionalParamSpec.builder()
            .paramLabel(label)
            .index(index)
            .arity(arity)
            .required(arity.equals("1"))
            .type(String.class)
            .description(description));
  }

  private Opt<Double> seconds(String name, String description) {
    return Opt.of(spec, name, "S", Double.class, description)
        .where(s -> s >= 0 && s < 1e6, "0 or more seconds");
  }

  @Override
  public Integer call() throws IOException {
    String name = op.getValue();
    switch (name) {
      case GRAPHS -> draw();
      case TABLE -> table();
      default -> time(name);
    }
    return 0;
  }

  private void draw() throws IOException {
    for (DrawnGraphs drawn : DrawnGraphs.values()) {
      out().println(drawn.into(graphs()));
      out().flush();
    }
  }

  private void table() throws IOException {
    String file =
        what()
            .orElseThrow(
                () ->
                    new UserFailure(
                        "bench table: no file came; expected the one that examples/gpu/measure writes."));
    out().println(Contest.header());
    Contest.read(Path.of(file)).forEach(row -> out().println(row.markdown()));
  }

  private Optional<String> what() {
    return Optional.ofNullable(what.getValue());
  }

  private void time(String name) throws IOException {
    machine.apply();
    Stopwatch stopwatch = new Stopwatch(warmUp.or(1.0), seconds.or(1.5));
    if (name.equals(SUITE)) {
      suite(stopwatch);
      return;
    }
    if (name.equals(PLANS)) {
      plans(stopwatch);
      return;
    }
    Measured measured = name.equals(EPOCH) ? epoch(folder(), stopwatch) : operator(name, stopwatch);
    PrintWriter out = json.text();
    out.println(measured.line());
    out.flush();
    json.write(measured.fields());
  }

  private Path folder() {
    return graph
        .given()
        .orElseThrow(
            () ->
                new UserFailure(
                    "bench: no graph came; expected --graph DIR, a folder with src.bin, dst.bin and meta.json."));
  }

  private Path graphs() {
    return graphs
        .given()
        .orElseThrow(
            () ->
                new UserFailure(
                    "bench "
                        + op.getValue()
                        + ": no graphs came; expected --graphs DIR, a folder of graphs' folders."));
  }

  private void suite(Stopwatch stopwatch) throws IOException {
    Path folder = graphs();
    PrintWriter out = json.text();
    out.println(SuiteLine.header());
    out.flush();
    PeerRatios ratios =
        peer.given().isPresent() ? PeerRatios.read(peer.given().get()) : PeerRatios.NONE;
    Suite suite =
        new Suite(
            folder, reference.given().map(ReferenceLoops::new), ratios, rows.or(""), stopwatch);
    List<SuiteLine> lines =
        suite.run(
            line -> {
              out.println(line.markdown());
              out.flush();
            });
    json.write(Map.of("rows", lines.stream().map(SuiteLine::fields).toList()));
  }

  private void plans(Stopwatch stopwatch) throws IOException {
    out().println(PlanLine.header());
    PlanLine.all(
        graphs(),
        stopwatch,
        line -> {
          out().println(line.markdown());
          out().flush();
        });
  }

  private Measured operator(String name, Stopwatch stopwatch) throws IOException {
    Operators wanted =
        Operators.of(name)
            .orElseThrow(
                () ->
                    new UserFailure(
                        "bench: '"
                            + name
                            + "' is no operator; expected one of "
                            + Operators.all(", ")
                            + ", or epoch MODEL, suite, plans, graphs, or table FILE."));
    if (what().isPresent()) {
      throw new UserFailure(
          "bench " + name + ": '" + what().get() + "' came after it; expected nothing.");
    }
    return wanted.needsGraph()
        ? Measured.of(wanted, GraphFolder.read(folder()), width.or(64), heads.or(1), stopwatch)
        : Measured.of(wanted, GraphFolder.NONE, width.or(SQUARE), heads.or(1), stopwatch);
  }

  private Measured epoch(Path folder, Stopwatch stopwatch) throws IOException {
    Optional<String> name = what();
    Steps wanted =
        name.flatMap(Steps::of)
            .orElseThrow(
                () ->
                    new UserFailure(
                        "bench epoch: "
                            + name.map(n -> "'" + n + "' is no model that is timed")
                                .orElse("no model came")
                            + "; expected one of "
                            + Steps.all(", ")
                            + "."));
    if (width.given().isPresent() || heads.given().isPresent()) {
      throw new UserFailure(
          "bench epoch "
              + wanted.text()
              + ": --width or --heads came; expected neither, the model has its own.");
    }
    return Measured.of(wanted, GraphFolder.read(folder), stopwatch);
  }
}

package dev.weft.examples.cli;

import dev.weft.examples.bench.GraphFolder;
import dev.weft.examples.bench.Measured;
import dev.weft.examples.bench.Operators;
import dev.weft.examples.bench.Steps;
import dev.weft.examples.bench.Stopwatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code weft bench OP} and {@code weft bench epoch MODEL}: how long things take. */
final class BenchCommand extends Command {
  private static final String EPOCH = "epoch";

  private final PositionalParamSpec op = word("0", "1", "OP", Operators.all(" ") + ", or epoch.");
  private final PositionalParamSpec model =
      word("1", "0..1", "MODEL", "After epoch: " + Steps.all(" ") + ".");
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
              "Width of a row, all heads together. Default: 64.")
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
  private final JsonOutput json = new JsonOutput(this);
  private final MachineOptions machine = new MachineOptions(this);

  BenchCommand() {
    super(
        "bench",
        "Times an operator, or with epoch MODEL a whole training step.",
        "",
        "Every run allocates its output and computes everything anew, except the graph's formats, which are built before. The cpu time is that of the calling thread and Weft's workers. peak_bytes is the native memory that a run takes beyond its inputs. epoch takes the model's own widths.",
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
    machine.apply();
    Path folder =
        graph
            .given()
            .orElseThrow(
                () ->
                    new UserFailure(
                        "bench: no graph came; expected --graph DIR, a folder with src.bin, dst.bin and meta.json."));
    Stopwatch stopwatch = new Stopwatch(warmUp.or(1.0), seconds.or(1.5));
    String name = op.getValue();
    Measured measured =
        name.equals(EPOCH) ? epoch(folder, stopwatch) : operator(name, folder, stopwatch);
    PrintWriter out = json.text();
    out.println(measured.line());
    out.flush();
    json.write(measured.fields());
    return 0;
  }

  private Measured operator(String name, Path folder, Stopwatch stopwatch) throws IOException {
    Operators wanted =
        Operators.of(name)
            .orElseThrow(
                () ->
                    new UserFailure(
                        "bench: '"
                            + name
                            + "' is no operator; expected one of "
                            + Operators.all(", ")
                            + ", or epoch MODEL."));
    if (model.getValue() != null) {
      throw new UserFailure(
          "bench " + name + ": '" + model.getValue() + "' came after it; expected nothing.");
    }
    return Measured.of(wanted, GraphFolder.read(folder), width.or(64), heads.or(1), stopwatch);
  }

  private Measured epoch(Path folder, Stopwatch stopwatch) throws IOException {
    Optional<String> name = Optional.ofNullable(model.getValue());
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

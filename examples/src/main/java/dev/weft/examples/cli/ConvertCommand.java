package dev.weft.examples.cli;

import dev.weft.datasets.Datasets;
import dev.weft.datasets.NodeDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code weft convert}: from a raw format to an Arrow file. */
final class ConvertCommand extends Command {
  private final PositionalParamSpec file =
      argument(
          PositionalParamSpec.builder()
              .paramLabel("FILE")
              .index("0")
              .arity("0..1")
              .type(Path.class)
              .description("The Arrow file to write. Default: NAME.weft in this folder."));
  private final DataOptions data = new DataOptions(this);
  private final Opt<Path> out = Opt.of(spec, "--out", "FILE", Path.class, "The same as FILE.");
  private final JsonOutput json = new JsonOutput(this);

  ConvertCommand() {
    super(
        "convert",
        "Reads a dataset in its raw format and writes it as one Arrow file, which --dataset weft:FILE opens in place.",
        "");
  }

  @Override
  public Integer call() throws IOException {
    NodeDataset dataset = data.open();
    Path target = target(dataset);
    Datasets.save(dataset, target);
    long bytes = Files.size(target);
    json.text().println(dataset.summary().line());
    json.text()
        .println(
            target
                + ": "
                + String.format(java.util.Locale.ROOT, "%,d bytes", bytes)
                + ". Open it with --dataset weft:"
                + target);
    json.text().flush();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("dataset", data.name());
    fields.put("file", target.toString());
    fields.put("bytes", bytes);
    json.write(fields);
    return 0;
  }

  private Path target(NodeDataset dataset) {
    Optional<Path> given = Optional.<Path>ofNullable(file.getValue()).or(out::given);
    if (file.getValue() != null && out.given().isPresent()) {
      throw new UserFailure("convert: FILE and --out came; expected one of them.");
    }
    String name = dataset.name().isEmpty() ? "dataset" : dataset.name();
    return OutputFile.of("convert: FILE", given.orElse(Path.of(name + ".weft")));
  }
}

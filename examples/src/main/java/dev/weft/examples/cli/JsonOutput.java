package dev.weft.examples.cli;

import dev.weft.examples.report.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The option {@code --json}: where a command's record goes. */
final class JsonOutput {
  private static final String STANDARD_OUTPUT = "-";

  private final Command command;
  private final Opt<String> target;

  JsonOutput(Command command) {
    this.command = command;
    this.target =
        Opt.of(
            command.spec,
            "--json",
            "FILE",
            String.class,
            "Writes the result as JSON; - is standard output, and then nothing else is printed there.");
  }

  /**
   * Where text for people goes: nowhere when JSON takes standard output.
   *
   * @throws UserFailure when the JSON's folder does not exist
   */
  PrintWriter text() {
    file();
    boolean taken = target.given().filter(STANDARD_OUTPUT::equals).isPresent();
    return taken ? new PrintWriter(Writer.nullWriter()) : command.out();
  }

  private Optional<Path> file() {
    return target
        .given()
        .filter(given -> !given.equals(STANDARD_OUTPUT))
        .map(given -> OutputFile.of("--json", Path.of(given)));
  }

  /**
   * Writes the record, if the user wants one.
   *
   * @throws IOException when the file cannot be written
   */
  void write(Map<String, ?> fields) throws IOException {
    if (target.given().isEmpty()) {
      return;
    }
    String text = Json.text(fields) + "\n";
    Optional<Path> file = file();
    if (file.isPresent()) {
      Files.writeString(file.get(), text);
    } else {
      command.out().print(text);
      command.out().flush();
    }
  }
}

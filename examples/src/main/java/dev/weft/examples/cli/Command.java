package dev.weft.examples.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What the commands share: a name, a help text, and a place to write to. */
abstract class Command implements Callable<Integer> {
  final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
  private final CommandLine line = new CommandLine(spec);

  Command(String name, String... description) {
    spec.name(name).mixinStandardHelpOptions(true).version(Version.text());
    spec.usageMessage().description(description).sortOptions(false).abbreviateSynopsis(true);
  }

  /** The parser. */
  final CommandLine line() {
    return line;
  }

  /** Standard output. */
  final PrintWriter out() {
    return line.getOut();
  }

  /** Standard error. */
  final PrintWriter err() {
    return line.getErr();
  }

  /** Adds an argument without a name. */
  final PositionalParamSpec argument(PositionalParamSpec.Builder argument) {
    PositionalParamSpec built = argument.build();
    spec.addPositional(built);
    return built;
  }
}

package dev.weft.examples.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/**
 * The command line as a function from arguments to an exit code: 0 for success, 1 for a golden case
 * or a kernel that failed, {@value Failures#USER} for input that cannot be used, {@value
 * Failures#INTERNAL} for a defect.
 */
final class Weft {
  private static final String DEBUG = "--debug";

  private Weft() {}

  /** Runs a command line. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    List<String> words = List.of(args);
    Failures.Trace trace = words.contains(DEBUG) ? Failures.Trace.SHOWN : Failures.Trace.HIDDEN;
    CommandLine line = line(words).setOut(out).setErr(err);
    line.setParameterExceptionHandler((e, _) -> Failures.parameters(e, err));
    line.setExecutionExceptionHandler((e, _, _) -> Failures.execution(e, err, trace));
    int code = line.execute(args);
    out.flush();
    err.flush();
    return code;
  }

  /** The parser: with the called command alone where one is called, else with all of them. */
  private static CommandLine line(List<String> words) {
    CommandSpec spec =
        CommandSpec.wrapWithoutInspection((Runnable) Weft::nothing)
            .name("weft")
            .version(Version.text())
            .mixinStandardHelpOptions(true)
            .addOption(
                OptionSpec.builder(DEBUG)
                    .type(boolean.class)
                    .scopeType(ScopeType.INHERIT)
                    .description("Shows where a failure came from.")
                    .build());
    spec.usageMessage()
        .description("Graph neural networks on the JVM.")
        .footer(
            "",
            "weft COMMAND --help tells more. With no other words, weft train trains a GCN on Zachary's karate club.");
    CommandLine line = new CommandLine(spec);
    Optional<Subcommand> called =
        words.stream().filter(word -> !word.startsWith("-")).findFirst().flatMap(Subcommand::named);
    called
        .map(Stream::of)
        .orElseGet(() -> Stream.of(Subcommand.values()))
        .forEach(command -> line.addSubcommand(command.text(), command.make()));
    line.setExecutionStrategy(
        parsed ->
            parsed.hasSubcommand()
                    || parsed.isUsageHelpRequested()
                    || parsed.isVersionHelpRequested()
                ? new CommandLine.RunLast().execute(parsed)
                : usage(line));
    return line;
  }

  private static void nothing() {}

  private static int usage(CommandLine line) {
    line.usage(line.getOut());
    return 0;
  }
}

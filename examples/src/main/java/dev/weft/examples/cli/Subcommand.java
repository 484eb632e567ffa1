package dev.weft.examples.cli;

import dev.weft.examples.verify.VerifyCommand;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The commands of {@code weft}. Each is made only when it is called or when help lists it. */
enum Subcommand {
  TRAIN(() -> new TrainCommand().line()),
  INFO(() -> new InfoCommand().line()),
  CONVERT(() -> new ConvertCommand().line()),
  EXPLAIN(() -> new ExplainCommand().line()),
  VERIFY(() -> new CommandLine(new VerifyCommand())),
  BENCH(() -> new BenchCommand().line()),
  KERNELS(() -> new KernelsCommand().line());

  private final Supplier<CommandLine> maker;

  Subcommand(Supplier<CommandLine> maker) {
    this.maker = maker;
  }

  /** What the user types. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A fresh one. */
  CommandLine make() {
    return maker.get();
  }

  /** The command of this name. */
  static Optional<Subcommand> named(String text) {
    return Stream.of(values()).filter(command -> command.text().equals(text)).findFirst();
  }
}

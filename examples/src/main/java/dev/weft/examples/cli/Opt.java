package dev.weft.examples.cli;

import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * One option of a command, declared in code: picocli would otherwise read annotations by
 * reflection, which costs a tenth of a second a start.
 *
 * @param <T> what its text stands for
 */
final class Opt<T> {
  private final CommandSpec command;
  private final OptionSpec spec;
  private Predicate<T> valid = value -> true;
  private String expected = "";

  private Opt(CommandSpec command, OptionSpec spec) {
    this.command = command;
    this.spec = spec;
    command.addOption(spec);
  }

  /** An option with a value that picocli converts. */
  static <T> Opt<T> of(
      CommandSpec command, String name, String label, Class<T> type, String... description) {
    return new Opt<>(command, builder(name, label, description).type(type).build());
  }

  /** An option with a value of another type. */
  static <T> Opt<T> of(
      CommandSpec command,
      String name,
      String label,
      Class<T> type,
      ITypeConverter<T> converter,
      String... description) {
    return new Opt<>(
        command, builder(name, label, description).type(type).converters(converter).build());
  }

  private static OptionSpec.Builder builder(String name, String label, String... description) {
    return OptionSpec.builder(name).paramLabel(label).description(description);
  }

  /** This option, taking only some values. */
  Opt<T> where(Predicate<T> holds, String what) {
    valid = holds;
    expected = what;
    return this;
  }

  /** The value, if the user gave one. */
  Optional<T> given() {
    Optional<T> value = Optional.ofNullable(spec.getValue());
    value.filter(valid.negate()).ifPresent(this::refuse);
    return value;
  }

  private void refuse(T value) {
    throw new ParameterException(
        new CommandLine(command),
        spec.longestName() + "=" + value + "; expected " + expected + ".");
  }

  /** The value, or another if the user gave none. */
  T or(T otherwise) {
    return given().orElse(otherwise);
  }
}

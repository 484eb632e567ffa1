package dev.weft.examples.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line {@code weft}. */
@Command(
    name = "weft",
    mixinStandardHelpOptions = true,
    version = "weft 0.1.0-SNAPSHOT",
    description = "Graph neural networks on the JVM.")
public final class Main implements Runnable {
  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    StandardError.reconnect();
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}

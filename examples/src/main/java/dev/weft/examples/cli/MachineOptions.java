package dev.weft.examples.cli;

import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.parallel.Workers;

/** The options {@code --backend} and {@code --threads}: what computes. */
final class MachineOptions {
  private final Opt<String> backend;
  private final Opt<Integer> threads;

  MachineOptions(Command command) {
    backend =
        Opt.of(
            command.spec,
            "--backend",
            "NAME",
            String.class,
            "What computes: vector, portable, reference or cuda. Default: the fastest that runs here.");
    threads =
        Opt.of(
                command.spec,
                "--threads",
                "N",
                Integer.class,
                "Threads. Default: one for every processor. Results do not depend on it.")
            .where(n -> n >= 1, "1 or more");
  }

  /**
   * Does as the options say.
   *
   * @throws IllegalArgumentException when there is no such backend
   * @throws IllegalStateException when it does not run here
   */
  void apply() {
    threads.given().ifPresent(Workers::setThreads);
    backend.given().ifPresent(Backends::use);
  }
}

package dev.weft.examples.cli;

import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.parallel.Workers;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives threads and backend back after a test whose command changed them. */
final class RestoreMachine implements BeforeEachCallback, AfterEachCallback {
  private int threads;
  private String backend = "";

  @Override
  public void beforeEach(ExtensionContext context) {
    threads = Workers.threads();
    backend = Backends.current().name();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Workers.setThreads(threads);
    Backends.use(backend);
  }
}

package dev.weft.examples.cli;

import dev.weft.datasets.Datasets;
import dev.weft.datasets.store.Progress;
import dev.weft.examples.report.Screen;
import java.io.PrintWriter;
import java.util.Locale;

/** One line on standard error that says how a download gets on, and is gone when it has ended. */
final class DownloadBar implements Progress {
  private static final long MEGABYTE = 1 << 20;

  private final Screen screen;

  private DownloadBar(Screen screen) {
    this.screen = screen;
  }

  /** Datasets that show their downloads, where there is a terminal to show them on. */
  static Datasets on(Datasets datasets, Command command) {
    boolean offline = !System.getenv().getOrDefault("WEFT_OFFLINE", "").isEmpty();
    if (offline || !Screen.isInteractive()) {
      return datasets;
    }
    return datasets.withDownloads(
        new DownloadBar(new Screen(new PrintWriter(java.io.Writer.nullWriter()), command.err())));
  }

  @Override
  public void arrived(String file, long bytes, long total) {
    String all = total < 0 ? "" : String.format(Locale.ROOT, " of %.1f", (double) total / MEGABYTE);
    screen.bar(
        String.format(
            Locale.ROOT, "downloading %s: %.1f%s MB", file, (double) bytes / MEGABYTE, all));
    if (bytes == total) {
      screen.wipe();
    }
  }
}

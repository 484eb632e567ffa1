package dev.weft.examples.report;

import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a long work is. Shown at a terminal only. */
public sealed interface Bar extends AutoCloseable {
  /** So much is done. */
  void at(long done, String remark);

  @Override
  void close();

  /** A bar at a terminal, else nothing. */
  static Bar on(Screen screen, String task, long total) {
    return Screen.isInteractive() ? new Shown(screen, task, total) : new Silent();
  }

  /** No bar; progressbar's classes stay unloaded. */
  record Silent() implements Bar {
    @Override
    public void at(long done, String remark) {}

    @Override
    public void close() {}
  }

  /** A bar. */
  final class Shown implements Bar {
    private static final int WIDTH = 79;

    private final Screen screen;
    private final ProgressBar bar;

    Shown(Screen screen, String task, long total) {
      this.screen = screen;
      this.bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis((int) Duration.ofMillis(200).toMillis())
              .setConsumer(new DelegatingProgressBarConsumer(screen::bar, WIDTH))
              .build();
    }

    @Override
    public void at(long done, String remark) {
      bar.stepTo(done);
      bar.setExtraMessage(remark);
    }

    @Override
    public void close() {
      bar.close();
      screen.wipe();
    }
  }
}

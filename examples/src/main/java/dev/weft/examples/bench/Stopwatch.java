package dev.weft.examples.bench;

import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.backend.tile.TileKernel;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Watch;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * Times a work: runs it to warm up, then again and again. A fresh class is up to 100 times slower
 * until the JIT compiler has it, and kernels move to vector loops when those have become faster, so
 * the warm-up ends when runs no longer get faster.
 *
 * @param warmUpSeconds warm-up takes at least so long, and at most {@value #PATIENCE} times that
 * @param seconds timed at least so long, and at least {@value #LEAST} runs, at most {@value #MOST}
 */
public record Stopwatch(double warmUpSeconds, double seconds) {
  private static final int LEAST = 5;
  private static final int MOST = 10_000;
  private static final int PATIENCE = 40;

  /** Windows of the warm-up without an improvement that end it. */
  private static final int STALE = 4;

  /**
   * Times in milliseconds.
   *
   * @param median wall-clock time of a run
   * @param min of the fastest run
   * @param cpu median time that the calling thread and Weft's workers computed in a run
   * @param runs that were timed
   * @param peakBytes native memory at the highest point of a run, beyond what was held before
   */
  public record Times(double median, double min, double cpu, int runs, long peakBytes) {}

  /** Something that is run; what comes is closed after the clock has stopped. */
  @FunctionalInterface
  interface Run {
    /** Does it once. */
    AutoCloseable run();
  }

  /** Times it. */
  Times time(Run work) {
    warmUp(work);
    long peak = peak(work);
    Cpu cpu = new Cpu();
    long[] wall = new long[MOST];
    long[] busy = new long[MOST];
    int runs = 0;
    for (long spent = 0; runs < MOST && (runs < LEAST || spent < seconds * 1e9); runs++) {
      long before = cpu.nanos();
      long start = System.nanoTime();
      AutoCloseable made = work.run();
      Backends.current().memory().await();
      wall[runs] = System.nanoTime() - start;
      busy[runs] = cpu.nanos() - before;
      close(made);
      spent += wall[runs];
    }
    return new Times(
        millis(median(wall, runs)),
        millis(Arrays.stream(wall, 0, runs).min().orElse(0)),
        millis(median(busy, runs)),
        runs,
        peak);
  }

  private void warmUp(Run work) {
    long begin = System.nanoTime();
    double best = Double.POSITIVE_INFINITY;
    double spent = 0;
    int stale = 0;
    while (spent < warmUpSeconds
        || (stale < STALE || TileKernel.isAnyRehearsed()) && spent < PATIENCE * warmUpSeconds) {
      double median = window(work, warmUpSeconds / 2);
      stale = median < 0.97 * best ? 0 : stale + 1;
      best = Math.min(best, median);
      spent = (System.nanoTime() - begin) / 1e9;
    }
  }

  /** The median of the runs of about so many seconds. */
  private static double window(Run work, double seconds) {
    long[] wall = new long[MOST];
    int runs = 0;
    for (long spent = 0; runs < MOST && (runs == 0 || spent < seconds * 1e9); runs++) {
      long start = System.nanoTime();
      AutoCloseable made = work.run();
      Backends.current().memory().await();
      wall[runs] = System.nanoTime() - start;
      close(made);
      spent += wall[runs];
    }
    return median(wall, runs);
  }

  private static long peak(Run work) {
    try (Watch watch = Memory.watch()) {
      close(work.run());
      return watch.peakBytes();
    }
  }

  private static void close(AutoCloseable made) {
    try {
      made.close();
    } catch (Exception e) {
      throw new IllegalStateException("Stopwatch: a result would not close.", e);
    }
  }

  private static double median(long[] values, int n) {
    long[] sorted = Arrays.copyOf(values, n);
    Arrays.sort(sorted);
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0;
  }

  private static double millis(double nanos) {
    return nanos / 1e6;
  }

  /** Processor time of the threads that compute. */
  private static final class Cpu {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final long[] workers =
        Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
            .filter(info -> info != null && info.getThreadName().startsWith("weft-worker"))
            .mapToLong(ThreadInfo::getThreadId)
            .toArray();

    long nanos() {
      long sum = threads.getCurrentThreadCpuTime();
      for (long worker : workers) {
        sum += threads.getThreadCpuTime(worker);
      }
      return sum;
    }
  }
}

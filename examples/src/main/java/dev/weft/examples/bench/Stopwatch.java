package dev.weft.examples.bench;

import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Watch;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * Times a work: runs it for a while to warm up (a fresh class is up to 100 times slower until the
 * compiler has it), then again and again.
 *
 * @param warmUpSeconds at least so long
 * @param seconds timed at least so long, and at least {@value #LEAST} runs, at most {@value #MOST}
 */
public record Stopwatch(double warmUpSeconds, double seconds) {
  private static final int LEAST = 5;
  private static final int MOST = 10_000;

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

  /** Times it. */
  Times time(Work work) {
    long end = System.nanoTime() + (long) (warmUpSeconds * 1e9);
    do {
      close(work.run());
    } while (System.nanoTime() < end);
    long peak = peak(work);
    Cpu cpu = new Cpu();
    long[] wall = new long[MOST];
    long[] busy = new long[MOST];
    int runs = 0;
    for (long spent = 0; runs < MOST && (runs < LEAST || spent < seconds * 1e9); runs++) {
      long before = cpu.nanos();
      long start = System.nanoTime();
      AutoCloseable made = work.run();
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

  private static long peak(Work work) {
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

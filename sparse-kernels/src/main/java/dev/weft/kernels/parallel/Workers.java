package dev.weft.kernels.parallel;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntConsumer;

/**
 * A small pool of daemon threads that help their caller. The caller works too, claims tasks like
 * everybody else, and at the end waits only for tasks that somebody has claimed, never for an idle
 * worker to wake up: a pool that did cost 0.5 to 1.7 ms a call when cores were shared.
 */
public final class Workers {
  private static final BlockingQueue<Job> OFFERS = new LinkedBlockingQueue<>();
  private static final ThreadLocal<Boolean> BUSY = ThreadLocal.withInitial(() -> false);
  private static volatile int threads = initialThreads();
  private static int started;

  private Workers() {}

  /**
   * How many threads work on one call, the caller included. Initially {@code -Dweft.threads}, else
   * the available processors.
   */
  public static int threads() {
    return threads;
  }

  /**
   * Sets how many threads work on one call, the caller included; 1 runs everything in the caller.
   *
   * @throws IllegalArgumentException when {@code count} is not positive
   */
  public static void setThreads(int count) {
    threads = checked(count);
  }

  /**
   * Runs {@code body} once with every number from 0 to {@code tasks - 1}, in any order, and returns
   * when all are done. No tasks: does nothing. Calls from inside a task run in that task's thread,
   * in order.
   *
   * <p>When tasks throw, no further ones begin, and the exception of the lowest-numbered that threw
   * is thrown here.
   *
   * @throws IllegalArgumentException when {@code tasks} is negative
   */
  public static void run(int tasks, IntConsumer body) {
    if (tasks < 0) {
      throw new IllegalArgumentException("Workers: tasks=" + tasks + "; expected 0 or more.");
    }
    int helpers = Math.min(threads, tasks) - 1;
    if (helpers <= 0 || BUSY.get()) {
      for (int task = 0; task < tasks; task++) {
        body.accept(task);
      }
      return;
    }
    runTogether(new Job(tasks, body), helpers);
  }

  private static void runTogether(Job job, int helpers) {
    startUpTo(helpers);
    for (int i = 0; i < helpers; i++) {
      OFFERS.add(job);
    }
    work(job);
    // Workers that come too late find nothing to claim; taking the offers back spares them the
    // wake-up.
    for (int i = 0; i < helpers && OFFERS.remove(job); i++) {}
    job.await();
  }

  private static void work(Job job) {
    BUSY.set(true);
    try {
      job.work();
    } finally {
      BUSY.set(false);
    }
  }

  private static void help() {
    while (true) {
      try {
        work(OFFERS.take());
      } catch (InterruptedException e) {
        // Nobody stops a worker; it ends with the process.
      }
    }
  }

  private static synchronized void startUpTo(int helpers) {
    for (; started < helpers; started++) {
      Thread.ofPlatform().daemon().name("weft-worker-" + started).start(Workers::help);
    }
  }

  private static int initialThreads() {
    return checked(Integer.getInteger("weft.threads", Runtime.getRuntime().availableProcessors()));
  }

  private static int checked(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "Workers: threads="
              + count
              + "; expected 1 or more. Set -Dweft.threads=N or setThreads(N).");
    }
    return count;
  }
}

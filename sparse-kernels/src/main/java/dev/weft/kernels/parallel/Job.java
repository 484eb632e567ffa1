package dev.weft.kernels.parallel;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * One call of {@link Workers#run}: tasks are claimed in order, and {@code open} counts those that
 * are not done.
 */
final class Job {
  private static final int SPINS = 200;

  private final int tasks;
  private final IntConsumer body;
  private final Thread caller = Thread.currentThread();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger open;
  private volatile boolean failed;
  private int failedTask = Integer.MAX_VALUE;
  private Throwable failure;

  Job(int tasks, IntConsumer body) {
    this.tasks = tasks;
    this.body = body;
    this.open = new AtomicInteger(tasks);
  }

  /** Claims and runs tasks until none is left. Never throws. */
  void work() {
    for (int task = next.getAndIncrement();
        task >= 0 && task < tasks;
        task = next.getAndIncrement()) {
      if (!failed) {
        attempt(task);
      }
      if (open.decrementAndGet() == 0) {
        LockSupport.unpark(caller);
      }
    }
  }

  /**
   * Waits until every claimed task is done; throws what a task threw. Only for the caller, after
   * {@link #work}.
   */
  void await() {
    boolean interrupted = false;
    for (int spins = 0; open.get() > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      caller.interrupt();
    }
    if (failed) {
      rethrow(failure);
    }
  }

  private void attempt(int task) {
    try {
      body.accept(task);
    } catch (Throwable e) {
      fail(task, e);
    }
  }

  private synchronized void fail(int task, Throwable e) {
    if (task < failedTask) {
      failedTask = task;
      failure = e;
    }
    failed = true;
  }

  // A task's exception reaches the caller as it was thrown.
  private static void rethrow(Throwable e) {
    switch (e) {
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default -> throw new UndeclaredThrowableException(e);
    }
  }
}

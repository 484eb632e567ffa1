package dev.weft.kernels.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkersTest {
  private final int threads = Workers.threads();

  @AfterEach
  void restore() {
    Workers.setThreads(threads);
  }

  @ParameterizedTest
  @CsvSource({"1,0", "1,5", "2,0", "2,1", "2,2", "3,1000", "8,3", "8,20000"})
  void everyTaskRunsOnce(int threads, int tasks) {
    Workers.setThreads(threads);
    AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
    Workers.run(tasks, runs::incrementAndGet);
    for (int i = 0; i < tasks; i++) {
      assertEquals(1, runs.get(i));
    }
  }

  @Test
  void plainWritesOfTasksAreSeenByTheCaller() {
    Workers.setThreads(4);
    for (int round = 0; round < 2000; round++) {
      int[] out = new int[64];
      Workers.run(64, i -> out[i] = i + 1);
      for (int i = 0; i < 64; i++) {
        assertEquals(i + 1, out[i]);
      }
    }
  }

  @Test
  void severalThreadsWorkAtOnce() {
    Workers.setThreads(3);
    CountDownLatch together = new CountDownLatch(3);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    Workers.run(
        3,
        i -> {
          seen.add(Thread.currentThread());
          together.countDown();
          await(together);
        });
    assertEquals(3, seen.size());
    assertTrue(seen.contains(Thread.currentThread()));
  }

  @Test
  void aCallInsideATaskStaysInItsThread() {
    Workers.setThreads(4);
    Workers.run(
        8,
        i -> {
          Thread outer = Thread.currentThread();
          List<Integer> order = new ArrayList<>();
          Workers.run(
              5,
              j -> {
                assertSame(outer, Thread.currentThread());
                order.add(j);
              });
          assertEquals(List.of(0, 1, 2, 3, 4), order);
        });
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4"})
  void aTasksExceptionReachesTheCaller(int threads) {
    Workers.setThreads(threads);
    IllegalStateException thrown = new IllegalStateException("task 7");
    var e =
        assertThrows(
            IllegalStateException.class,
            () ->
                Workers.run(
                    100,
                    i -> {
                      if (i == 7) {
                        throw thrown;
                      }
                    }));
    assertSame(thrown, e);
    everyTaskRunsOnce(threads, 50);
  }

  @Test
  void anInterruptDoesNotCutARunShortAndIsKept() {
    Workers.setThreads(2);
    Thread.currentThread().interrupt();
    everyTaskRunsOnce(2, 1000);
    assertTrue(Thread.interrupted());
  }

  @Test
  void manyCallersShareTheWorkers() throws Exception {
    Workers.setThreads(3);
    try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int c = 0; c < 8; c++) {
        runs.add(
            callers.submit(
                () -> {
                  for (int round = 0; round < 200; round++) {
                    everyTaskOfThisCall(37);
                  }
                }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    }
  }

  @Test
  void aThreadCountBelowOneIsRefusedWithItsCure() {
    var e = assertThrows(IllegalArgumentException.class, () -> Workers.setThreads(0));
    assertEquals(
        "Workers: threads=0; expected 1 or more. Set -Dweft.threads=N or setThreads(N).",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Workers.run(-1, i -> {}));
  }

  private static void everyTaskOfThisCall(int tasks) {
    AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
    Workers.run(tasks, runs::incrementAndGet);
    for (int i = 0; i < tasks; i++) {
      assertEquals(1, runs.get(i));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

package dev.weft.kernels.bench;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.parallel.Workers;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One operator on one graph by one contender, each in a JVM of its own, on one thread unless {@code
 * -Dweft.threads} says otherwise. Kernels move from plain to vector loops when they pay, which may
 * take some seconds of small runs: before JMH begins, the work runs until it no longer gets faster.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class KernelBenchmark {
  /** {@link Operator#text}. */
  @Param("gspmm_copy_u")
  public String op;

  /** A folder below {@code weft.graphs}, or {@code uniform-NODES-DEGREE}. */
  @Param("uniform-20000-15")
  public String graph;

  /** Of a row, all heads together. */
  @Param("64")
  public int width;

  /** Among which the width is shared. */
  @Param("1")
  public int heads;

  /** A name in {@link Contenders}. */
  @Param("weft")
  public String by;

  /** Nanoseconds of a window of the warm-up, and how many windows it has at most. */
  private static final long WINDOW = 300_000_000;

  private static final int MOST = 60;

  /** Windows without an improvement that end the warm-up. */
  private static final int STALE = 5;

  /** Holds the memory that the work reads by address. */
  private Case on;

  private Runnable work;

  /** Makes graph and numbers, and checks the contender's result. */
  @Setup(Level.Trial)
  public void prepare() {
    Workers.setThreads(Integer.getInteger("weft.threads", 1));
    on = new Case(Operator.of(op), TestGraphs.named(graph), width, heads);
    work = Contenders.named(by).prepare(on);
    if (on.hasNumbers() && on.operator.needsGraph()) {
      check();
    }
    warmUp();
  }

  private void warmUp() {
    double best = Double.POSITIVE_INFINITY;
    int stale = 0;
    for (int window = 0; window < MOST && stale < STALE; window++) {
      long begin = System.nanoTime();
      int runs = 0;
      while (System.nanoTime() - begin < WINDOW) {
        work.run();
        runs++;
      }
      double mean = (System.nanoTime() - begin) / (double) runs;
      stale = mean < 0.97 * best ? 0 : stale + 1;
      best = Math.min(best, mean);
    }
  }

  /** The work, once. */
  @Benchmark
  public void run() {
    work.run();
  }

  /**
   * Compares with the portable backend, which tests hold to the definition in double: sums of
   * float32 in another order lose some digits.
   */
  private void check() {
    HostStorage got = on.result();
    HostStorage expected = Case.blank(got.rows(), got.width());
    WeftKernels.launch(Backends.named("portable"), on, WeftKernels.body(on), expected).run();
    work.run();
    for (long i = 0; i < got.rows() * got.width(); i++) {
      float x = expected.segment().getAtIndex(JAVA_FLOAT, i);
      float y = got.segment().getAtIndex(JAVA_FLOAT, i);
      if (!(Math.abs(x - y) <= 1e-3f * (1 + Math.abs(x)))) {
        throw new IllegalStateException(
            by + " " + op + ": element " + i + " is " + y + "; expected " + x + ".");
      }
    }
  }
}

package dev.weft.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.compile.Compiler;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.backend.vector.VectorBackend;
import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.parallel.Workers;
import dev.weft.nn.Mode;
import dev.weft.nn.model.Model;
import dev.weft.tensor.Evaluation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One seed, one result: for any number of threads, on plain and on vector loops, in a cold and in a
 * warm JVM, alone and beside others.
 */
final class SameBitsTest {
  private static final int STEPS = 50;

  private final int threads = Workers.threads();

  /** Several pieces of 8,192 edges, two panels of 4,096 rows, and a hub of 5,000 in-edges. */
  private final TrainingRun large = new TrainingRun(5_000, 20_000);

  @AfterEach
  void restore() {
    Workers.setThreads(threads);
    Evaluation.use(new Interpreter());
  }

  private double[] trained(String model, Backend backend) {
    Evaluation.use(Compiler.on(backend));
    return large.trained(model, STEPS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcn", "sage", "gat"})
  void threadsAndTiersChangeNoBitOfATrainingRun(String model) {
    VectorBackend vectors = new VectorBackend(VectorBackend.Start.AT_ONCE);
    Backend plain = new PlainLoops(Backends.named("portable"), vectors);
    Workers.setThreads(1);
    double[] expected = trained(model, plain);
    Workers.setThreads(2);
    assertArrayEquals(expected, trained(model, plain), "two threads");
    assertArrayEquals(expected, trained(model, vectors), "vectors");
    Workers.setThreads(3);
    assertArrayEquals(expected, trained(model, Backends.named("vector")), "three threads, tiered");
  }

  /** The portable kernels, beside which BLAS would do products in an order of its own. */
  private record PlainLoops(Backend kernels, Backend products) implements Backend {
    @Override
    public String name() {
      return "plain loops";
    }

    @Override
    public DType computeType() {
      return kernels.computeType();
    }

    @Override
    public CompiledKernel compile(Kernel kernel) {
      return kernels.compile(kernel);
    }

    @Override
    public BackendMemory memory() {
      return kernels.memory();
    }

    @Override
    public Dense dense() {
      return products.dense();
    }

    @Override
    public boolean fusesProducts(int k, int n) {
      return products.fusesProducts(k, n);
    }

    @Override
    public boolean fusesOuterSums(int m, int n) {
      return products.fusesOuterSums(m, n);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcn", "sage", "gat"})
  void aColdJvmTrainsToTheBitsOfAWarmOne(String model) throws Exception {
    Workers.setThreads(1);
    Evaluation.use(Compiler.on(Backends.named("vector")));
    long warm = 0;
    for (int run = 0; run < 5; run++) {
      warm = fingerprint(model);
    }
    assertEquals(Long.toString(warm), printedByAColdJvm(model));
  }

  /** Of all parameters after {@value #STEPS} steps on a small graph. */
  private static long fingerprint(String model) {
    long all = 1;
    for (double element : new TrainingRun(200, 1_200).trained(model, STEPS)) {
      all = 31 * all + Double.doubleToRawLongBits(element);
    }
    return all;
  }

  /** Prints the fingerprint of a model. */
  public static void main(String[] args) {
    Workers.setThreads(2);
    Evaluation.use(Compiler.on(Backends.named("vector")));
    System.out.println(fingerprint(args[0]));
  }

  /** What {@link #main} prints in a JVM that compiles nothing. */
  private static String printedByAColdJvm(String model) throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Xint",
                "-cp",
                System.getProperty("java.class.path"),
                SameBitsTest.class.getName(),
                model)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, java.waitFor(), said);
    return said.lines().reduce("", (_, last) -> last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"portable", "vector"})
  void eightThreadsThatPredictAtOnceGetWhatOneGets(String backend) throws Exception {
    Evaluation.use(Compiler.on(Backends.named(backend)));
    Model model = TrainingRun.model("gat");
    double[] alone = model.forward(large.graph, large.x, Mode.evaluation()).doubles();
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      Callable<double[]> predict =
          () -> model.forward(large.graph, large.x, Mode.evaluation()).doubles();
      List<Callable<double[]>> jobs = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        jobs.add(predict);
      }
      for (Future<double[]> result : pool.invokeAll(jobs)) {
        assertArrayEquals(alone, result.get(), backend);
      }
    }
  }
}

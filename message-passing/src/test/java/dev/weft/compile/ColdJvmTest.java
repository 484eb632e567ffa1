package dev.weft.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.backend.vector.VectorBackend;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import dev.weft.testing.Graphs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bits of random message functions and their gradients in a JVM that compiles nothing, in one
 * that compiles a little, and in this one after many runs.
 */
final class ColdJvmTest {
  private static final int MESSAGES = 16;

  /** A number that the bits of all results make; printed by {@link #main}. */
  private static long fingerprint(Compiler compiler) {
    long all = 1;
    for (long seed = 0; seed < MESSAGES; seed++) {
      Random random = new Random(seed);
      int[] src = random.ints(40, 0, 8).toArray();
      int[] dst = random.ints(40, 0, 8).toArray();
      RandomMessage message = new RandomMessage(seed, Graphs.homogeneous("random", 8, src, dst), 0);
      Tensor y = message.output();
      List<Tensor> outputs = new ArrayList<>(List.of(y));
      outputs.addAll(
          y.gradients(
              message.leaves(), Tensor.random(Seed.of(7), y.space(), y.shape()).minus(0.5)));
      for (Value value : compiler.run(outputs, List.of())) {
        for (double element : value.doubles()) {
          all = 31 * all + Double.doubleToRawLongBits(element);
        }
      }
    }
    return all;
  }

  private static Compiler vectors() {
    return Compiler.on(new VectorBackend(VectorBackend.Start.AT_ONCE));
  }

  /** Prints the fingerprint: portable, then vectors. */
  public static void main(String[] args) {
    System.out.println(
        fingerprint(Compiler.on(Backends.named("portable"))) + " " + fingerprint(vectors()));
  }

  @Test
  void vectorsAndPlainLoopsAgreeOnTheFingerprint() {
    assertEquals(fingerprint(Compiler.on(Backends.named("portable"))), fingerprint(vectors()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1"})
  void aColdJvmGivesTheBitsOfAWarmOne(String mode) throws IOException, InterruptedException {
    Compiler compiler = vectors();
    long warm = 0;
    for (int i = 0; i < 20; i++) {
      warm = fingerprint(compiler);
    }
    assertEquals(warm + " " + warm, printedBy(mode));
  }

  /** What another JVM with one option more prints. */
  private static String printedBy(String mode) throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                mode,
                "-cp",
                System.getProperty("java.class.path"),
                ColdJvmTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, java.waitFor(), said);
    return said.lines().reduce("", (_, last) -> last);
  }
}

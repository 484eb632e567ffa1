package dev.weft.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.examples.cli.NpzFile.Array;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code weft verify} on cases small enough to check by hand. */
@ExtendWith(RestoreMachine.class)
final class VerifyCommandTest {
  private static final int[] SHAPE = {2, 2};

  @TempDir private Path dir;

  /** x and its function's values; R is the cotangent, so grad_x is R times the derivative. */
  private void writeCase(String name, String op, float[] y, float[] gradient) throws IOException {
    Map<String, Array> arrays = new LinkedHashMap<>();
    arrays.put("x", new Array(SHAPE, -1, 2, 3, -4));
    arrays.put("y", new Array(SHAPE, y));
    arrays.put("R", new Array(SHAPE, 1, 10, 100, 1000));
    arrays.put("grad_x", new Array(SHAPE, gradient));
    NpzFile.write(dir.resolve(name + ".npz"), arrays);
    Files.writeString(
        dir.resolve(name + ".json"),
        """
        {"case": "%s", "op": "%s", "hyper": {}, "tolerance": {"rtol": 1e-5, "atol": 1e-6},
         "arrays": {
          "x": {"role": "input"}, "R": {"role": "cotangent"},
          "y": {"role": "output"}, "grad_x": {"role": "gradient"}}}
        """
            .formatted(name, op));
  }

  private static final float[] RELU = {0, 2, 3, 0};
  private static final float[] RELU_GRADIENT = {0, 10, 100, 0};

  @Test
  void aCaseThatHoldsPasses() throws IOException {
    writeCase("relu", "relu", RELU, RELU_GRADIENT);
    Run run = Run.of("verify", dir.toString());
    assertEquals(0, run.code(), run::toString);
    assertTrue(run.out().startsWith("PASS relu"), run::out);
    assertEquals(
        "1 passed, 0 failed, 0 unknown", run.out().lines().reduce((a, b) -> b).orElseThrow());
  }

  @Test
  void aWrongOutputFailsWithExitCodeOne() throws IOException {
    writeCase("relu", "relu", RELU, RELU_GRADIENT);
    writeCase("wrong", "relu", new float[] {0, 2, 3.001f, 0}, RELU_GRADIENT);
    Run run = Run.of("verify", dir.toString());
    assertEquals(1, run.code(), run::toString);
    assertTrue(
        run.out().lines().anyMatch(line -> line.startsWith("FAIL wrong") && line.contains("y")),
        run::out);
    assertTrue(run.out().contains("1 passed, 1 failed, 0 unknown"), run::out);
  }

  @Test
  void aWrongGradientFails() throws IOException {
    writeCase("wrong", "relu", RELU, new float[] {0, 10, 100, 1});
    Run run = Run.of("verify", dir.toString());
    assertEquals(1, run.code(), run::toString);
    assertTrue(run.out().contains("grad_x"), run::out);
  }

  @Test
  void anOperatorThatIsNotKnownIsNoFailure() throws IOException {
    writeCase("strange", "frobnicate", RELU, RELU_GRADIENT);
    Run run = Run.of("verify", dir.toString());
    assertEquals(0, run.code(), run::toString);
    assertTrue(run.out().startsWith("UNKNOWN strange"), run::out);
  }

  @Test
  void theReferenceBackendPassesToo() throws IOException {
    writeCase("relu", "relu", RELU, RELU_GRADIENT);
    Run run = Run.of("verify", dir.toString(), "--backend", "reference");
    assertEquals(0, run.code(), run::toString);
  }

  @Test
  void aFolderWithoutCasesIsAUsersFailure() {
    Run run = Run.of("verify", dir.toString());
    assertEquals(2, run.code(), run::toString);
    assertEquals(1, run.err().lines().count(), run::err);
  }
}

package dev.weft.examples.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The golden numbers that lie beside the project, where they do: {@code -Dweft.golden=DIR} says
 * where.
 */
final class GoldenFoldersTest {
  private static final Path FOLDER =
      Path.of(
          System.getProperty(
              "weft.golden", System.getProperty("weft.root", ".") + "/../shared/golden"));

  /** How many pass; more is better, fewer is a regression. */
  @ParameterizedTest
  @CsvSource({"ops,166", "optim,49", "layers,92", "transforms,70", "train,3"})
  void noCaseFailsAndNoneIsForgotten(String group, int known) throws IOException {
    Path folder = FOLDER.resolve(group);
    Assumptions.assumeTrue(
        Files.isDirectory(folder),
        () -> "no golden numbers at " + folder + "; set -Dweft.golden=DIR");
    Verifier verifier = new Verifier();
    List<Verdict> failed = new ArrayList<>();
    int passed = 0;
    for (Path file : Verifier.cases(folder)) {
      Verdict verdict = verifier.verify(file);
      switch (verdict.outcome()) {
        case PASS -> passed++;
        case FAIL -> failed.add(verdict);
        case UNKNOWN -> assertTrue(!verdict.detail().isEmpty(), verdict::toString);
      }
    }
    assertEquals(List.of(), failed);
    int count = passed;
    assertTrue(
        passed >= known, () -> count + " of " + group + " passed; expected at least " + known);
  }
}

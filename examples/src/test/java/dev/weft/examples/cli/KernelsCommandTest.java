package dev.weft.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.examples.kernels.Inspection;
import dev.weft.examples.kernels.Inspection.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code weft kernels}. */
final class KernelsCommandTest {
  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = "amd64",
      disabledReason = "JCuda's natives are on the class path of Linux on x86-64 only")
  void everyFamilyAndTrainingStepPassesTheShortInspection() {
    List<Finding> findings = new Inspection().findings(Inspection.Extent.SHORT).toList();
    assertTrue(findings.size() > 100, () -> "only " + findings.size() + " kernels");
    assertEquals(
        List.of(),
        findings.stream().filter(f -> f.failure().isPresent()).map(Finding::toString).toList());
  }

  @Test
  void anotherTargetIsAUsersFailure() {
    Run run = Run.of("kernels", "--target", "metal", "--check");
    assertEquals(2, run.code(), run::toString);
    assertTrue(run.err().contains("--target is metal; expected --target cuda."), run::err);
  }

  @Test
  void withoutACheckThereIsNothingToDo() {
    Run run = Run.of("kernels", "--target", "cuda");
    assertEquals(2, run.code(), run::toString);
    assertTrue(run.err().contains("nothing to do; expected --check."), run::err);
  }
}

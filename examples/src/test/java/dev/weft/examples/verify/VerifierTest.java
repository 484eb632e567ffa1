package dev.weft.examples.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.examples.verify.Verdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The path 0 → 1 → 2 with one loop at node 2, and what transforms make of it by hand. */
final class VerifierTest {
  @TempDir private Path folder;

  private CaseFolder path(String op) {
    return new CaseFolder(folder, "hand", op)
        .ints("src", "graph", 0, 1, 2)
        .ints("dst", "graph", 1, 2, 2)
        .ints("num_nodes", "graph", 3);
  }

  private CaseFolder looped(int... sources) {
    return path("add_self_loop")
        .ints("out_src", "output", sources)
        .ints("out_dst", "output", 1, 2, 2, 0, 1, 2)
        .ints("out_num_nodes", "output", 3);
  }

  private CaseFolder relu() {
    return new CaseFolder(folder, "hand", "relu")
        .with("tolerance", "{'rtol': 1e-4, 'atol': 1e-6}")
        .doubles("x", "input", 2, -1, 2, 3, -4);
  }

  private static void assertVerdict(Outcome outcome, String words, Verdict verdict) {
    assertEquals(outcome, verdict.outcome(), verdict::toString);
    assertEquals("hand", verdict.name());
    assertTrue(verdict.detail().contains(words), verdict::toString);
  }

  @Test
  void whatIsRecordedRightPasses() throws IOException {
    assertVerdict(Outcome.PASS, "max error 0", looped(0, 1, 2, 0, 1, 2).verdict());
    assertVerdict(
        Outcome.PASS, "max error 0", relu().doubles("y", "output", 2, 0, 2, 3, 0).verdict());
  }

  @Test
  void aWrongValueFailsWithItsPlace() throws IOException {
    assertVerdict(
        Outcome.FAIL,
        "out_src[5] = 2.00000000; expected 1.00000000",
        looped(0, 1, 2, 0, 1, 1).verdict());
    assertVerdict(
        Outcome.FAIL,
        "y[2] = 3.00000000; expected 3.00100000",
        relu().doubles("y", "output", 2, 0, 2, 3.001, 0).verdict());
  }

  @Test
  void aWrongGradientFails() throws IOException {
    CaseFolder right =
        relu().doubles("y", "output", 2, 0, 2, 3, 0).doubles("R", "constant", 2, 5, 6, 7, 8);
    assertVerdict(Outcome.PASS, "", right.doubles("grad_x", "gradient", 2, 0, 6, 7, 0).verdict());
    assertVerdict(
        Outcome.FAIL, "grad_x[0]", right.doubles("grad_x", "gradient", 2, 5, 6, 7, 0).verdict());
  }

  @Test
  void bothPrecisionsOfAnOutputMustBeMet() throws IOException {
    CaseFolder twins = relu().doubles("y64", "output", 2, 0, 2, 3, 0);
    assertVerdict(Outcome.PASS, "", twins.doubles("y", "output", 2, 0, 2, 3, 0).verdict());
    assertVerdict(Outcome.FAIL, "y[1]", twins.doubles("y", "output", 2, 0, 2.5, 3, 0).verdict());
    assertVerdict(
        Outcome.FAIL,
        "y[1]",
        twins
            .doubles("y", "output", 2, 0, 2, 3, 0)
            .doubles("y64", "output", 2, 0, 2.5, 3, 0)
            .verdict());
  }

  @Test
  void anOutputThatNothingComputesFails() throws IOException {
    assertVerdict(
        Outcome.FAIL,
        "out_weight: nothing came; expected 2 elements",
        looped(0, 1, 2, 0, 1, 2).doubles("out_weight", "output", 0, 1, 1).verdict());
  }

  @Test
  void anotherNumberOfElementsFails() throws IOException {
    assertVerdict(
        Outcome.FAIL,
        "out_src: 6 elements came; expected 5 elements",
        looped(0, 1, 2, 0, 1).verdict());
  }

  @Test
  void aDescribedArrayThatIsAbsentFails() throws IOException {
    assertVerdict(
        Outcome.FAIL,
        "no array 'out_eid'",
        path("remove_self_loop").absent("out_eid", "output").verdict());
    assertVerdict(
        Outcome.FAIL,
        "no array 'x'",
        new CaseFolder(folder, "hand", "relu")
            .doubles("y", "output", 0, 1)
            .absent("x", "input")
            .verdict());
  }

  @Test
  void anOperationThatNobodyKnowsIsUnknown() throws IOException {
    assertVerdict(
        Outcome.UNKNOWN,
        "nothing computes warp_drive",
        path("warp_drive").ints("out", "output", 1).verdict());
    assertVerdict(Outcome.UNKNOWN, "it names no op", path("").ints("out", "output", 1).verdict());
  }

  @Test
  void aSettingThatNobodyReadsIsUnknown() throws IOException {
    assertVerdict(
        Outcome.UNKNOWN,
        "setting fill_data=\"sum\"",
        looped(0, 1, 2, 0, 1, 2).with("hyper", "{'fill_data': 'sum'}").verdict());
    assertVerdict(
        Outcome.UNKNOWN,
        "setting slope=2",
        relu().doubles("y", "output", 2, 0, 2, 3, 0).with("hyper", "{'slope': 2}").verdict());
  }

  @Test
  void anInputThatNobodyReadsIsUnknown() throws IOException {
    assertVerdict(
        Outcome.UNKNOWN,
        "array probability of role constant",
        looped(0, 1, 2, 0, 1, 2).doubles("probability", "constant", 0, 1, 1, 1).verdict());
  }

  @Test
  void aRuleThatNobodyKnowsIsUnknown() throws IOException {
    assertVerdict(
        Outcome.UNKNOWN,
        "comparison \"about right\"",
        looped(0, 1, 2, 0, 1, 2).rule("about right").verdict());
  }

  @Test
  void aCaseWithoutOutputsIsUnknown() throws IOException {
    assertVerdict(Outcome.UNKNOWN, "it records no output", relu().verdict());
  }

  @Test
  void aTruncatedArchiveFailsWithAMessage() throws IOException {
    CaseFolder whole = looped(0, 1, 2, 0, 1, 2);
    Path description = whole.write();
    byte[] bytes = Files.readAllBytes(whole.archive());
    for (int length : new int[] {0, 1, bytes.length / 2, bytes.length - 1}) {
      Files.write(whole.archive(), Arrays.copyOf(bytes, length));
      Verdict verdict = new Verifier().verify(description);
      assertEquals(Outcome.FAIL, verdict.outcome(), verdict::toString);
      assertTrue(verdict.detail().contains("hand.npz"), verdict::toString);
    }
  }

  @Test
  void aDescriptionThatIsNoJsonFails() throws IOException {
    Path description = looped(0, 1, 2, 0, 1, 2).write();
    Files.writeString(description, "{\"op\": ");
    Verdict verdict = new Verifier().verify(description);
    assertEquals(Outcome.FAIL, verdict.outcome(), verdict::toString);
    assertTrue(verdict.detail().contains("JsonEOFException"), verdict::toString);
  }

  @Test
  void casesAreFoundBelowAFolderInTheOrderOfTheirNames() throws IOException {
    Path below = Files.createDirectory(folder.resolve("below"));
    Path second = new CaseFolder(folder, "second", "relu").write();
    Path first = new CaseFolder(below, "first", "relu").write();
    Files.writeString(folder.resolve("alone.json"), "{}");
    assertEquals(List.of(first, second), Verifier.cases(folder));
  }
}

package dev.weft.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The command line as a whole: help, and what happens when it is used wrongly. */
@ExtendWith(RestoreMachine.class)
final class WeftTest {
  @TempDir private Path dir;

  @Test
  void helpListsEveryCommandWithoutBeingAsked() {
    Run bare = Run.of();
    Run asked = Run.of("--help");
    assertEquals(0, bare.code());
    assertEquals(bare, asked);
    for (Subcommand command : Subcommand.values()) {
      assertTrue(bare.out().contains("  " + command.text() + " "), bare.out());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyCommandHelps(Subcommand command) {
    Run run = Run.of(command.text(), "--help");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("Usage: weft " + command.text()), run.out());
    assertEquals("", run.err());
  }

  @Test
  void trainTakesTheOptionsItDocuments() {
    String help = Run.of("train", "--help").out();
    List<String> options =
        List.of(
            "MODEL",
            "--dataset",
            "--split",
            "--data",
            "--seed",
            "--runs",
            "--epochs",
            "--hidden",
            "--heads",
            "--dropout",
            "--lr",
            "--weight-decay",
            "--backend",
            "--threads",
            "--save",
            "--json",
            "--debug");
    assertEquals(
        List.of(),
        options.stream().filter(option -> !help.contains(option)).toList(),
        "options without a word in help");
  }

  @Test
  void versionIsPrinted() {
    Run run = Run.of("--version");
    assertEquals(0, run.code());
    assertTrue(run.out().startsWith("weft "), run.out());
  }

  static Stream<Arguments> misuses() {
    return Stream.of(
        Arguments.of("trian", "Did you mean train"),
        Arguments.of(
            "train gnc",
            "'gnc' is no model; expected one of gcn, sage, gat, gatv2, gin, sgc, appnp, mlp"),
        Arguments.of("train --epcohs 3", "See weft train --help"),
        Arguments.of("train --epochs 0", "--epochs=0; expected 1 or more."),
        Arguments.of("train --epochs many", "--epochs"),
        Arguments.of("train --dropout 1", "--dropout=1.0; expected 0 or more and less than 1."),
        Arguments.of("train --lr 0", "--lr=0.0; expected more than 0."),
        Arguments.of("train --weight-decay NaN", "--weight-decay=NaN; expected 0 or more."),
        Arguments.of("train --runs 0", "--runs=0; expected 1 or more."),
        Arguments.of("train --threads 0", "--threads=0; expected 1 or more."),
        Arguments.of("train --backend abacus", "expected one of"),
        Arguments.of("train --dataset krate", "Did you mean karate?"),
        Arguments.of("train --dataset csv:x", "unknown format 'csv'"),
        Arguments.of("train --split half", "Split 'half' is unknown"),
        Arguments.of("train --split masks:0", "masks"),
        Arguments.of(
            "info --dataset npz:/no/such/file.npz", "file.npz is missing; looked in /no/such"),
        Arguments.of("explain --pass backward", "'backward' is no pass"),
        Arguments.of("verify /no/such/folder", "/no/such/folder"),
        Arguments.of("bench", "OP"),
        Arguments.of("bench copy_u_sum", "--graph DIR"),
        Arguments.of(
            "bench copy_u_median --graph .",
            "'copy_u_median' is no operator; expected one of copy_u_sum"),
        Arguments.of("bench epoch --graph .", "no model came; expected one of gcn, sage, gat"),
        Arguments.of("bench epoch gcn --graph . --width 3", "expected neither"),
        Arguments.of(
            "bench build --graph /no/such/folder",
            "/no/such/folder/meta.json: there is no such file."));
  }

  @ParameterizedTest
  @MethodSource("misuses")
  void misuseIsOneLineOnStandardErrorAndExitCodeTwo(String line, String cure) {
    Run run = Run.of(line.split(" "));
    assertEquals(2, run.code(), run::toString);
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run::err);
    assertTrue(run.err().contains(cure), run::err);
    assertFalse(run.err().contains("Exception"), run::err);
  }

  @Test
  void debugShowsWhereAFailureCameFrom() {
    Run run = Run.of("info", "--dataset", "krate", "--debug");
    assertEquals(2, run.code());
    assertTrue(run.err().contains("DatasetException") && run.err().contains("\tat "), run::err);
  }

  @Test
  void aSaveFileInAFolderThatIsNotThereIsRefusedBeforeTraining() {
    Run run = Run.of("train", "--save", dir.resolve("none/model.safetensors").toString());
    assertEquals(2, run.code());
    assertEquals("", run.out());
  }

  @Test
  void aJsonFileThatCannotBeWrittenIsAUsersFailure() {
    Run run = Run.of("info", "--json", dir.resolve("none/info.json").toString());
    assertEquals(2, run.code());
    assertTrue(run.err().contains("none does not exist; expected one that does"), run::err);
  }

  @Test
  void jsonInAFileLeavesTheTextOnStandardOutput() throws Exception {
    Path file = dir.resolve("info.json");
    Run run = Run.of("info", "--json", file.toString());
    assertEquals(0, run.code(), run::err);
    assertEquals(Run.of("info").out(), run.out());
    assertEquals(Run.of("info", "--json", "-").out(), Files.readString(file));
  }
}

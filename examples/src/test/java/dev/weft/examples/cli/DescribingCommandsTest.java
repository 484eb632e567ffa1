package dev.weft.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code weft info}, {@code weft convert} and {@code weft explain}. */
@ExtendWith(RestoreMachine.class)
final class DescribingCommandsTest {
  @TempDir private Path dir;

  /** Zachary's figures: 34 members, 78 friendships, two clubs of 17. */
  @Test
  void infoCountsTheKarateClub() {
    JsonNode info = Run.of("info", "--json", "-").json();
    assertEquals(34, info.path("nodes").asInt());
    assertEquals(156, info.path("edges").asInt());
    assertEquals(0, info.path("isolated_nodes").asInt());
    assertEquals(17, info.path("in_degrees").path("max").asInt());
    assertEquals(34, info.path("features").path("width").asInt());
    assertEquals(17, info.path("classes").path(0).path("nodes").asInt());
    assertEquals("Officer", info.path("classes").path(1).path("name").asText());
    assertEquals("random:0:4", info.path("split").path("name").asText());
  }

  @Test
  void infoShowsTheSplitThatIsAskedFor() {
    JsonNode split = Run.of("info", "--split", "random:3:2", "--json", "-").json().path("split");
    assertEquals("random:3:2", split.path("name").asText());
    assertEquals(4, split.path("train").asInt());
  }

  @Test
  void infoInWordsNamesEveryCount() {
    String text = Run.of("info").out();
    assertTrue(text.contains("34, of which 0 isolated") && text.contains("156 directed"), text);
  }

  @Test
  void aConvertedDatasetHasTheSameInfo() {
    Path file = dir.resolve("k.weft");
    JsonNode converted = Run.of("convert", "--out", file.toString(), "--json", "-").json();
    assertEquals(file.toString(), converted.path("file").asText());
    assertEquals(file.toFile().length(), converted.path("bytes").asLong());
    String before = Run.of("info").out().replaceFirst("karate", "");
    String after = Run.of("info", "--dataset", "weft:" + file).out().replaceFirst("weft:\\S+", "");
    assertEquals(before, after);
  }

  @Test
  void trainingTakesMoreStepsThanPredicting() {
    JsonNode train = Run.of("explain", "gcn", "--json", "-").json();
    JsonNode predict = Run.of("explain", "gcn", "--pass", "predict", "--json", "-").json();
    assertTrue(predict.path("steps").size() >= 2, predict::toString);
    assertTrue(train.path("steps").size() > predict.path("steps").size());
    assertTrue(train.path("peak_bytes").asLong() > 0);
  }

  @Test
  void explainInWordsNumbersTheSteps() {
    Run run = Run.of("explain", "gat");
    assertEquals(0, run.code(), run::err);
    assertTrue(run.out().startsWith("  0  ") && run.out().contains("largest buffer"), run::out);
  }
}

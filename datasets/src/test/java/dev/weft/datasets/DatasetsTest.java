package dev.weft.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.datasets.numpy.NpyBytes;
import dev.weft.datasets.store.DatasetCache;
import dev.weft.graph.Columns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  @TempDir Path dir;

  private Datasets datasets() {
    return Datasets.of(Map.of("WEFT_CACHE", dir.resolve("cache").toString()), dir)
        .withData(dir)
        .withoutDownloads();
  }

  private String refusal(String name) {
    return assertThrows(DatasetException.class, () -> datasets().open(name)).getMessage();
  }

  private static Path archive(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return NpyBytes.stored(
        file,
        Map.of(
            "edges", NpyBytes.longs(new int[] {1, 2}, 1, 0),
            "node_features", NpyBytes.floats(new int[] {2, 2}, 1, 2, 3, 4),
            "node_labels", NpyBytes.longs(new int[] {2}, 0, 1)));
  }

  @Test
  void theKarateClubNeedsNoFile() {
    NodeDataset karate = datasets().open("karate");
    DatasetSummary summary = karate.summary();
    assertEquals(34, summary.nodes());
    assertEquals(156, summary.edges());
    assertEquals("sparse", summary.features().layout());
    assertEquals(34, summary.features().nonZeros());
    assertEquals(
        "[ClassSize[name=Mr. Hi, nodes=17], ClassSize[name=Officer, nodes=17]]",
        summary.classes().toString());
    assertEquals(new DatasetSummary.SplitSizes("random:0:4", 8, 12, 14, false, 0), summary.split());
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearestAndAllOthers() {
    String message = refusal("coar");
    assertTrue(
        message.startsWith(
            "Dataset 'coar' is unknown. Did you mean cora? Known are karate, cora, citeseer, pubmed, amazon-computers, "),
        message);
    assertTrue(
        message.endsWith(
            "your own files are opened with planetoid:DIR/NAME, npz:FILE, geom-gcn:DIR, weft:FILE."),
        message);
    assertTrue(
        refusal("reddit-huge-xxl").startsWith("Dataset 'reddit-huge-xxl' is unknown. Known are"));
    assertTrue(refusal("").startsWith("Dataset '' is unknown."));
  }

  @Test
  void unknownFormatsAndMissingPathsAreRefused() {
    assertEquals(
        "Dataset 'csv:x': unknown format 'csv'; expected one of planetoid:DIR/NAME, npz:FILE, geom-gcn:DIR, weft:FILE.",
        refusal("csv:x"));
    assertTrue(refusal("npz:").startsWith("Dataset 'npz:': no path after the colon"));
    assertEquals(
        "x: x.npz is missing; looked in " + dir + ".", refusal("npz:" + dir.resolve("x.npz")));
    assertTrue(
        refusal("weft:" + dir.resolve("x.weft"))
            .contains("no such file; looked at " + dir.resolve("x.weft")));
  }

  @Test
  void missingFilesOfABuiltInAreNamedWithAllPlaces() {
    assertEquals(
        "Dataset texas: texas.npz is missing; looked in "
            + dir.resolve("texas")
            + ", "
            + dir.resolve("heterophilous-npz")
            + ", "
            + dir
            + ". Downloads are off (WEFT_OFFLINE, or withoutDownloads).",
        refusal("texas"));
    assertTrue(refusal("cora").startsWith("Dataset cora: ind.cora.y, ind.cora.tx, "));
  }

  @Test
  void builtInsAreFoundInTheirOwnFolderTheCollectionsAndTheDataFolder() throws IOException {
    for (String place : new String[] {"texas", "heterophilous-npz", "."}) {
      Path file = archive(dir.resolve(place).resolve("texas.npz"));
      assertEquals("texas", datasets().open("texas").name());
      Files.delete(file);
    }
  }

  @Test
  void theEnvironmentSaysWhereFilesAre() throws IOException {
    archive(dir.resolve("elsewhere/texas/texas.npz"));
    Map<String, String> environment =
        Map.of(
            "WEFT_DATA",
            dir.resolve("elsewhere").toString(),
            "WEFT_OFFLINE",
            "1",
            "XDG_CACHE_HOME",
            dir.resolve("xdg").toString());
    assertEquals(2, Datasets.of(environment, dir).open("texas").graph().numNodes());
    String message =
        assertThrows(
                DatasetException.class,
                () -> Datasets.of(Map.of("WEFT_OFFLINE", "1"), dir).open("texas"))
            .getMessage();
    assertTrue(message.contains(dir.resolve(".weft/data/texas").toString()), message);
  }

  @Test
  void namesAreDifferent() {
    assertEquals(Datasets.names().size(), new HashSet<>(Datasets.names()).size());
  }

  @Test
  void parsedDatasetsAreOpenedFromTheCacheUnchanged() throws IOException {
    Path file = archive(dir.resolve("texas/texas.npz"));
    NodeDataset parsed = datasets().withCache(DatasetCache.none()).open("npz:" + file);
    datasets().open("npz:" + file);
    NodeDataset cached = datasets().open("npz:" + file);
    assertEquals(parsed.summary(), cached.summary());
    assertEquals(
        "[1.0, 2.0, 3.0, 4.0]", java.util.Arrays.toString(Columns.floats(cached.features())));
  }

  @Test
  void savedDatasetsAreOpenedByPath() {
    Path file = dir.resolve("club.weft");
    NodeDataset karate = datasets().open("karate");
    Datasets.save(karate, file);
    NodeDataset opened = datasets().open("weft:" + file);
    assertEquals(karate.summary(), opened.summary());
    assertEquals(karate.classNames(), opened.classNames());
  }

  @Test
  void aFileThatIsNoSavedDatasetIsRefused() throws IOException {
    Path file = Files.writeString(dir.resolve("text.weft"), "hello, this is no graph");
    assertTrue(refusal("weft:" + file).contains("text.weft"));
  }
}

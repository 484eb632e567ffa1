package dev.weft.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.datasets.store.DatasetCache;
import dev.weft.graph.Columns;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published files themselves; every number was counted independently with NumPy and SciPy. */
class SampleDataTest {
  private static DatasetSummary summary(String name, String needed) {
    return open(name, needed).summary();
  }

  private static NodeDataset open(String name, String needed) {
    return Datasets.in(SampleData.with(needed))
        .withCache(DatasetCache.none())
        .withoutDownloads()
        .open(name);
  }

  private static NodeDataset ofFormat(String format, String path) {
    Path data = SampleData.with(Path.of(path).getParent().toString());
    return Datasets.in(data)
        .withCache(DatasetCache.none())
        .withoutDownloads()
        .open(format + ":" + data.resolve(path));
  }

  private static List<Long> classSizes(DatasetSummary summary) {
    return summary.classes().stream().map(DatasetSummary.ClassSize::nodes).toList();
  }

  @Test
  void coraIsThatOfThePapers() {
    DatasetSummary cora = summary("cora", "cora/ind.cora.allx");
    assertEquals(2708, cora.nodes());
    assertEquals(10_556, cora.edges());
    assertEquals(0, cora.selfLoops());
    assertEquals(0, cora.isolatedNodes());
    assertEquals(
        new DatasetSummary.Features(1433, "float32", "sparse", 49_216, 49_216 / (2708.0 * 1433)),
        cora.features());
    assertEquals(List.of(351L, 217L, 418L, 818L, 426L, 298L, 180L), classSizes(cora));
    assertEquals(0.810, cora.edgeHomophily(), 5e-4);
    assertEquals(new DatasetSummary.Degrees(1, 10_556 / 2708.0, 168), cora.degrees());
    assertEquals(new DatasetSummary.SplitSizes("public", 140, 500, 1000, true, 10), cora.split());
  }

  @Test
  void corasPublicSplitTrainsOnTwentyOfEachClassAndTestsOnTheLastThousand() {
    NodeDataset cora = open("cora", "cora/ind.cora.allx");
    int[] labels = Columns.ints(cora.labels());
    boolean[] train = Columns.booleans(cora.train());
    boolean[] test = Columns.booleans(cora.test());
    long[] perClass = new long[7];
    long[] tested = new long[7];
    for (int v = 0; v < labels.length; v++) {
      perClass[labels[v]] += train[v] ? 1 : 0;
      tested[labels[v]] += test[v] ? 1 : 0;
      assertEquals(v >= 1708, test[v]);
    }
    assertEquals("[20, 20, 20, 20, 20, 20, 20]", Arrays.toString(perClass));
    assertEquals("[130, 91, 144, 319, 149, 103, 64]", Arrays.toString(tested));
  }

  @Test
  void corasTestRowsGoToTheNodesThatTheIndexNames() {
    NodeDataset cora = open("cora", "cora/ind.cora.allx");
    float[] features = Columns.floats(cora.features());
    // Counted with SciPy: words of node 2692 (row 0 of tx), of 1708 and of 0.
    assertEquals(15, words(features, 2692));
    assertEquals(20, words(features, 1708));
    assertEquals(9, words(features, 0));
    assertEquals(3, Columns.ints(cora.labels())[2692]);
  }

  private static long words(float[] features, int node) {
    return IntStream.range(0, 1433).filter(c -> features[node * 1433 + c] != 0).count();
  }

  @Test
  void corasNumberedSplitCoversItsLargestComponent() {
    NodeDataset cora = open("cora", "cora/ind.cora.allx").withSplit(Split.masks(0));
    assertEquals(
        new DatasetSummary.SplitSizes("masks:0", 1192, 796, 497, true, 10), cora.summary().split());
    assertThrows(DatasetException.class, () -> cora.withSplit(Split.masks(10)));
  }

  @Test
  void citeseerHasFifteenNodesWithNeitherFeaturesNorLabel() {
    NodeDataset dataset = open("citeseer", "citeseer/ind.citeseer.allx");
    DatasetSummary citeseer = dataset.summary();
    assertEquals(3327, citeseer.nodes());
    assertEquals(9228, citeseer.edges());
    assertEquals(124, citeseer.selfLoops());
    assertEquals(48, citeseer.isolatedNodes());
    assertEquals(15, citeseer.unlabelled());
    assertEquals(105_165, citeseer.features().nonZeros());
    assertEquals(3703, citeseer.features().width());
    assertEquals(List.of(249L, 590L, 668L, 701L, 596L, 508L), classSizes(citeseer));
    // Among the 4,536 undirected edges whose ends both have a label.
    assertEquals(0.7377, citeseer.edgeHomophily(), 5e-5);
    assertEquals(
        new DatasetSummary.SplitSizes("public", 120, 500, 1000, true, 10), citeseer.split());
    boolean[] labelled = Columns.booleans(dataset.labelled());
    boolean[] test = Columns.booleans(dataset.test());
    for (int v = 0; v < labelled.length; v++) {
      assertFalse(test[v] && !labelled[v]);
    }
    DatasetSummary.SplitSizes random = dataset.withSplit(Split.random(3, 20)).summary().split();
    assertEquals(
        new DatasetSummary.SplitSizes("random:3:20", 120, 180, 3312 - 300, true, 10), random);
  }

  @Test
  void pubmedsMissingFileIsNamedWithThePlacesLookedAt() {
    Path data = SampleData.with("pubmed/ind.pubmed.x");
    String message =
        assertThrows(DatasetException.class, () -> open("pubmed", "pubmed/ind.pubmed.x"))
            .getMessage();
    assertTrue(
        message.startsWith(
            "Dataset pubmed: ind.pubmed.allx is missing; looked in " + data.resolve("pubmed")),
        message);
    String direct =
        assertThrows(DatasetException.class, () -> ofFormat("planetoid", "pubmed/pubmed"))
            .getMessage();
    assertEquals(
        "pubmed: ind.pubmed.allx is missing; looked in " + data.resolve("pubmed") + ".", direct);
  }

  @Test
  void amazonComputersIsBidirectedAndKeepsItsIsolatedNodes() {
    DatasetSummary amazon =
        summary("amazon-computers", "amazon-computers/amazon_electronics_computers.npz");
    assertEquals(13_752, amazon.nodes());
    assertEquals(491_722, amazon.edges());
    assertEquals(0, amazon.selfLoops());
    assertEquals(281, amazon.isolatedNodes());
    assertEquals(767, amazon.features().width());
    assertEquals(3_675_081, amazon.features().nonZeros());
    assertEquals(
        List.of(436L, 2142L, 1414L, 542L, 5158L, 308L, 487L, 818L, 2156L, 291L),
        classSizes(amazon));
    assertEquals("Desktops", amazon.classes().getFirst().name());
    assertEquals(0.777, amazon.edgeHomophily(), 5e-4);
    assertEquals(
        new DatasetSummary.SplitSizes("random:0:20", 200, 300, 13_252, false, 0), amazon.split());
  }

  @Test
  void coauthorCsHasCountsAndPickledClassNames() {
    NodeDataset dataset = open("coauthor-cs", "coauthor-cs/ms_academic_cs.npz");
    DatasetSummary coauthor = dataset.summary();
    assertEquals(18_333, coauthor.nodes());
    assertEquals(163_788, coauthor.edges());
    assertEquals(6805, coauthor.features().width());
    assertEquals(1_092_079, coauthor.features().nonZeros());
    assertEquals(
        List.of(
            708L, 462L, 2050L, 429L, 1394L, 2193L, 371L, 924L, 775L, 118L, 1444L, 2033L, 420L,
            4136L, 876L),
        classSizes(coauthor));
    assertEquals(0.808, coauthor.edgeHomophily(), 5e-4);
    assertEquals("theoretical_cs", dataset.classNames().getLast());
  }

  @Test
  void gnnBenchmarksCoraIsPlanetoidsUnderOtherIds() {
    DatasetSummary npz = summary("cora-npz", "gnn-benchmark-npz/cora.npz");
    DatasetSummary planetoid = summary("cora", "cora/ind.cora.allx");
    assertEquals(planetoid.edges(), npz.edges());
    assertEquals(planetoid.degrees(), npz.degrees());
    assertEquals(planetoid.features(), npz.features());
    assertEquals(
        classSizes(planetoid).stream().sorted().toList(),
        classSizes(npz).stream().sorted().toList());
    DatasetSummary citeseer = summary("citeseer-npz", "gnn-benchmark-npz/citeseer.npz");
    assertEquals(2 * 4536 + 124, citeseer.edges());
    assertEquals(48, citeseer.isolatedNodes());
  }

  @Test
  void heterophilousGraphsComeWithTenSplits() {
    DatasetSummary minesweeper = summary("minesweeper", "heterophilous-npz/minesweeper.npz");
    assertEquals(2 * 39_402, minesweeper.edges());
    assertEquals("dense", minesweeper.features().layout());
    assertEquals(List.of(8000L, 2000L), classSizes(minesweeper));
    assertEquals(
        new DatasetSummary.SplitSizes("masks:0", 5000, 2500, 2500, false, 10), minesweeper.split());
    // These masks stand in Fortran order.
    NodeDataset wisconsin = open("wisconsin", "heterophilous-npz/wisconsin.npz");
    for (int k = 0; k < 10; k++) {
      assertEquals(
          new DatasetSummary.SplitSizes("masks:" + k, 120, 80, 51, false, 10),
          wisconsin.withSplit(Split.masks(k)).summary().split());
    }
    assertEquals(0.178, wisconsin.summary().edgeHomophily(), 5e-4);
    assertEquals(0.217, summary("actor", "heterophilous-npz/actor.npz").edgeHomophily(), 5e-4);
  }

  @Test
  void geomGcnTextsAgreeWithTheArchives() {
    DatasetSummary film = ofFormat("geom-gcn", "geom-gcn/new_data/film").summary();
    DatasetSummary actor = summary("actor", "heterophilous-npz/actor.npz");
    assertEquals(actor.edges(), film.edges() - film.selfLoops());
    assertEquals(actor.features(), film.features());
    assertEquals(actor.classes(), film.classes());
    assertEquals(
        new DatasetSummary.SplitSizes("masks:0", 3648, 2432, 1520, false, 10), film.split());
    DatasetSummary texas = ofFormat("geom-gcn", "geom-gcn/new_data/texas").summary();
    assertEquals(2 * 279 + 16, texas.edges());
    assertEquals(1703, texas.features().width());
  }

  @Test
  void fromTheCacheComesWhatWasParsed(@TempDir Path dir) {
    Path data = SampleData.with("citeseer/ind.citeseer.allx");
    Datasets datasets = Datasets.in(data).withoutDownloads().withCache(DatasetCache.in(dir));
    NodeDataset parsed = datasets.open("citeseer");
    NodeDataset cached = datasets.open("citeseer");
    assertEquals(parsed.summary(), cached.summary());
    assertArrayEquals(Columns.floats(parsed.features()), Columns.floats(cached.features()));
    assertArrayEquals(Columns.ints(parsed.labels()), Columns.ints(cached.labels()));
    assertArrayEquals(Columns.booleans(parsed.labelled()), Columns.booleans(cached.labelled()));
    assertArrayEquals(parsed.graph().inDegrees(), cached.graph().inDegrees());
    for (Split split : List.of(Split.PUBLIC, Split.masks(9), Split.random(1, 20))) {
      NodeDataset a = parsed.withSplit(split);
      NodeDataset b = cached.withSplit(split);
      assertArrayEquals(Columns.booleans(a.train()), Columns.booleans(b.train()));
      assertArrayEquals(Columns.booleans(a.test()), Columns.booleans(b.test()));
    }
  }
}

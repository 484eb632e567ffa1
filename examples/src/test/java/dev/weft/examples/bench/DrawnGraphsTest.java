package dev.weft.examples.bench;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.sparse.Coo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DrawnGraphsTest {
  @TempDir private Path dir;

  @ParameterizedTest
  @CsvSource({
    "UNIFORM100K, 100000, 1500000",
    "RMAT17, 131072, 2097152",
    "RGCN50K, 50000, 600000",
    "CORA_LIKE, 2708, 10556"
  })
  void aGraphHasItsSizeAndNoEdgeTwiceAndNoLoops(DrawnGraphs drawn, int nodes, int edges) {
    GraphFolder graph = drawn.draw();
    assertEquals(nodes, graph.numNodes());
    long[] sorted =
        IntStream.range(0, edges)
            .mapToLong(e -> (long) graph.coo().rowOf(e) << 32 | graph.coo().colOf(e))
            .sorted()
            .toArray();
    assertTrue(IntStream.range(1, edges).noneMatch(e -> sorted[e] == sorted[e - 1]), "twice");
    assertTrue(
        IntStream.range(0, edges).noneMatch(e -> graph.coo().rowOf(e) == graph.coo().colOf(e)),
        "loops");
    assertEquals(edges, graph.coo().size());
  }

  @Test
  void aPowerLawHasHubsAndNodesWithoutEdges() {
    GraphFolder graph = DrawnGraphs.RMAT17.draw();
    int[] degrees = new int[graph.numNodes()];
    Arrays.stream(graph.coo().col().toArray(JAVA_INT)).forEach(v -> degrees[v]++);
    assertTrue(Arrays.stream(degrees).max().orElse(0) > 5_000);
    assertTrue(Arrays.stream(degrees).filter(d -> d == 0).count() > 40_000);
  }

  @Test
  void rareTypesAreThere() {
    assertEquals(45, DrawnGraphs.RGCN50K.draw().numTypes());
  }

  @Test
  void aFolderIsReadAsItWasDrawnAndKept() throws IOException {
    Path folder = DrawnGraphs.CORA_LIKE.into(dir);
    GraphFolder read = GraphFolder.read(folder);
    GraphFolder drawn = DrawnGraphs.CORA_LIKE.draw();
    assertEquals("cora_like", read.name());
    assertEquals(-1, drawn.coo().row().mismatch(read.coo().row()));
    assertEquals(-1, drawn.coo().col().mismatch(read.coo().col()));
    Files.write(folder.resolve("src.bin"), new byte[0]);
    DrawnGraphs.CORA_LIKE.into(dir);
    assertEquals(0, Files.size(folder.resolve("src.bin")));
  }

  @Test
  void typesAreWrittenToo() throws IOException {
    new GraphFolder("typed", Coo.of(2, 2, new int[] {0}, new int[] {1}), Optional.of(new int[] {3}))
        .write(dir);
    assertArrayEquals(new int[] {3}, GraphFolder.read(dir).typesOfEdges());
  }
}

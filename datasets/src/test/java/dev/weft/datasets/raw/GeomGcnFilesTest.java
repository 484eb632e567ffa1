package dev.weft.datasets.raw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.datasets.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeomGcnFilesTest {
  @TempDir Path dir;

  private RawNodes read(String nodes, String edges) throws IOException {
    Files.writeString(
        dir.resolve("out1_node_feature_label.txt"), "node_id\tfeature\tlabel\n" + nodes);
    Files.writeString(dir.resolve("out1_graph_edges.txt"), "node_id\tnode_id\n" + edges);
    return new GeomGcnFiles(dir).read();
  }

  private void assertRefused(String expected, String nodes, String edges) {
    String message = assertThrows(DatasetException.class, () -> read(nodes, edges)).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void explicitZerosAndOnesAreFeatureRows() throws IOException {
    RawNodes tiny = read("1\t0,1,1\t0\n0\t1,0,0\t1\n", "0\t1\n");
    RawFeatures.SparseRows features = (RawFeatures.SparseRows) tiny.features();
    assertEquals(3, features.cols());
    assertArrayEquals(new int[] {0, 1, 3}, features.indptr());
    assertArrayEquals(new int[] {0, 1, 2}, features.indices());
    assertArrayEquals(new int[] {1, 0}, tiny.labels());
    assertArrayEquals(new int[] {1, 0}, tiny.arcs().dst());
  }

  @Test
  void listsOfActiveFeaturesAreFeatureRowsAndRepetitionsCountOnce() throws IOException {
    RawFeatures.SparseRows features =
        (RawFeatures.SparseRows) read("0\t7,2,7\t0\n1\t\t1\n", "0\t1\n").features();
    assertEquals(8, features.cols());
    assertArrayEquals(new int[] {0, 2, 2}, features.indptr());
    assertArrayEquals(new int[] {2, 7}, features.indices());
    assertArrayEquals(new float[] {1, 1}, features.values());
  }

  @Test
  void malformedLinesAreNamed() {
    assertRefused("row 1 after the header: 2 fields; expected 3", "0\t1\n", "0\t0\n");
    assertRefused("row 2 after the header: node id 0", "0\t1\t0\n0\t1\t0\n", "0\t0\n");
    assertRefused("'x' is no whole number", "0\t1\tx\n", "0\t0\n");
    assertRefused("expected node ids in [0, 1)", "0\t1\t0\n", "0\t5\n");
    assertRefused(
        "row 1 after the header: feature -4; expected a number from 0", "0\t-4\t0\n", "0\t0\n");
  }
}

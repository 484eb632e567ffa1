package dev.weft.datasets.raw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.datasets.DatasetException;
import dev.weft.datasets.numpy.NpyBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzGraphTest {
  @TempDir Path dir;

  /** Three nodes, arcs 0-1, 1-0, 1-2 and a loop at 2; features [[0, 7], [0, 0], [3, 0]]. */
  private static Map<String, byte[]> benchmark() {
    Map<String, byte[]> arrays = new HashMap<>();
    arrays.put("adj_shape", NpyBytes.longs(new int[] {2}, 3, 3));
    arrays.put("adj_indptr", NpyBytes.ints(new int[] {4}, 0, 1, 3, 4));
    arrays.put("adj_indices", NpyBytes.ints(new int[] {4}, 1, 0, 2, 2));
    arrays.put("adj_data", NpyBytes.floats(new int[] {4}, 1, 1, 1, 1));
    arrays.put("attr_shape", NpyBytes.longs(new int[] {2}, 3, 2));
    arrays.put("attr_indptr", NpyBytes.ints(new int[] {4}, 0, 1, 1, 2));
    arrays.put("attr_indices", NpyBytes.ints(new int[] {2}, 1, 0));
    arrays.put("attr_data", NpyBytes.floats(new int[] {2}, 7, 3));
    arrays.put("labels", NpyBytes.longs(new int[] {3}, 1, 0, 1));
    arrays.put(
        "class_names",
        NpyBytes.npy(
            "<U2", "False", "(2,)", "catdog".substring(0, 4).getBytes(StandardCharsets.UTF_32LE)));
    return arrays;
  }

  /** Two nodes, one edge, dense features, two splits in Fortran order. */
  private static Map<String, byte[]> heterophilous() {
    Map<String, byte[]> arrays = new HashMap<>();
    arrays.put("edges", NpyBytes.longs(new int[] {1, 2}, 1, 0));
    arrays.put("node_features", NpyBytes.floats(new int[] {2, 3}, 1, 2, 3, 4, 5, 6));
    arrays.put("node_labels", NpyBytes.longs(new int[] {2}, 0, 1));
    arrays.put("train_masks", NpyBytes.npy("|b1", "True", "(2, 2)", new byte[] {1, 0, 0, 1}));
    arrays.put("val_masks", NpyBytes.npy("|b1", "True", "(2, 2)", new byte[] {0, 1, 0, 0}));
    arrays.put("test_masks", NpyBytes.npy("|b1", "True", "(2, 2)", new byte[] {0, 0, 1, 0}));
    return arrays;
  }

  private RawNodes read(Map<String, byte[]> arrays) throws IOException {
    return new NpzGraph("tiny", NpyBytes.stored(dir.resolve("tiny.npz"), arrays)).read();
  }

  private void assertRefused(String expected, Map<String, byte[]> arrays) {
    String message = assertThrows(DatasetException.class, () -> read(arrays)).getMessage();
    assertTrue(message.contains("tiny.npz") && message.contains(expected), message);
  }

  private static Map<String, byte[]> changed(
      Map<String, byte[]> arrays, String name, byte[] array) {
    arrays.put(name, array);
    return arrays;
  }

  @Test
  void arcsOfTheBenchmarkLayoutComeInBothDirections() throws IOException {
    RawNodes tiny = read(benchmark());
    assertArrayEquals(new int[] {0, 1, 1, 2, 2}, tiny.arcs().src());
    assertArrayEquals(new int[] {1, 0, 2, 1, 2}, tiny.arcs().dst());
    assertArrayEquals(new int[] {1, 0, 1}, tiny.labels());
    assertEquals(List.of("ca", "td"), tiny.classNames());
    RawFeatures.SparseRows features =
        assertInstanceOf(RawFeatures.SparseRows.class, tiny.features());
    assertArrayEquals(new int[] {0, 1, 1, 2}, features.indptr());
    assertArrayEquals(new float[] {7, 3}, features.values());
  }

  @Test
  void attributesMayBeDense() throws IOException {
    Map<String, byte[]> arrays =
        changed(benchmark(), "attr_matrix", NpyBytes.floats(new int[] {3, 1}, 1, 2, 3));
    assertEquals(1, assertInstanceOf(RawFeatures.DenseRows.class, read(arrays).features()).cols());
  }

  @Test
  void masksOfTheHeterophilousLayoutAreMaskSets() throws IOException {
    RawNodes tiny = read(heterophilous());
    assertArrayEquals(new int[] {0, 1}, tiny.arcs().src());
    assertEquals(2, tiny.maskSets().size());
    // Fortran order: the first column of [sets, nodes] comes first.
    assertArrayEquals(new byte[] {1, 0}, tiny.maskSets().get(0).train());
    assertArrayEquals(new byte[] {0, 1}, tiny.maskSets().get(1).train());
    assertArrayEquals(new byte[] {0, 1}, tiny.maskSets().get(0).test());
    assertArrayEquals(new byte[] {1, 0}, tiny.maskSets().get(1).validation());
  }

  @Test
  void wideMostlyZeroFeaturesBecomeSparse() throws IOException {
    float[] values = new float[2 * 100];
    values[3] = 4;
    values[150] = 5;
    RawNodes tiny =
        read(
            changed(heterophilous(), "node_features", NpyBytes.floats(new int[] {2, 100}, values)));
    RawFeatures.SparseRows features =
        assertInstanceOf(RawFeatures.SparseRows.class, tiny.features());
    assertArrayEquals(new int[] {3, 50}, features.indices());
    assertArrayEquals(new int[] {0, 1, 2}, features.indptr());
  }

  @Test
  void malformedArchivesAreRefused() {
    assertRefused(
        "expected a graph in gnn-benchmark's or", Map.of("x", NpyBytes.ints(new int[] {1}, 1)));
    assertRefused("no array 'labels'", without(benchmark(), "labels"));
    assertRefused(
        "labels has 1 rows; expected 3",
        changed(benchmark(), "labels", NpyBytes.ints(new int[] {1}, 0)));
    assertRefused(
        "labels[0]=-9", changed(benchmark(), "labels", NpyBytes.ints(new int[] {3}, -9, 0, 0)));
    assertRefused(
        "as many rows as columns",
        changed(benchmark(), "adj_shape", NpyBytes.ints(new int[] {2}, 3, 4)));
    assertRefused(
        "expected rows + 1",
        changed(
            benchmark(), "adj_shape", NpyBytes.ints(new int[] {2}, 2_000_000_000, 2_000_000_000)));
    assertRefused(
        "expected two sizes", changed(benchmark(), "attr_shape", NpyBytes.ints(new int[] {1}, 3)));
    assertRefused(
        "expected node ids in [0, 3)",
        changed(benchmark(), "adj_indices", NpyBytes.ints(new int[] {4}, 1, 0, 2, 3)));
    assertRefused(
        "CSR indptr goes from 0 to 9",
        changed(benchmark(), "adj_indptr", NpyBytes.ints(new int[] {4}, 0, 1, 3, 9)));
    assertRefused(
        "expected integers",
        changed(benchmark(), "labels", NpyBytes.floats(new int[] {3}, 1, 0, 1)));
    assertRefused(
        "edges has shape [2]",
        changed(heterophilous(), "edges", NpyBytes.longs(new int[] {2}, 1, 0)));
    assertRefused(
        "val_masks has shape [1, 3]",
        changed(heterophilous(), "val_masks", NpyBytes.ints(new int[] {1, 3}, 1, 1, 1)));
    assertRefused(
        "2 training, 1 validation",
        changed(heterophilous(), "val_masks", NpyBytes.ints(new int[] {1, 2}, 1, 0)));
    assertRefused(
        "mask[0]=-1",
        changed(heterophilous(), "test_masks", NpyBytes.ints(new int[] {2, 2}, 5, 0, 0, 0)));
  }

  private static Map<String, byte[]> without(Map<String, byte[]> arrays, String name) {
    arrays.remove(name);
    return arrays;
  }

  @Test
  void aMissingArchiveIsNamed() {
    String message =
        assertThrows(
                DatasetException.class, () -> new NpzGraph("none", dir.resolve("none.npz")).read())
            .getMessage();
    assertEquals("none: none.npz is missing; looked in " + dir + ".", message);
    assertTrue(Files.isDirectory(dir));
  }
}

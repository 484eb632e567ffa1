package dev.weft.datasets.raw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.datasets.DatasetException;
import dev.weft.datasets.numpy.NpyBytes;
import dev.weft.datasets.numpy.PickleBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network of six nodes: 0 to 2 outside the test, 3 to 5 in it, of which 4 is in no file. */
class PlanetoidFilesTest {
  @TempDir Path dir;
  private PlanetoidFiles files;

  @BeforeEach
  void write() throws IOException {
    files = new PlanetoidFiles(dir, "tiny");
    put("y", new PickleBytes().intArray(new int[] {1, 2}, 1, 0));
    put("ally", new PickleBytes().intArray(new int[] {3, 2}, 1, 0, 0, 1, 1, 0));
    put("ty", new PickleBytes().intArray(new int[] {2, 2}, 0, 1, 1, 0));
    put(
        "allx",
        new PickleBytes()
            .csr(3, 2, new int[] {0, 1, 1, 3}, new int[] {0, 0, 1}, new float[] {1, 2, 3}));
    put(
        "tx",
        new PickleBytes().csr(2, 2, new int[] {0, 1, 2}, new int[] {1, 0}, new float[] {5, 4}));
    // 0-1 twice, 0-5 in one direction only, a loop at 2.
    put(
        "graph",
        new PickleBytes()
            .lists(Map.of(0, List.of(1, 1, 5), 1, List.of(0), 2, List.of(2), 3, List.of())));
    Files.writeString(files.file("test.index"), "5\n3\n");
  }

  private void put(String part, PickleBytes pickle) throws IOException {
    Files.write(files.file(part), pickle.bytes());
  }

  private void assertRefused(String expected) {
    String message = assertThrows(DatasetException.class, files::read).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void edgesComeInBothDirectionsOnceAndLoopsStay() {
    RawNodes tiny = files.read();
    assertEquals(6, tiny.numNodes());
    assertArrayEquals(new int[] {0, 0, 1, 2, 5}, tiny.arcs().src());
    assertArrayEquals(new int[] {1, 5, 0, 2, 0}, tiny.arcs().dst());
  }

  @Test
  void testRowsGoToTheNodesThatTheIndexNamesAndOthersAreEmpty() {
    RawNodes tiny = files.read();
    assertArrayEquals(new int[] {0, 1, 0, 0, RawNodes.UNLABELLED, 1}, tiny.labels());
    RawFeatures.SparseRows features = (RawFeatures.SparseRows) tiny.features();
    assertArrayEquals(new int[] {0, 1, 1, 3, 4, 4, 5}, features.indptr());
    assertArrayEquals(new int[] {0, 0, 1, 0, 1}, features.indices());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5}, features.values());
  }

  @Test
  void thePublicSplitTrainsOnYValidatesOnTheNextAndTestsOnTheIndex() {
    RawMasks split = files.read().publicSplit().getFirst();
    assertArrayEquals(new byte[] {1, 0, 0, 0, 0, 0}, split.train());
    assertArrayEquals(new byte[] {0, 1, 1, 0, 0, 0}, split.validation());
    assertArrayEquals(new byte[] {0, 0, 0, 1, 0, 1}, split.test());
  }

  @Test
  void splitsBesideTheFilesAreMaskSets() throws IOException {
    Path folder = Files.createDirectories(dir.resolve("geom-gcn-splits"));
    byte[] none = NpyBytes.ints(new int[] {6}, 0, 0, 0, 0, 0, 0);
    Map<String, byte[]> masks =
        Map.of(
            "train_mask",
            NpyBytes.ints(new int[] {6}, 1, 1, 0, 0, 0, 0),
            "val_mask",
            none,
            "test_mask",
            none);
    NpyBytes.deflated(folder.resolve("tiny_split_0.6_0.2_0.npz"), masks);
    RawNodes tiny = files.read();
    assertEquals(1, tiny.maskSets().size());
    assertArrayEquals(new byte[] {1, 1, 0, 0, 0, 0}, tiny.maskSets().getFirst().train());
  }

  @Test
  void missingFilesAreNamedWithTheFolder() throws IOException {
    Files.delete(files.file("allx"));
    Files.delete(files.file("graph"));
    assertRefused("tiny: ind.tiny.allx, ind.tiny.graph is missing; looked in " + dir);
  }

  @Test
  void filesThatDisagreeAreRefused() throws IOException {
    put("tx", new PickleBytes().csr(1, 2, new int[] {0, 1}, new int[] {1}, new float[] {5}));
    assertRefused("ind.tiny.tx: 1 rows; expected 2, as in test.index.");
    put(
        "tx",
        new PickleBytes().csr(2, 9, new int[] {0, 1, 2}, new int[] {1, 0}, new float[] {5, 4}));
    assertRefused("ind.tiny.tx: 9 features; expected 2, as in allx.");
  }

  @Test
  void idsOutOfRangeAreRefused() throws IOException {
    put("graph", new PickleBytes().lists(Map.of(0, List.of(6))));
    assertRefused("ind.tiny.graph: edge 0 goes from 0 to 6; expected node ids in [0, 6).");
    put("graph", new PickleBytes().lists(Map.of(0, List.of(-1))));
    assertRefused("ind.tiny.graph: edge 0 goes from 0 to -1");
  }

  @Test
  void badMatricesAreRefused() throws IOException {
    put(
        "allx",
        new PickleBytes()
            .csr(3, 2, new int[] {0, 1, 1, 3}, new int[] {0, 7, 1}, new float[] {1, 2, 3}));
    assertRefused("ind.tiny.allx: CSR indices[1]=7 is out of range [0, cols=2).");
    put(
        "allx",
        new PickleBytes()
            .csr(3, 2, new int[] {0, 2, 1, 3}, new int[] {0, 0, 1}, new float[] {1, 2, 3}));
    assertRefused("ind.tiny.allx: CSR indptr[2]=1 is less than the value before it, 2.");
    put("allx", new PickleBytes().csr(-3, 2, new int[] {0}, new int[0], new float[0]));
    assertRefused("ind.tiny.allx: CSR [-3, 2]");
  }

  @Test
  void anIndexThatIsNoneIsRefused() throws IOException {
    for (String lines : new String[] {"5\nx\n", "2\n3\n", "3\n3\n", "3\n2000000000\n"}) {
      Files.writeString(files.file("test.index"), lines);
      assertRefused("ind.tiny.test.index: ");
    }
  }

  @Test
  void aGraphThatIsNoDictionaryOfListsIsRefused() throws IOException {
    put("graph", new PickleBytes().code('}', '(').integer(0).integer(1).code('u'));
    assertRefused("ind.tiny.graph: a dictionary that is not from int to list of int.");
  }
}

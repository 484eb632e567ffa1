package dev.weft.graph.arrow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.Columns;
import dev.weft.graph.Graph;
import dev.weft.graph.Samples;
import dev.weft.graph.transform.Batches;
import dev.weft.kernels.memory.HostStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GraphFileTest {
  @TempDir private Path folder;

  @Test
  void everyCornerCaseComesBack() throws IOException {
    for (Map.Entry<String, Graph> entry : Samples.corners().entrySet()) {
      assertEquals(
          Samples.dump(entry.getValue()),
          Samples.dump(roundTrip(entry.getValue())),
          entry.getKey());
    }
  }

  @Test
  void everyKindOfColumnComesBack() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      Graph graph = Samples.hetero(new Random(seed));
      assertEquals(Samples.dump(graph), Samples.dump(roundTrip(graph)), "seed " + seed);
    }
  }

  @Test
  void aBatchKeepsItsGraphs() throws IOException {
    Graph batch = Batches.batch(Samples.hetero(new Random(1)), Samples.hetero(new Random(2)));
    Graph again = roundTrip(batch);
    assertEquals(2, again.batchSize());
    assertEquals(
        Samples.dump(Batches.unbatch(batch).get(1)), Samples.dump(Batches.unbatch(again).get(1)));
  }

  @Test
  void columnsAreReadInPlaceAndAligned() throws IOException {
    Graph graph = roundTrip(Samples.homogeneous(new Random(3), 50, 200));
    HostStorage x = (HostStorage) graph.nodeFrame().dense("x").chunks().getFirst();
    assertEquals(0, x.segment().address() % 64);
    assertTrue(x.segment().isReadOnly());
    assertEquals(7, x.rowStride());
  }

  @Test
  void otherArrowProgramsReadTheFile() throws IOException {
    Path file = folder.resolve("g.weft");
    Graph graph =
        Samples.homogeneous(new Random(4), 5, 9)
            .withNodeData("name", new String[] {"a", "b", "", "d", "e"});
    GraphFile.save(graph.withNodeData("mask", true, false, true, true, false), file);
    try (RootAllocator allocator = new RootAllocator();
        ArrowFileReader reader = new ArrowFileReader(Files.newByteChannel(file), allocator)) {
      assertTrue(reader.loadNextBatch());
      var root = reader.getVectorSchemaRoot();
      assertEquals(1, root.getRowCount());
      assertEquals(List.of(5L), root.getVector("nodes/_N").getObject(0));
      int[] src = graph.query().edges(dev.weft.graph.EdgeOrder.ID).src();
      assertEquals(
          java.util.Arrays.stream(src).boxed().toList(),
          root.getVector("edges/_N:_E:_N/src").getObject(0));
      List<?> x = (List<?>) root.getVector("nodes/_N/x").getObject(0);
      float[] expected = Columns.floats(graph.nodeData("x"));
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], ((List<?>) x.get(i / 7)).get(i % 7));
      }
      assertEquals(
          "[\"a\",\"b\",\"\",\"d\",\"e\"]",
          root.getVector("nodes/_N/name").getObject(0).toString());
      assertEquals(
          List.of(true, false, true, true, false), root.getVector("nodes/_N/mask").getObject(0));
    }
  }

  @Test
  void aTruncatedFileIsRefusedAtAnyLength() throws IOException {
    Path whole = folder.resolve("whole.weft");
    GraphFile.save(Samples.hetero(new Random(5)), whole);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.weft");
    for (int length = 0;
        length < bytes.length;
        length += length < 200 || length > bytes.length - 200 ? 1 : 211) {
      Files.write(cut, java.util.Arrays.copyOf(bytes, length));
      assertThrows(GraphFormatException.class, () -> GraphFile.open(cut), "length " + length);
    }
  }

  @Test
  void aFlippedBitIsRefusedOrHarmless() throws IOException {
    Path whole = folder.resolve("whole.weft");
    GraphFile.save(Samples.hetero(new Random(6)), whole);
    byte[] bytes = Files.readAllBytes(whole);
    Path damaged = folder.resolve("damaged.weft");
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 1500; i++) {
      int at = random.nextInt(bytes.length);
      int bit = random.nextInt(8);
      byte[] changed = bytes.clone();
      changed[at] ^= (byte) (1 << bit);
      Files.write(damaged, changed);
      refused += opens(damaged, "byte " + at + ", bit " + bit) ? 0 : 1;
    }
    assertTrue(refused > 100, "only " + refused + " refused");
  }

  @Test
  void randomBytesAtTheFooterAreRefusedOrHarmless() throws IOException {
    Path whole = folder.resolve("whole.weft");
    GraphFile.save(Samples.hetero(new Random(8)), whole);
    byte[] bytes = Files.readAllBytes(whole);
    int footer =
        java.nio.ByteBuffer.wrap(bytes)
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .getInt(bytes.length - 10);
    Path damaged = folder.resolve("damaged.weft");
    Random random = new Random(9);
    for (int i = 0; i < 1000; i++) {
      byte[] changed = bytes.clone();
      int at = bytes.length - 10 - footer + random.nextInt(footer + 4);
      for (int j = 0; j < 1 + random.nextInt(8) && at + j < bytes.length; j++) {
        changed[at + j] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt());
      }
      Files.write(damaged, changed);
      opens(damaged, "seed 9, round " + i);
    }
  }

  /**
   * True when the file opens and everything in it can be read; false when it is refused. Anything
   * else fails the test.
   */
  private static boolean opens(Path file, String what) throws IOException {
    Graph graph;
    try {
      graph = GraphFile.open(file);
    } catch (GraphFormatException e) {
      assertTrue(e.getMessage().startsWith("GraphFile(" + file + "): "), e.getMessage());
      return false;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(what, e);
    }
    // A larger node count is a valid graph of isolated nodes; its degrees would be large arrays.
    if (graph.numNodes() < 1000) {
      Samples.dump(graph);
      graph.relations().forEach(relation -> relation.in().size());
    }
    return true;
  }

  @Test
  void otherFilesAndVersionsAreNamed() throws IOException {
    Path text =
        Files.writeString(folder.resolve("a.weft"), "this is no graph at all, but long enough");
    assertEquals(
        "GraphFile("
            + text
            + "): it does not begin as an Arrow file; expected a file written by GraphFile.save.",
        assertThrows(GraphFormatException.class, () -> GraphFile.open(text)).getMessage());
    Path empty = Files.createFile(folder.resolve("b.weft"));
    assertEquals(
        "GraphFile("
            + empty
            + "): the file has 0 bytes; a graph file has at least 18. Is it complete?",
        assertThrows(GraphFormatException.class, () -> GraphFile.open(empty)).getMessage());
    assertThrows(
        java.nio.file.NoSuchFileException.class,
        () -> GraphFile.open(folder.resolve("missing.weft")));
    Path future = folder.resolve("c.weft");
    GraphFile.save(Graph.of(1, new int[0], new int[0]), future);
    byte[] bytes = Files.readAllBytes(future);
    String all = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    int at = all.lastIndexOf("weft.version");
    int value = all.lastIndexOf("\u0001\0\0\0" + "1\0", at);
    bytes[(value < 0 ? all.indexOf("\u0001\0\0\0" + "1\0", at) : value) + 4] = '9';
    Files.write(future, bytes);
    assertEquals(
        "GraphFile("
            + future
            + "): its version is \"9\"; this program reads version 1. Write it again with this version, or read it with a newer program.",
        assertThrows(GraphFormatException.class, () -> GraphFile.open(future)).getMessage());
  }

  @Test
  void savingReplacesTheFileAtOnceAndLeavesNothingBehind() throws IOException {
    Path file = folder.resolve("g.weft");
    Graph first = Samples.homogeneous(new Random(10), 4, 4);
    GraphFile.save(first, file);
    Graph open = GraphFile.open(file);
    GraphFile.save(Samples.homogeneous(new Random(11), 9, 9), file);
    assertEquals(Samples.dump(first), Samples.dump(open));
    assertEquals(9, GraphFile.open(file).numNodes());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void anOpenFileCanBeSavedOverItself() throws IOException {
    Path file = folder.resolve("g.weft");
    GraphFile.save(Samples.homogeneous(new Random(12), 4, 4), file);
    Graph changed = GraphFile.open(file).withNodeData("label", 1, 2, 3, 4);
    GraphFile.save(changed, file);
    assertArrayEquals(
        new int[] {1, 2, 3, 4}, Columns.ints(GraphFile.open(file).nodeFrame().dense("label")));
  }

  @Test
  void aClosedFileRefusesRunsButItsColumnsStayReadable() throws IOException {
    Graph graph = roundTrip(Samples.homogeneous(new Random(13), 4, 4));
    Graph loops = dev.weft.graph.transform.SelfLoops.addSelfLoops(graph);
    graph.close();
    assertThrows(IllegalStateException.class, graph::pin);
    assertThrows(IllegalStateException.class, loops::pin);
    assertEquals(28, Columns.floats(graph.nodeData("x")).length);
  }

  @Test
  void blocksAreNotStored() {
    Graph block =
        dev.weft.graph.transform.Blocks.toBlock(Samples.homogeneous(new Random(14), 4, 4));
    assertThrows(
        IllegalArgumentException.class, () -> GraphFile.save(block, folder.resolve("b.weft")));
  }

  private Graph roundTrip(Graph graph) throws IOException {
    Path file = folder.resolve("round.weft");
    GraphFile.save(graph, file);
    return GraphFile.open(file);
  }
}

package dev.weft.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.datasets.raw.Arcs;
import dev.weft.datasets.raw.RawFeatures;
import dev.weft.datasets.raw.RawMasks;
import dev.weft.datasets.raw.RawNodes;
import dev.weft.graph.Columns;
import dev.weft.graph.Graph;
import dev.weft.graph.Space;
import dev.weft.graph.SparseColumn;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeDatasetTest {
  /** Four nodes: 0-1 both ways, a loop at 2, 3 alone and without a label; two classes. */
  private static RawNodes raw() {
    return new RawNodes(
        4,
        new Arcs(new int[] {0, 1, 2}, new int[] {1, 0, 2}),
        new RawFeatures.SparseRows(
            4, 3, new int[] {0, 2, 3, 3, 3}, new int[] {0, 2, 1}, new float[] {1, 3, 5}),
        new int[] {0, 1, 1, -1},
        List.of("cat", "dog"),
        List.of(
            new RawMasks(
                new byte[] {1, 0, 0, 0}, new byte[] {0, 1, 0, 0}, new byte[] {0, 0, 1, 0})),
        List.of(
            new RawMasks(new byte[] {0, 1, 0, 0}, new byte[4], new byte[4]),
            new RawMasks(new byte[] {0, 0, 1, 0}, new byte[4], new byte[] {1, 0, 0, 0})));
  }

  private static NodeDataset tiny() {
    return NodeDataset.of("tiny", raw(), Split.random(0, 20));
  }

  private static Graph plain() {
    return Graph.of(3, new int[] {0}, new int[] {1})
        .withNodeData("feat", new float[][] {{1, 3}, {0, 0}, {2, 2}})
        .withNodeData("label", 0, 2, -1);
  }

  @Test
  void everythingIsAColumnOfTheGraphUnderDglsNames() {
    NodeDataset tiny = tiny();
    assertEquals("tiny", tiny.name());
    assertEquals(3, tiny.numFeatures());
    assertEquals(2, tiny.numClasses());
    assertEquals(List.of("cat", "dog"), tiny.classNames());
    assertInstanceOf(SparseColumn.class, tiny.features());
    assertArrayEquals(
        new float[] {1, 0, 3, 0, 5, 0, 0, 0, 0, 0, 0, 0},
        Columns.floats(tiny.graph().nodeData("feat")));
    assertSame(tiny.labels(), tiny.graph().nodeData("label"));
    assertEquals(DType.INT32, tiny.labels().dtype());
    assertEquals(Shape.of(2), tiny.graph().nodeData("train_masks").shape());
    assertSame(tiny.graph().nodes(), tiny.train().space());
    assertEquals(DType.BOOL, tiny.train().dtype());
  }

  @Test
  void nodesWithoutALabelHaveClassZeroAndAreToldApart() {
    NodeDataset tiny = tiny();
    assertArrayEquals(new int[] {0, 1, 1, 0}, Columns.ints(tiny.labels()));
    assertArrayEquals(new boolean[] {true, true, true, false}, Columns.booleans(tiny.labelled()));
  }

  @Test
  void thePublishedSplitComesFirst() {
    NodeDataset tiny = tiny();
    assertEquals(Split.PUBLIC, tiny.split());
    assertArrayEquals(new boolean[] {true, false, false, false}, Columns.booleans(tiny.train()));
    assertArrayEquals(
        new boolean[] {false, true, false, false}, Columns.booleans(tiny.validation()));
    assertArrayEquals(new boolean[] {false, false, true, false}, Columns.booleans(tiny.test()));
  }

  @Test
  void numberedSplitsAreTakenByNumber() {
    NodeDataset second = tiny().withSplit(Split.masks(1));
    assertArrayEquals(new boolean[] {false, false, true, false}, Columns.booleans(second.train()));
    assertArrayEquals(new boolean[] {true, false, false, false}, Columns.booleans(second.test()));
  }

  @Test
  void randomSplitsLeaveOutNodesWithoutALabel() {
    NodeDataset random = tiny().withSplit(Split.random(4, 1));
    assertFalse(
        Columns.booleans(random.train())[3]
            || Columns.booleans(random.validation())[3]
            || Columns.booleans(random.test())[3]);
    assertEquals(
        new DatasetSummary.SplitSizes("random:4:1", 2, 0, 1, true, 2), random.summary().split());
  }

  @Test
  void aSplitThatTheDatasetLacksIsRefusedWithThoseItHas() {
    String message =
        assertThrows(DatasetException.class, () -> tiny().withSplit(Split.masks(2))).getMessage();
    assertEquals(
        "Dataset tiny: it has no split masks:2; its splits are public, masks:0 to masks:1, random:SEED:PER_CLASS (such as random:0:20).",
        message);
    NodeDataset plain = NodeDataset.of(plain());
    String other =
        assertThrows(DatasetException.class, () -> plain.withSplit(Split.PUBLIC)).getMessage();
    assertEquals(
        "NodeDataset: it has no split public; its splits are random:SEED:PER_CLASS (such as random:0:20).",
        other);
  }

  @Test
  void rowsAreNormalizedToSumOneAndEmptyOnesStay() {
    float[] sparse = Columns.floats(tiny().rowNormalized().features());
    assertArrayEquals(new float[] {0.25f, 0, 0.75f, 0, 1, 0, 0, 0, 0, 0, 0, 0}, sparse);
    float[] dense = Columns.floats(NodeDataset.of(plain()).rowNormalized().features());
    assertArrayEquals(new float[] {0.25f, 0.75f, 0, 0, 0.5f, 0.5f}, dense);
  }

  @Test
  void anyGraphWithFeaturesAndLabelsIsADataset() {
    NodeDataset plain = NodeDataset.of(plain());
    assertEquals(3, plain.numClasses());
    assertArrayEquals(new int[] {0, 2, 0}, Columns.ints(plain.labels()));
    assertArrayEquals(new boolean[] {true, true, false}, Columns.booleans(plain.labelled()));
    assertEquals(Split.random(0, 20), plain.split());
    assertEquals("", plain.name());
    Graph longs = plain().withNodeData("label", Columns.of("label", new Space.Rows(3), 0L, 2L, 1L));
    assertEquals(DType.INT32, NodeDataset.of(longs).labels().dtype());
  }

  @Test
  void aGraphWithoutLabelsIsRefusedWithItsColumns() {
    Graph graph = Graph.of(2, new int[] {0}, new int[] {1}).withNodeData("x", 1f, 2f);
    String message = assertThrows(DatasetException.class, () -> NodeDataset.of(graph)).getMessage();
    assertTrue(
        message.startsWith(
            "NodeDataset: the node columns are [x]; expected feat and label among them."),
        message);
    Graph floating = graph.withNodeData("feat", 1f, 2f).withNodeData("label", 1f, 2f);
    assertTrue(
        assertThrows(DatasetException.class, () -> NodeDataset.of(floating))
            .getMessage()
            .contains("column label is FLOAT32[]"));
  }

  @Test
  void masksAndClassCountsOfAnotherKindAreRefused() {
    Graph floats = plain().withNodeData("train_mask", 1f, 0f, 0f);
    String message =
        assertThrows(DatasetException.class, () -> NodeDataset.of(floats)).getMessage();
    assertEquals("NodeDataset: column train_mask is FLOAT32[]; expected BOOL[].", message);
    Graph classes = plain().withMetadata("num_classes", "2147483648");
    assertThrows(DatasetException.class, () -> NodeDataset.of(classes));
    Graph large = plain().withNodeData("label", 0, 2, 1 << 30);
    String label = assertThrows(DatasetException.class, () -> NodeDataset.of(large)).getMessage();
    assertEquals(
        "NodeDataset: largest label 1073741824, metadata num_classes=''; expected less than 1048576 classes.",
        label);
  }

  @Test
  void theSummaryCountsEverything() {
    DatasetSummary expected =
        new DatasetSummary(
            "tiny",
            4,
            3,
            1,
            2,
            new DatasetSummary.Degrees(0, 0.75, 1),
            new DatasetSummary.Features(3, "float32", "sparse", 3, 0.25),
            List.of(new DatasetSummary.ClassSize("cat", 1), new DatasetSummary.ClassSize("dog", 2)),
            1,
            0,
            new DatasetSummary.SplitSizes("public", 1, 1, 1, true, 2));
    assertEquals(expected, tiny().summary());
    assertEquals(
        "tiny: 4 nodes, 3 edges, 3 sparse features, 2 classes, split public (1 / 1 / 1)",
        tiny().toString());
  }

  @Test
  void aDatasetWithoutNodesIsEmptyThroughout() {
    RawNodes none =
        new RawNodes(
            0,
            new Arcs(new int[0], new int[0]),
            new RawFeatures.SparseRows(0, 3, new int[1], new int[0], new float[0]),
            new int[0],
            List.of(),
            List.of(),
            List.of());
    NodeDataset empty = NodeDataset.of("empty", none, Split.random(0, 20)).rowNormalized();
    assertEquals(0, empty.numClasses());
    assertEquals(0, empty.summary().split().train());
    assertEquals(0, empty.summary().features().density());
  }
}

package dev.weft.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.datasets.Datasets;
import dev.weft.datasets.NodeDataset;
import dev.weft.graph.Column;
import dev.weft.graph.Columns;
import dev.weft.graph.Graph;
import dev.weft.graph.transform.SelfLoops;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Mode;
import dev.weft.nn.checkpoint.Checkpoint;
import dev.weft.nn.conv.GatConv;
import dev.weft.nn.metric.Metrics;
import dev.weft.nn.model.Gcn;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples do what they say. */
final class ExamplesTest {
  @TempDir private Path dir;

  /** 14 nodes are tested; guessing finds 7. */
  @Test
  void theKarateClubIsLearned() {
    assertTrue(KarateGcn.train(100) >= 11.0 / 14);
  }

  /** GatConv keeps fc.weight as PyTorch does, [heads · width, in]. */
  @Test
  void attentionByHandIsGatConv() {
    Graph graph = Graph.of(4, new int[] {0, 1, 2, 3, 0, 1}, new int[] {1, 2, 3, 0, 2, 1});
    Tensor x = Tensor.of(graph.nodes(), Shape.of(3), 1, 2, 3, -1, 0.5f, 2, 0, 1, -2, 3, 3, 1);
    GatConv layer = GatConv.of(3, 5, 2, Seed.of(1)).withoutBias();
    Tensor w = parameter(layer, "fc.weight").transpose(1, 0);
    Tensor left = parameter(layer, "attn_l").reshape(2, 5);
    Tensor right = parameter(layer, "attn_r").reshape(2, 5);
    Tensor byHand = GatByHand.layer(Edges.of(graph), x, w, left, right);
    float[] wanted = layer.forward(graph, x, Mode.evaluation()).floats();
    // Sums of three products of numbers below 10, softmax and a sum of three: a dozen roundings of
    // 6e-8.
    assertArrayEquals(wanted, byHand.floats(), 1e-5f);
  }

  private static Tensor parameter(GatConv layer, String name) {
    Parameter found = layer.parameters().get(name);
    return found.read();
  }

  /** By hand: node 2 hears 4 · 0.5 and 1 · 10 in its first coordinate. */
  @Test
  void messagesAreSummedWithTheirWeights() {
    float[] sums = CustomMessages.weightedSum(CustomMessages.triangle()).floats();
    assertArrayEquals(new float[] {18, 10, 1, 0, 12, 0.5f}, sums);
  }

  @Test
  void theFarthestNeighbourIsFoundCoordinateByCoordinate() {
    float[] farthest = CustomMessages.farthest(CustomMessages.triangle()).floats();
    assertArrayEquals(new float[] {8, 5, 3, 1, 8, 5}, farthest);
  }

  @Test
  void aDatasetOutOfTextFilesComesBackFromArrow() throws IOException {
    Path raw = Files.createDirectory(dir.resolve("tiny"));
    Files.writeString(raw.resolve("out1_graph_edges.txt"), "node_id\tnode_id\n0\t1\n1\t2\n");
    Files.writeString(
        raw.resolve("out1_node_feature_label.txt"),
        "node_id\tfeature\tlabel\n0\t1,0,1\t0\n1\t0,1,0\t1\n2\t1,1,1\t0\n");
    NodeDataset back = ConvertDataset.convert("geom-gcn:" + raw, dir.resolve("tiny.weft"));
    assertEquals(3, back.graph().numNodes());
    assertEquals(4, back.graph().numEdges());
    assertArrayEquals(new int[] {0, 1, 0}, Columns.ints(back.labels()));
    Column features = back.features();
    assertArrayEquals(new float[] {1, 0, 1, 0, 1, 0, 1, 1, 1}, Columns.floats(features));
  }

  @Test
  void aSavedModelPredictsWhatItDidBefore() throws IOException {
    NodeDataset club = Datasets.standard().open("karate");
    Gcn model = Gcn.of(club.numFeatures(), 16, club.numClasses(), Seed.of(7));
    Path file = dir.resolve("model.safetensors");
    Checkpoint.of(model).save(file);
    Tensor logits =
        model.forward(SelfLoops.addSelfLoops(club.graph()), club.features(), Mode.evaluation());
    int[] before =
        Arrays.stream(Metrics.predictions(logits).doubles()).mapToInt(c -> (int) c).toArray();
    assertArrayEquals(before, SavedModel.predict(file));
    assertTrue(
        Arrays.stream(before).distinct().count() == 2,
        "a model that says one class to all would not show a mix-up");
  }
}

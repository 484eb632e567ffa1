package dev.weft.examples;

import dev.weft.datasets.Datasets;
import dev.weft.datasets.NodeDataset;
import dev.weft.graph.Graph;
import dev.weft.graph.transform.SelfLoops;
import dev.weft.nn.Mode;
import dev.weft.nn.checkpoint.Checkpoint;
import dev.weft.nn.metric.Metrics;
import dev.weft.nn.model.Gcn;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Loads a model that {@code weft train gcn --save FILE} wrote, and predicts with it. The file is
 * safetensors: other tools read it too.
 */
public final class SavedModel {
  private SavedModel() {}

  /** Prints the class of every member of the karate club: {@code SavedModel FILE}. */
  public static void main(String[] args) throws IOException {
    System.out.println(Arrays.toString(predict(Path.of(args[0]))));
  }

  /** The class of every member, as the saved model sees it. */
  static int[] predict(Path file) throws IOException {
    NodeDataset club = Datasets.standard().open("karate");
    Graph graph = SelfLoops.addSelfLoops(club.graph());
    Gcn model = Gcn.of(club.numFeatures(), 16, club.numClasses(), Seed.of(0));
    Checkpoint.read(file).loadInto(model);
    Tensor logits = model.forward(graph, club.features(), Mode.evaluation());
    double[] classes = Metrics.predictions(logits).doubles();
    return Arrays.stream(classes).mapToInt(c -> (int) c).toArray();
  }
}

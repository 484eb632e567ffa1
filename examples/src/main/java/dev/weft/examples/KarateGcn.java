package dev.weft.examples;

import static dev.weft.nn.loss.Losses.crossEntropy;
import static dev.weft.nn.metric.Metrics.accuracy;

import dev.weft.datasets.Datasets;
import dev.weft.datasets.NodeDataset;
import dev.weft.graph.Graph;
import dev.weft.graph.transform.SelfLoops;
import dev.weft.nn.Mode;
import dev.weft.nn.model.Gcn;
import dev.weft.nn.optim.Adam;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;

/** A graph convolutional network learns who joins whom after the split of a karate club. */
public final class KarateGcn {
  private KarateGcn() {}

  /** Trains and prints the test accuracy. */
  public static void main(String[] args) {
    System.out.printf("test accuracy %.3f%n", train(200));
  }

  /** The test accuracy after so many epochs. */
  static double train(int epochs) {
    NodeDataset club = Datasets.standard().open("karate");
    Graph graph = SelfLoops.addSelfLoops(club.graph());
    Seed seed = Seed.of(0);
    Gcn model = Gcn.of(club.numFeatures(), 16, club.numClasses(), seed);
    Adam adam = Adam.of(model.parameters()).learningRate(0.01).weightDecay(5e-4);
    for (int epoch = 0; epoch < epochs; epoch++) {
      Tensor logits = model.forward(graph, club.features(), Mode.training(seed.child(epoch)));
      Tensor loss = crossEntropy(logits, club.labels(), club.train());
      adam.step(loss); // forward, backward, update: one program
    }
    Tensor logits = model.forward(graph, club.features(), Mode.evaluation());
    return accuracy(logits, club.labels(), club.test()).item();
  }
}

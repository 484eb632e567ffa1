package dev.weft.examples.train;

import dev.weft.datasets.NodeDataset;
import dev.weft.datasets.Split;
import dev.weft.graph.Graph;
import dev.weft.graph.transform.SelfLoops;
import dev.weft.nn.Parameters;
import dev.weft.nn.model.Model;
import dev.weft.nn.optim.Adam;
import dev.weft.nn.train.Epoch;
import dev.weft.nn.train.NodeTask;
import dev.weft.nn.train.Trained;
import dev.weft.nn.train.Training;
import dev.weft.tensor.Seed;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A recipe on a dataset: runs with one seed after the other. */
public final class Experiment {
  private final Recipe recipe;
  private final NodeDataset dataset;
  private final Graph graph;
  private final Splitting splitting;
  private Optional<Best> best = Optional.empty();

  /** Whether every run shares the nodes in its own way. */
  public enum Splitting {
    /** All runs have the dataset's split. */
    SHARED,
    /** A random split is drawn anew, from the run's seed. */
    PER_RUN
  }

  private record Best(Model model, Parameters.Snapshot values, Outcome outcome) {}

  /** An experiment; nothing is computed yet. */
  public Experiment(Recipe recipe, NodeDataset dataset, Splitting splitting) {
    this.recipe = recipe;
    this.dataset =
        switch (recipe.input()) {
          case ROW_NORMALIZED -> dataset.rowNormalized();
          case AS_PUBLISHED -> dataset;
        };
    this.splitting = splitting;
    this.graph = prepared(recipe.model(), this.dataset.graph());
  }

  /** The graph as the model's paper takes it: with one self loop a node, or as it is. */
  static Graph prepared(ModelName model, Graph graph) {
    return model.wantsSelfLoops()
        ? SelfLoops.addSelfLoops(SelfLoops.removeSelfLoops(graph))
        : graph;
  }

  /** What a model of this experiment reads, and which nodes are for what. */
  public NodeTask task(long seed) {
    NodeDataset own = dataset.withSplit(split(seed));
    return NodeTask.of(
        graph, graph.nodeData("feat"), own.labels(), own.train(), own.validation(), own.test());
  }

  /** A fresh model for this dataset. */
  public Model model(Seed seed) {
    return recipe.make(dataset.numFeatures(), dataset.numClasses(), seed);
  }

  private Split split(long seed) {
    if (splitting == Splitting.PER_RUN
        && dataset.split() instanceof Split.RandomPerClass(var _, var train, var validation)) {
      return new Split.RandomPerClass(seed, train, validation);
    }
    return dataset.split();
  }

  /** One run. The listener hears of every epoch. */
  public Outcome run(long number, Consumer<Epoch> listener) {
    Seed seed = Seed.of(number);
    Model model = model(seed.child("model"));
    Adam adam = recipe.optimizer(model);
    AtomicReference<Parameters.Snapshot> last =
        new AtomicReference<>(model.parameters().snapshot());
    Trained trained =
        Training.of(model, adam)
            .epochs(recipe.epochs())
            .patience(recipe.patience())
            .afterEpoch(_ -> last.set(model.parameters().snapshot()))
            .afterEpoch(listener)
            .run(task(number), seed.child("training"));
    Outcome outcome =
        new Outcome(number, split(number).toString(), trained, Fingerprint.of(last.get()));
    if (best.isEmpty() || outcome.best().validation() > best.get().outcome.best().validation()) {
      best = Optional.of(new Best(model, model.parameters().snapshot(), outcome));
    }
    return outcome;
  }

  /**
   * The model of the run with the best validation accuracy, at its best epoch.
   *
   * @throws IllegalStateException before the first run
   */
  public Model bestModel() {
    Best found =
        best.orElseThrow(
            () ->
                new IllegalStateException(
                    "Experiment.bestModel: no run yet; expected at least one."));
    Parameters.restore(found.values);
    return found.model;
  }

  /** The seed of that run. */
  public long bestSeed() {
    return best.orElseThrow().outcome.seed();
  }
}

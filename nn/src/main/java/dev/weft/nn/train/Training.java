package dev.weft.nn.train;

import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.loss.Losses;
import dev.weft.nn.metric.Metrics;
import dev.weft.nn.model.Model;
import dev.weft.nn.optim.Optimizer;
import dev.weft.nn.optim.Schedule;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Trains a model on the nodes of one graph and keeps the best epoch: the highest validation
 * accuracy, and among equals the lowest validation loss, then the earliest. Without validation
 * nodes the last epoch counts as best. The loop itself is ten lines that a user can write by hand;
 * see {@link #step}.
 *
 * <pre>{@code
 * Trained run = Training.of(model, Adam.of(model.parameters()).learningRate(0.01)).epochs(200).patience(50).run(task, seed);
 * }</pre>
 */
public final class Training {
  private final Model model;
  private final Optimizer<?> optimizer;
  private Optional<Schedule> schedule = Optional.empty();
  private int epochs = 200;
  private int patience = Integer.MAX_VALUE;
  private Consumer<Epoch> afterEpoch = epoch -> {};

  private Training(Model model, Optimizer<?> optimizer) {
    this.model = model;
    this.optimizer = optimizer;
  }

  /** 200 epochs, no early stop, the optimiser's own learning rate. */
  public static Training of(Model model, Optimizer<?> optimizer) {
    return new Training(model, optimizer);
  }

  /** For at most so many epochs. */
  public Training epochs(int most) {
    epochs = positive("epochs", most);
    return this;
  }

  /** Stopping after so many epochs that were not better than the best. */
  public Training patience(int most) {
    patience = positive("patience", most);
    return this;
  }

  /** With a learning rate for every epoch. */
  public Training schedule(Schedule rates) {
    schedule = Optional.of(rates);
    return this;
  }

  /** Telling somebody about every epoch: a progress bar, a log. */
  public Training afterEpoch(Consumer<Epoch> listener) {
    afterEpoch = afterEpoch.andThen(listener);
    return this;
  }

  private static int positive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "Training: " + what + "=" + value + "; expected at least 1.");
    }
    return value;
  }

  /** Trains; afterwards the model has the parameters of the best epoch. */
  public Trained run(NodeTask task, Seed seed) {
    List<Epoch> done = new ArrayList<>();
    Optional<Best> best = Optional.empty();
    boolean validates = task.validation().reshape().ne(Tensor.literal(0)).sumRows().item() > 0;
    for (int number = 0;
        number < epochs && !(best.isPresent() && number - best.get().epoch.number() > patience);
        number++) {
      Epoch epoch = epoch(task, number, seed);
      done.add(epoch);
      if (best.isEmpty() || !validates || isBetter(epoch, best.get().epoch)) {
        best = Optional.of(new Best(epoch, model.parameters().snapshot()));
      }
      afterEpoch.accept(epoch);
    }
    Best kept = best.orElseThrow();
    Parameters.restore(kept.parameters);
    return new Trained(done, kept.epoch);
  }

  private record Best(Epoch epoch, Parameters.Snapshot parameters) {}

  private static boolean isBetter(Epoch one, Epoch other) {
    if (one.validation() != other.validation()) {
      return one.validation() > other.validation();
    }
    return one.validationLoss() < other.validationLoss();
  }

  private Epoch epoch(NodeTask task, int number, Seed seed) {
    long start = System.nanoTime();
    final int current = number;
    schedule.ifPresent(rates -> optimizer.learningRate(rates.at(current)));
    double loss = step(task, Mode.training(seed.child(number)));
    long stepped = System.nanoTime();
    double[] measured = measure(task);
    return new Epoch(
        number,
        loss,
        measured[0],
        measured[1],
        measured[2],
        measured[3],
        stepped - start,
        System.nanoTime() - start);
  }

  /** One step, as one would write it by hand; gives the loss. */
  private double step(NodeTask task, Mode mode) {
    Tensor logits = model.forward(task.graph(), task.features(), mode);
    Tensor loss = Losses.crossEntropy(logits, task.labels(), task.train());
    optimizer.step(loss);
    return loss.item();
  }

  /** Accuracies on training, validation and test nodes, and the validation loss, in one program. */
  private double[] measure(NodeTask task) {
    Tensor logits = model.forward(task.graph(), task.features(), Mode.evaluation());
    List<Tensor> wanted =
        List.of(
            Metrics.accuracy(logits, task.labels(), task.train()),
            Metrics.accuracy(logits, task.labels(), task.validation()),
            Metrics.accuracy(logits, task.labels(), task.test()),
            Losses.crossEntropy(logits, task.labels(), task.validation()));
    return Evaluation.evaluate(wanted).stream().mapToDouble(Tensor::item).toArray();
  }
}

package dev.weft.examples.cli;

import dev.weft.datasets.NodeDataset;
import dev.weft.examples.report.Bar;
import dev.weft.examples.report.Screen;
import dev.weft.examples.train.Experiment;
import dev.weft.examples.train.Outcome;
import dev.weft.examples.train.Recipe;
import dev.weft.examples.train.Summary;
import dev.weft.nn.checkpoint.Checkpoint;
import dev.weft.nn.train.Epoch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code weft train MODEL}: trains a model on a dataset and says how good it is. */
final class TrainCommand extends Command {
  private final RecipeOptions recipes = new RecipeOptions(this);
  private final DataOptions data = new DataOptions(this);
  private final Opt<Long> seed =
      Opt.of(spec, "--seed", "S", Long.class, "Seed of the first run. Default: 0.");
  private final Opt<Integer> runs =
      Opt.of(spec, "--runs", "N", Integer.class, "Runs, with the seeds S to S + N - 1. Default: 1.")
          .where(n -> n >= 1, "1 or more");
  private final Opt<Integer> every =
      Opt.of(
              spec,
              "--every",
              "N",
              Integer.class,
              "Prints every Nth epoch; 0 for none. Default: 1, with several runs 0.")
          .where(n -> n >= 0, "0 or more");
  private final Opt<Path> save =
      Opt.of(
          spec,
          "--save",
          "FILE",
          Path.class,
          "Writes the model at its best validation epoch (of several runs the best one's) as safetensors.");
  private final JsonOutput json = new JsonOutput(this);
  private final MachineOptions machine = new MachineOptions(this);

  TrainCommand() {
    super(
        "train",
        "Trains a model on a dataset.",
        "",
        "The test accuracy is that of the epoch with the highest validation accuracy; among equals the one with the lowest validation loss, then the earliest. Datasets without a published or numbered split are shared at random, anew for every run from its seed, unless --split names one.",
        "");
  }

  @Override
  public Integer call() throws IOException {
    long start = System.nanoTime();
    machine.apply();
    runs.given();
    int everyNth = every.or(runs.or(1) == 1 ? 1 : 0);
    NodeDataset dataset = data.open();
    Recipe recipe = recipes.recipe(dataset);
    save.given().ifPresent(file -> OutputFile.of("--save", file));
    Experiment experiment =
        new Experiment(
            recipe,
            dataset,
            data.hasSplit() ? Experiment.Splitting.SHARED : Experiment.Splitting.PER_RUN);
    TrainReport report = new TrainReport(recipe, dataset, data.name());
    Screen screen = new Screen(json.text(), err());
    report.header().forEach(screen::row);
    Summary summary = new Summary(run(experiment, recipe, screen, everyNth));
    if (save.given().isPresent()) {
      report
          .describe(Checkpoint.of(experiment.bestModel()), experiment.bestSeed())
          .save(save.given().get());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    report.table(summary, seconds).forEach(screen::row);
    json.text().flush();
    json.write(report.fields(summary, seconds));
    return 0;
  }

  private List<Outcome> run(Experiment experiment, Recipe recipe, Screen screen, int everyNth) {
    List<Outcome> outcomes = new ArrayList<>();
    int count = runs.or(1);
    long first = seed.or(0L);
    try (Bar bar = Bar.on(screen, recipe.model().text(), (long) count * recipe.epochs())) {
      for (int run = 0; run < count; run++) {
        long before = (long) run * recipe.epochs();
        outcomes.add(
            experiment.run(
                first + run,
                epoch -> {
                  bar.at(before + epoch.number() + 1, remark(epoch));
                  if (everyNth > 0 && (epoch.number() + 1) % everyNth == 0) {
                    screen.row(TrainReport.row(epoch));
                  }
                }));
      }
    }
    return outcomes;
  }

  private static String remark(Epoch epoch) {
    return String.format(
        Locale.ROOT, " loss %.4f, validation %.3f", epoch.loss(), epoch.validation());
  }
}

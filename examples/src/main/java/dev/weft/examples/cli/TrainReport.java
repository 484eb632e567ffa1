package dev.weft.examples.cli;

import dev.weft.datasets.NodeDataset;
import dev.weft.examples.report.PeakMemory;
import dev.weft.examples.train.Outcome;
import dev.weft.examples.train.Recipe;
import dev.weft.examples.train.Summary;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.parallel.Workers;
import dev.weft.nn.checkpoint.Checkpoint;
import dev.weft.nn.train.Epoch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code weft train} says: as rows for people, and as fields for programs. */
record TrainReport(Recipe recipe, NodeDataset dataset, String datasetName) {
  /** Dataset, recipe and the head of the epochs' table. */
  List<String> header() {
    List<String> rows = new ArrayList<>();
    rows.add(dataset.summary().line());
    StringBuilder settings = new StringBuilder(recipe.model().text()).append(':');
    recipe
        .settings()
        .forEach(
            (name, value) ->
                settings.append(' ').append(name.replace('_', '-')).append('=').append(value));
    rows.add(settings.toString());
    rows.add(
        String.format(
            Locale.ROOT, "backend %s, threads %d", Backends.current().name(), Workers.threads()));
    rows.add("");
    rows.add("epoch      loss    train      val     test");
    return rows;
  }

  /** One epoch. */
  static String row(Epoch epoch) {
    return String.format(
        Locale.ROOT,
        "%5d %9.4f   %.4f   %.4f   %.4f",
        epoch.number() + 1,
        epoch.loss(),
        epoch.train(),
        epoch.validation(),
        epoch.test());
  }

  /** One row for every run, then the mean. */
  List<String> table(Summary summary, double seconds) {
    List<String> rows = new ArrayList<>();
    rows.add("");
    rows.add(" seed   best epoch      loss    train      val     test");
    for (Outcome outcome : summary.outcomes()) {
      Epoch best = outcome.best();
      rows.add(
          String.format(
              Locale.ROOT,
              "%5d %6d / %-4d %9.4f   %.4f   %.4f   %.4f",
              outcome.seed(),
              best.number() + 1,
              outcome.trained().epochs().size(),
              best.loss(),
              best.train(),
              best.validation(),
              best.test()));
    }
    rows.add("");
    int n = summary.outcomes().size();
    String spread =
        n == 1
            ? ""
            : String.format(
                Locale.ROOT,
                " ± %.2f (mean and standard deviation of %d runs)",
                100 * summary.std(),
                n);
    rows.add(String.format(Locale.ROOT, "test accuracy %.2f %%%s", 100 * summary.mean(), spread));
    rows.add(
        String.format(
            Locale.ROOT,
            "%.2f ms an epoch, %.2f with its evaluation (medians); %.2f s in all",
            summary.medianStepMillis(),
            summary.medianEpochMillis(),
            seconds));
    return rows;
  }

  /** The record. */
  Map<String, Object> fields(Summary summary, double seconds) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", recipe.model().text());
    fields.put("dataset", datasetName);
    fields.put("splits", summary.outcomes().stream().map(Outcome::split).distinct().toList());
    fields.put("seeds", summary.outcomes().stream().map(Outcome::seed).toList());
    Map<String, Object> accuracy = new LinkedHashMap<>();
    accuracy.put("mean", summary.mean());
    accuracy.put("std", summary.std());
    accuracy.put("values", Arrays.stream(summary.testAccuracies()).boxed().toList());
    fields.put("test_accuracy", accuracy);
    fields.put(
        "validation_accuracy",
        summary.outcomes().stream().map(run -> Summary.decimal(run.best().validation())).toList());
    fields.put(
        "best_epochs", summary.outcomes().stream().map(run -> run.best().number() + 1).toList());
    fields.put(
        "epochs", summary.outcomes().stream().map(run -> run.trained().epochs().size()).toList());
    fields.put("final_loss", summary.finalLoss());
    fields.put("parameters_sha256", summary.parametersSha256());
    Map<String, Object> millis = new LinkedHashMap<>();
    millis.put("median", summary.medianStepMillis());
    millis.put("median_with_evaluation", summary.medianEpochMillis());
    fields.put("epoch_ms", millis);
    fields.put("total_s", seconds);
    fields.put("peak_rss_mb", PeakMemory.megabytes());
    fields.put("backend", Backends.current().name());
    fields.put("threads", Workers.threads());
    fields.put("hyper_parameters", recipe.settings());
    return fields;
  }

  /** A checkpoint with what it takes to build the model again. */
  Checkpoint describe(Checkpoint checkpoint, long seed) {
    Checkpoint described =
        checkpoint
            .with("model", recipe.model().text())
            .with("dataset", datasetName)
            .with("run", Long.toString(seed));
    for (Map.Entry<String, Object> setting : recipe.settings().entrySet()) {
      described = described.with(setting.getKey(), setting.getValue().toString());
    }
    return described;
  }
}

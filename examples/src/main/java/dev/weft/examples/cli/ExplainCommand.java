package dev.weft.examples.cli;

import dev.weft.datasets.NodeDataset;
import dev.weft.examples.train.Experiment;
import dev.weft.examples.train.ModelName;
import dev.weft.examples.train.Recipe;
import dev.weft.kernels.backend.Backends;
import dev.weft.nn.Mode;
import dev.weft.nn.loss.Losses;
import dev.weft.nn.model.Model;
import dev.weft.nn.train.NodeTask;
import dev.weft.tensor.Explanation;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code weft explain MODEL}: the program that training or prediction runs. */
final class ExplainCommand extends Command {
  private final RecipeOptions recipes = new RecipeOptions(this);
  private final DataOptions data = new DataOptions(this);
  private final Opt<Pass> pass =
      Opt.of(
          spec,
          "--pass",
          "PASS",
          Pass.class,
          Pass::of,
          "train for forward, backward and update, predict for forward alone. Default: train.");
  private final JsonOutput json = new JsonOutput(this);
  private final MachineOptions machine = new MachineOptions(this);

  /** Which program. */
  enum Pass {
    TRAIN,
    PREDICT;

    static Pass of(String text) {
      return switch (text) {
        case "train" -> TRAIN;
        case "predict" -> PREDICT;
        default ->
            throw new picocli.CommandLine.TypeConversionException(
                "'" + text + "' is no pass; expected train or predict");
      };
    }
  }

  ExplainCommand() {
    super(
        "explain",
        "Shows the program of a model on a dataset: its kernels, the memory it needs, and what was not fused and why.",
        "");
  }

  @Override
  public Integer call() throws IOException {
    machine.apply();
    NodeDataset dataset = data.open();
    Recipe recipe = recipes.recipe(dataset);
    Explanation explanation =
        explain(recipe, new Experiment(recipe, dataset, Experiment.Splitting.SHARED));
    PrintWriter out = json.text();
    out.print(explanation);
    out.flush();
    json.write(fields(recipe.model(), explanation));
    return 0;
  }

  private Explanation explain(Recipe recipe, Experiment experiment) {
    Seed seed = Seed.of(0);
    Model model = experiment.model(seed.child("model"));
    NodeTask task = experiment.task(0);
    return switch (pass.or(Pass.TRAIN)) {
      case TRAIN -> {
        Tensor logits = model.forward(task.graph(), task.features(), Mode.training(seed));
        Tensor loss = Losses.crossEntropy(logits, task.labels(), task.train());
        yield recipe.optimizer(model).explain(loss);
      }
      case PREDICT -> model.forward(task.graph(), task.features(), Mode.evaluation()).explain();
    };
  }

  private Map<String, Object> fields(ModelName model, Explanation explanation) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", model.text());
    fields.put("dataset", data.name());
    fields.put("pass", pass.or(Pass.TRAIN).name().toLowerCase(java.util.Locale.ROOT));
    fields.put("backend", Backends.current().name());
    fields.put("steps", explanation.steps());
    fields.put("notes", explanation.notes());
    fields.put("peak_bytes", explanation.peakBytes());
    fields.put("largest_buffer_bytes", explanation.largestBufferBytes());
    return fields;
  }
}

package dev.weft.examples.cli;

import dev.weft.datasets.NodeDataset;
import dev.weft.examples.train.ModelName;
import dev.weft.examples.train.Recipe;
import dev.weft.examples.train.Recipes;
import java.util.function.BiFunction;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/** The argument MODEL and the options that change its hyper-parameters. */
final class RecipeOptions {
  private final PositionalParamSpec model;
  private final Opt<Integer> epochs;
  private final Opt<Integer> patience;
  private final Opt<Integer> hidden;
  private final Opt<Integer> heads;
  private final Opt<Double> dropout;
  private final Opt<Double> learningRate;
  private final Opt<Double> weightDecay;

  RecipeOptions(Command command) {
    model =
        command.argument(
            PositionalParamSpec.builder()
                .paramLabel("MODEL")
                .index("0")
                .arity("0..1")
                .type(ModelName.class)
                .converters(RecipeOptions::model)
                .description(ModelName.all(" ") + ". Default: gcn."));
    epochs = count(command, "--epochs", "Epochs at most.");
    patience =
        count(command, "--patience", "Stops after so many epochs without a better validation.");
    hidden =
        count(
            command,
            "--hidden",
            "Width of the hidden layer; of each head in gat and gatv2. sgc has none.");
    heads = count(command, "--heads", "Attention heads of the first layer, gat and gatv2.");
    dropout =
        number(command, "--dropout", "P", "Share dropped while training.")
            .where(p -> p >= 0 && p < 1, "0 or more and less than 1");
    learningRate =
        number(command, "--lr", "RATE", "Learning rate of Adam.")
            .where(rate -> rate > 0 && Double.isFinite(rate), "more than 0");
    weightDecay =
        number(command, "--weight-decay", "DECAY", "Weight decay of Adam.")
            .where(decay -> decay >= 0 && Double.isFinite(decay), "0 or more");
  }

  private static Opt<Integer> count(Command command, String name, String description) {
    return Opt.of(command.spec, name, "N", Integer.class, description + " Default: the paper's.")
        .where(n -> n >= 1, "1 or more");
  }

  private static Opt<Double> number(
      Command command, String name, String label, String description) {
    return Opt.of(command.spec, name, label, Double.class, description + " Default: the paper's.");
  }

  static ModelName model(String text) {
    return ModelName.of(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is no model; expected one of " + ModelName.all(", ")));
  }

  /** The recipe: the paper's for this dataset, changed as the user says. */
  Recipe recipe(NodeDataset dataset) {
    ModelName name = model.getValue() == null ? ModelName.GCN : model.getValue();
    Recipe recipe = Recipes.of(name, dataset);
    recipe = changed(recipe, epochs, Recipe::withEpochs);
    recipe = changed(recipe, patience, Recipe::withPatience);
    recipe = changed(recipe, hidden, Recipe::withHidden);
    recipe = changed(recipe, heads, Recipe::withHeads);
    recipe = changed(recipe, dropout, Recipe::withDropout);
    recipe = changed(recipe, learningRate, Recipe::withLearningRate);
    return changed(recipe, weightDecay, Recipe::withWeightDecay);
  }

  private static <T> Recipe changed(
      Recipe recipe, Opt<T> option, BiFunction<Recipe, T, Recipe> change) {
    return option.given().map(value -> change.apply(recipe, value)).orElse(recipe);
  }
}

package dev.weft.examples.train;

import dev.weft.nn.Parameters;
import dev.weft.nn.model.Model;
import dev.weft.nn.optim.Adam;
import dev.weft.tensor.Seed;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a model is trained.
 *
 * @param model which
 * @param epochs at most
 * @param patience epochs without a better validation before it stops
 * @param hidden width of the hidden layer; of each head in attention models; unused by SGC
 * @param heads attention heads of the first layer; used by GAT and GATv2 alone
 * @param dropout share dropped
 * @param learningRate of Adam
 * @param weightDecay of Adam
 * @param decayed which parameters decay
 * @param input what becomes of the features first
 */
public record Recipe(
    ModelName model,
    int epochs,
    int patience,
    int hidden,
    int heads,
    double dropout,
    double learningRate,
    double weightDecay,
    Decayed decayed,
    Input input) {
  /** What becomes of the features before the model reads them. */
  public enum Input {
    /** Every row is divided by its sum, as for bags of words. */
    ROW_NORMALIZED,
    /** They stay as they are. */
    AS_PUBLISHED
  }

  /** Which parameters decay. */
  public enum Decayed {
    /** Those of the layer that reads the features, as in the GCN and APPNP papers. */
    FIRST_LAYER,
    /** All. */
    ALL
  }

  /** With another number of epochs at most. */
  public Recipe withEpochs(int n) {
    return new Recipe(
        model, n, patience, hidden, heads, dropout, learningRate, weightDecay, decayed, input);
  }

  /** With another patience. */
  public Recipe withPatience(int n) {
    return new Recipe(
        model, epochs, n, hidden, heads, dropout, learningRate, weightDecay, decayed, input);
  }

  /** With another hidden width. */
  public Recipe withHidden(int n) {
    return new Recipe(
        model, epochs, patience, n, heads, dropout, learningRate, weightDecay, decayed, input);
  }

  /** With another number of heads. */
  public Recipe withHeads(int n) {
    return new Recipe(
        model, epochs, patience, hidden, n, dropout, learningRate, weightDecay, decayed, input);
  }

  /** With another dropout. */
  public Recipe withDropout(double p) {
    return new Recipe(
        model, epochs, patience, hidden, heads, p, learningRate, weightDecay, decayed, input);
  }

  /** With another learning rate. */
  public Recipe withLearningRate(double rate) {
    return new Recipe(
        model, epochs, patience, hidden, heads, dropout, rate, weightDecay, decayed, input);
  }

  /** With another weight decay. */
  public Recipe withWeightDecay(double decay) {
    return new Recipe(
        model, epochs, patience, hidden, heads, dropout, learningRate, decay, decayed, input);
  }

  /** With the features as they are published. */
  Recipe withPublishedFeatures() {
    return new Recipe(
        model,
        epochs,
        patience,
        hidden,
        heads,
        dropout,
        learningRate,
        weightDecay,
        decayed,
        Input.AS_PUBLISHED);
  }

  /** A fresh model. */
  public Model make(int features, int classes, Seed seed) {
    return model.make(features, classes, this, seed);
  }

  /** A fresh optimiser. */
  public Adam optimizer(Model made) {
    Parameters decaying = decayed == Decayed.ALL ? made.parameters().trained() : made.firstLayer();
    return Adam.of(made.parameters()).learningRate(learningRate).weightDecay(weightDecay, decaying);
  }

  /** Its settings by name, those that this model uses. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("epochs", epochs);
    settings.put("patience", patience);
    if (model != ModelName.SGC) {
      settings.put("hidden", hidden);
    }
    if (model == ModelName.GAT || model == ModelName.GATV2) {
      settings.put("heads", heads);
    }
    settings.put("dropout", dropout);
    settings.put("learning_rate", learningRate);
    settings.put("weight_decay", weightDecay);
    settings.put("decayed", decayed == Decayed.ALL ? "all" : "first-layer");
    settings.put("features", input == Input.ROW_NORMALIZED ? "row-normalized" : "as-published");
    return settings;
  }
}

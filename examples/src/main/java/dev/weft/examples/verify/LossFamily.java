package dev.weft.examples.verify;

import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.loss.CrossEntropy;
import dev.weft.nn.loss.Losses;
import dev.weft.nn.loss.Reduced;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Losses of plain rows. */
final class LossFamily implements Family {
  @Override
  public Set<String> subjects() {
    return Set.of(
        "cross_entropy",
        "nll_loss",
        "binary_cross_entropy_with_logits",
        "binary_cross_entropy",
        "mse_loss",
        "l1_loss",
        "smooth_l1_loss",
        "huber_loss",
        "margin_ranking_loss",
        "kl_div",
        "poisson_nll_loss",
        "gaussian_nll_loss",
        "cosine_embedding_loss",
        "hinge_embedding_loss",
        "soft_margin_loss",
        "multilabel_soft_margin_loss",
        "multi_margin_loss",
        "triplet_margin_loss",
        "logsigmoid",
        "bpr");
  }

  @Override
  public Answer answer(GoldenCase given) {
    if (given.subject().equals("logsigmoid") && given.has("x")) {
      return new ActivationFamily().answer(given);
    }
    Tensor y = loss(given);
    given.allSettingsRead();
    given.allInputsRead();
    return new Answer.Formula(Map.of("y", y));
  }

  private static Reduced reduced(GoldenCase given) {
    String name = given.hyper("reduction", "mean");
    return switch (name) {
      case "mean", "sum", "none" -> Reduced.valueOf(name.toUpperCase(Locale.ROOT));
      default -> throw new UnknownCase("reduction=" + name);
    };
  }

  private static Tensor loss(GoldenCase given) {
    return switch (given.subject()) {
      case "cross_entropy" -> crossEntropy(given);
      case "nll_loss" -> nll(given);
      case "binary_cross_entropy_with_logits" -> ofLogits(given);
      case "binary_cross_entropy" ->
          Losses.binaryCrossEntropyOfProbabilities(
              x(given), target(given), weight(given), reduced(given));
      case "mse_loss" -> Losses.mse(x(given), target(given), reduced(given));
      case "l1_loss" -> Losses.l1(x(given), target(given), reduced(given));
      case "smooth_l1_loss" ->
          Losses.smoothL1(x(given), target(given), beta(given), reduced(given));
      case "huber_loss" -> Losses.huber(x(given), target(given), beta(given), reduced(given));
      case "kl_div" -> divergence(given);
      case "poisson_nll_loss" -> poisson(given);
      case "gaussian_nll_loss" -> gaussian(given);
      case "logsigmoid", "bpr" -> Losses.bpr(given.rows("pos"), given.rows("neg"));
      default -> margin(given);
    };
  }

  private static Tensor margin(GoldenCase given) {
    return switch (given.subject()) {
      case "margin_ranking_loss" ->
          Losses.marginRanking(
              given.rows("x1"),
              given.rows("x2"),
              sign(given),
              given.hyper("margin", 0.0),
              reduced(given));
      case "cosine_embedding_loss" ->
          Losses.cosineEmbedding(
              given.rows("x1"),
              given.rows("x2"),
              sign(given),
              given.hyper("margin", 0.0),
              reduced(given));
      case "hinge_embedding_loss" ->
          Losses.hingeEmbedding(x(given), sign(given), given.hyper("margin", 1.0), reduced(given));
      case "soft_margin_loss" -> Losses.softMargin(x(given), sign(given), reduced(given));
      case "multilabel_soft_margin_loss" ->
          Losses.multiLabelSoftMargin(x(given), target(given), weight(given), reduced(given));
      case "multi_margin_loss" -> {
        only(given, "p", 1);
        yield Losses.multiMargin(
            x(given), labels(given), given.hyper("margin", 1.0), weight(given), reduced(given));
      }
      case "triplet_margin_loss" -> triplet(given);
      default -> throw new UnknownCase(given.subject());
    };
  }

  private static Tensor crossEntropy(GoldenCase given) {
    Tensor logits = x(given);
    boolean probabilities = !given.has("label") && given.shape("target").length == 2;
    CrossEntropy loss = entropy(given);
    return probabilities
        ? loss.ofProbabilities(logits, target(given))
        : loss.of(logits, labels(given));
  }

  /** Rows named logits become log-probabilities first. */
  private static Tensor nll(GoldenCase given) {
    Tensor logp = given.has("logits") ? Functions.logSoftmax(given.rows("logits"), -1) : x(given);
    return Losses.nll(logp, labels(given), entropy(given));
  }

  private static Tensor ofLogits(GoldenCase given) {
    Reduced reduced = reduced(given);
    if (given.has("weight")) {
      throw new UnknownCase("weight of elements");
    }
    return given.has("pos_weight")
        ? Losses.binaryCrossEntropy(x(given), target(given), given.constant("pos_weight"), reduced)
        : Losses.binaryCrossEntropy(x(given), target(given), reduced);
  }

  private static Tensor divergence(GoldenCase given) {
    if (given.hyper("log_target", false)) {
      throw new UnknownCase("log_target=true");
    }
    Tensor logp = x(given);
    Tensor target = target(given);
    if (given.hyper("reduction", "mean").equals("batchmean")) {
      return Losses.klDivergence(logp, target, Reduced.SUM).dividedBy(Tensor.count(logp.space()));
    }
    return Losses.klDivergence(logp, target, reduced(given));
  }

  private static Tensor poisson(GoldenCase given) {
    only(given, "eps", 1e-8);
    withoutConstant(given);
    return given.hyper("log_input", true)
        ? Losses.poissonNll(x(given), target(given), reduced(given))
        : Losses.poissonNllOfRate(x(given), target(given), reduced(given));
  }

  private static Tensor gaussian(GoldenCase given) {
    only(given, "eps", 1e-6);
    withoutConstant(given);
    Tensor x = x(given);
    Tensor variance = given.rows("var");
    int[] dims = variance.shape().dims();
    int rank = x.shape().rank();
    Tensor shaped = variance;
    if (dims.length == rank - 1) {
      int[] wide = Arrays.copyOf(dims, rank);
      wide[rank - 1] = 1;
      shaped = variance.reshape(wide);
    }
    return Losses.gaussianNll(x, target(given), shaped, reduced(given));
  }

  private static void withoutConstant(GoldenCase given) {
    if (given.hyper("full", false)) {
      throw new UnknownCase("full=true");
    }
  }

  private static Tensor triplet(GoldenCase given) {
    only(given, "p", 2);
    only(given, "eps", 1e-6);
    if (given.hyper("swap", false)) {
      throw new UnknownCase("swap=true");
    }
    return Losses.tripletMargin(
        given.rows("anchor"),
        given.rows(given.first("positive", "pos")),
        given.rows(given.first("negative", "neg")),
        given.hyper("margin", 1.0),
        reduced(given));
  }

  private static void only(GoldenCase given, String setting, double known) {
    if (given.hyper(setting, known) != known) {
      throw new UnknownCase(setting + "=" + given.hyper(setting));
    }
  }

  private static Tensor x(GoldenCase given) {
    return given.rows(given.first("x", "logits", "input", "logp", "log_probs", "prob", "pred"));
  }

  private static Tensor target(GoldenCase given) {
    return given.rows("target");
  }

  private static Tensor sign(GoldenCase given) {
    return given.rows(given.first("sign", "target", "label"));
  }

  /** Of every element or row when it has the axes of x, else of every class. */
  private static Tensor weight(GoldenCase given) {
    if (!given.has("weight")) {
      return Tensor.literal(1);
    }
    boolean ofRows = given.shape("weight").length > x(given).shape().rank();
    return ofRows ? given.rows("weight") : given.constant("weight");
  }

  private static double beta(GoldenCase given) {
    return given.hyper("beta/delta", given.hyper("beta", given.hyper("delta", 1.0)));
  }

  private static CrossEntropy entropy(GoldenCase given) {
    CrossEntropy loss =
        CrossEntropy.of()
            .withReduced(reduced(given))
            .withSmoothing(given.hyper("label_smoothing", 0.0))
            .withIgnored(given.hyper("ignore_index", -100));
    return given.has("weight") ? loss.withClassWeight(given.floats("weight")) : loss;
  }

  private static Tensor labels(GoldenCase given) {
    int[] labels = given.ints(given.first("label", "target"));
    return Tensor.of(new Space.Rows(labels.length), Shape.SCALAR, labels);
  }
}

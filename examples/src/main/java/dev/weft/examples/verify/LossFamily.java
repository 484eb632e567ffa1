package dev.weft.examples.verify;

import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.loss.CrossEntropy;
import dev.weft.nn.loss.Losses;
import dev.weft.nn.loss.Reduced;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Tensor;
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
        "mse_loss",
        "l1_loss",
        "smooth_l1_loss",
        "huber_loss",
        "margin_ranking_loss",
        "logsigmoid",
        "bpr");
  }

  @Override
  public Answer answer(GoldenCase given) {
    Tensor y = loss(given, reduced(given.hyper("reduction", "mean")));
    given.allSettingsRead();
    return new Answer.Formula(Map.of("y", y));
  }

  private static Reduced reduced(String name) {
    return switch (name) {
      case "mean", "sum", "none" -> Reduced.valueOf(name.toUpperCase(Locale.ROOT));
      default -> throw new UnknownCase("reduction=" + name);
    };
  }

  private static Tensor loss(GoldenCase given, Reduced reduced) {
    return switch (given.subject()) {
      case "cross_entropy" -> crossEntropy(given, reduced).of(given.rows("logits"), labels(given));
      case "nll_loss" ->
          Losses.nll(
              Functions.logSoftmax(given.rows("logits"), -1),
              labels(given),
              crossEntropy(given, reduced));
      case "binary_cross_entropy_with_logits" ->
          given.has("pos_weight")
              ? Losses.binaryCrossEntropy(
                  given.rows("logits"), target(given), given.constant("pos_weight"), reduced)
              : Losses.binaryCrossEntropy(given.rows("logits"), target(given), reduced);
      case "mse_loss" -> Losses.mse(given.rows("x"), target(given), reduced);
      case "l1_loss" -> Losses.l1(given.rows("x"), target(given), reduced);
      case "smooth_l1_loss" ->
          Losses.smoothL1(given.rows("x"), target(given), beta(given), reduced);
      case "huber_loss" -> Losses.huber(given.rows("x"), target(given), beta(given), reduced);
      case "margin_ranking_loss" ->
          Losses.marginRanking(
              given.rows("x1"),
              given.rows("x2"),
              given.rows("sign"),
              given.hyper("margin", 0.0),
              reduced);
      case "logsigmoid", "bpr" -> Losses.bpr(given.rows("pos"), given.rows("neg"));
      default -> throw new UnknownCase(given.subject());
    };
  }

  private static Tensor target(GoldenCase given) {
    return given.rows("target");
  }

  private static double beta(GoldenCase given) {
    return given.hyper("beta/delta", given.hyper("beta", given.hyper("delta", 1.0)));
  }

  private static CrossEntropy crossEntropy(GoldenCase given, Reduced reduced) {
    CrossEntropy loss =
        CrossEntropy.of()
            .withReduced(reduced)
            .withSmoothing(given.hyper("label_smoothing", 0.0))
            .withIgnored(given.hyper("ignore_index", -100));
    return given.has("weight") ? loss.withClassWeight(given.floats("weight")) : loss;
  }

  private static Tensor labels(GoldenCase given) {
    int[] labels = given.ints("label");
    return Tensor.of(new Space.Rows(labels.length), Shape.SCALAR, labels);
  }
}

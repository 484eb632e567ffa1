package dev.weft.nn.loss;

import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Tensor;
import java.util.Optional;

/**
 * Cross entropy of class scores, with PyTorch's semantics: {@code −w[label] log
 * softmax(logits)[label]} per row; MEAN divides by the sum of the weights used. A label outside [0,
 * classes) that is neither ignored nor masked gives NaN.
 *
 * <p>With smoothing s, a row's loss is {@code (1 − s)} of that plus {@code s / classes · Σ_c −w[c]
 * log softmax(logits)[c]}.
 *
 * @param reduced what becomes of the rows' losses
 * @param classWeight a constant [classes], or none for 1 everywhere
 * @param ignored a label whose rows count as masked
 * @param smoothing s, 0 ≤ s ≤ 1
 */
public record CrossEntropy(
    Reduced reduced, Optional<Tensor> classWeight, int ignored, double smoothing) {
  /** Checks the smoothing. */
  public CrossEntropy {
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new IllegalArgumentException(
          "CrossEntropy: smoothing=" + smoothing + "; expected 0 <= smoothing <= 1.");
    }
  }

  /** Mean over the rows, all classes alike, label −100 ignored. */
  public static CrossEntropy of() {
    return new CrossEntropy(Reduced.MEAN, Optional.empty(), -100, 0);
  }

  /** With another reduction. */
  public CrossEntropy withReduced(Reduced other) {
    return new CrossEntropy(other, classWeight, ignored, smoothing);
  }

  /** With a weight for every class. */
  public CrossEntropy withClassWeight(float... weights) {
    return new CrossEntropy(
        reduced, Optional.of(Tensor.constant(weights, weights.length)), ignored, smoothing);
  }

  /** Ignoring the rows of this label. */
  public CrossEntropy withIgnored(int label) {
    return new CrossEntropy(reduced, classWeight, label, smoothing);
  }

  /** With a share of the target spread over all classes. */
  public CrossEntropy withSmoothing(double share) {
    return new CrossEntropy(reduced, classWeight, ignored, share);
  }

  /** The loss of rows of logits [classes] and rows of labels []. */
  public Tensor of(Tensor logits, Tensor labels) {
    return ofLogProbabilities(logSoftmax(logits), labels, Optional.empty());
  }

  /** The same over the rows where the mask is not 0; other rows have no influence. */
  public Tensor of(Tensor logits, Tensor labels, Tensor mask) {
    return ofLogProbabilities(logSoftmax(logits), labels, Optional.of(mask));
  }

  /**
   * The loss of rows of logits [classes] against rows of class probabilities [classes]: {@code Σ_c
   * −w[c] t[c] log softmax(logits)[c]}. MEAN divides by the number of rows; no label is ignored.
   */
  public Tensor ofProbabilities(Tensor logits, Tensor target) {
    Tensor logp = logSoftmax(logits);
    int classes = logp.shape().width();
    Tensor spread = target.times(1 - smoothing).plus(smoothing / classes);
    Tensor weighed = classWeight.map(w -> logp.times(checked(w, classes))).orElse(logp);
    return reduced.apply(spread.times(weighed).sum().neg());
  }

  private static Tensor logSoftmax(Tensor logits) {
    if (logits.shape().rank() != 1 || logits.shape().width() == 0) {
      throw new IllegalArgumentException(
          "CrossEntropy: logits have row shape "
              + logits.shape()
              + "; expected [classes], at least one.");
    }
    return Functions.logSoftmax(logits, -1);
  }

  /** The loss of rows that are log-probabilities already: negative log-likelihood. */
  Tensor ofLogProbabilities(Tensor logp, Tensor labels, Optional<Tensor> mask) {
    int classes = logp.shape().width();
    if (labels.shape().width() != 1) {
      throw new IllegalArgumentException(
          "CrossEntropy: labels have row shape "
              + labels.shape()
              + "; expected [], one class number for each row.");
    }
    Tensor label = labels.reshape(1);
    Tensor known = label.ge(Tensor.literal(0)).times(label.lt(Tensor.literal(classes)));
    Tensor counted = counted(labels, mask);
    Tensor chosen = label.eq(Tensor.lane(classes));
    Tensor weighed = classWeight.map(w -> logp.times(checked(w, classes))).orElse(logp);
    Tensor picked = chosen.select(weighed, Tensor.literal(0)).sum().neg();
    Tensor valid =
        known.reshape().select(smooth(picked, weighed, classes), Tensor.literal(Double.NaN));
    Tensor weights = classWeight.map(w -> chosen.times(w).sum().times(counted)).orElse(counted);
    return reduced.apply(counted.select(valid, Tensor.literal(0)), weights);
  }

  private Tensor smooth(Tensor picked, Tensor weighed, int classes) {
    return smoothing == 0
        ? picked
        : picked.times(1 - smoothing).plus(weighed.sum().times(-smoothing / classes));
  }

  /** 1 for rows that count, else 0; row shape []. */
  private Tensor counted(Tensor labels, Optional<Tensor> mask) {
    Tensor seen = labels.reshape().ne(Tensor.literal(ignored));
    return mask.map(m -> seen.times(m.reshape().ne(Tensor.literal(0)))).orElse(seen);
  }

  private static Tensor checked(Tensor weights, int classes) {
    if (!weights.shape().equals(Shape.of(classes))) {
      throw new IllegalArgumentException(
          "CrossEntropy: class weights have shape "
              + weights.shape()
              + "; expected [classes="
              + classes
              + "].");
    }
    return weights;
  }
}

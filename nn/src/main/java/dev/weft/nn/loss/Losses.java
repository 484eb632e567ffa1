package dev.weft.nn.loss;

import dev.weft.graph.Column;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Tensor;
import java.util.Optional;

/**
 * What training makes small. Names and semantics are PyTorch's; the result is a constant of row
 * shape [] unless the reduction is {@link Reduced#NONE}. Losses over no rows are 0.
 */
public final class Losses {
  private Losses() {}

  /**
   * Mean cross entropy of rows of logits [classes] and rows of class numbers []; see {@link
   * CrossEntropy} for more.
   */
  public static Tensor crossEntropy(Tensor logits, Tensor labels) {
    return CrossEntropy.of().of(logits, labels);
  }

  /** Mean cross entropy over the rows where the mask is not 0. */
  public static Tensor crossEntropy(Tensor logits, Tensor labels, Tensor mask) {
    return CrossEntropy.of().of(logits, labels, mask);
  }

  /** Mean cross entropy with labels from a frame. */
  public static Tensor crossEntropy(Tensor logits, Column labels) {
    return crossEntropy(logits, Tensor.of(labels));
  }

  /** Mean cross entropy over the rows of a mask, labels and mask from a frame. */
  public static Tensor crossEntropy(Tensor logits, Column labels, Column mask) {
    return crossEntropy(logits, Tensor.of(labels), Tensor.of(mask));
  }

  /** Mean of −logp[label], for rows that are log-probabilities already. */
  public static Tensor nll(Tensor logProbabilities, Tensor labels) {
    return nll(logProbabilities, labels, CrossEntropy.of());
  }

  /** −logp[label], with class weights, ignored labels and reduction of {@code like}. */
  public static Tensor nll(Tensor logProbabilities, Tensor labels, CrossEntropy like) {
    return like.ofLogProbabilities(logProbabilities, labels, Optional.empty());
  }

  /** Mean of {@code −(y log σ(x) + (1 − y) log(1 − σ(x)))}, element by element. */
  public static Tensor binaryCrossEntropy(Tensor logits, Tensor target) {
    return binaryCrossEntropy(logits, target, Reduced.MEAN);
  }

  /** {@code −(y log σ(x) + (1 − y) log(1 − σ(x)))}, element by element. */
  public static Tensor binaryCrossEntropy(Tensor logits, Tensor target, Reduced reduced) {
    return reduced.apply(
        Tensor.literal(1).minus(target).times(logits).minus(Functions.logSigmoid(logits)));
  }

  /**
   * {@code −(p y log σ(x) + (1 − y) log(1 − σ(x)))}, element by element.
   *
   * @param positiveWeight p, broadcasting against the rows
   */
  public static Tensor binaryCrossEntropy(
      Tensor logits, Tensor target, Tensor positiveWeight, Reduced reduced) {
    Tensor weight = positiveWeight.minus(1).times(target).plus(1);
    return reduced.apply(
        Tensor.literal(1)
            .minus(target)
            .times(logits)
            .minus(weight.times(Functions.logSigmoid(logits))));
  }

  /** Mean of (x − target)². */
  public static Tensor mse(Tensor x, Tensor target) {
    return mse(x, target, Reduced.MEAN);
  }

  /** (x − target)². */
  public static Tensor mse(Tensor x, Tensor target, Reduced reduced) {
    Tensor difference = x.minus(target);
    return reduced.apply(difference.times(difference));
  }

  /** Mean of |x − target|. */
  public static Tensor l1(Tensor x, Tensor target) {
    return l1(x, target, Reduced.MEAN);
  }

  /** |x − target|. */
  public static Tensor l1(Tensor x, Tensor target, Reduced reduced) {
    return reduced.apply(x.minus(target).abs());
  }

  /** With d = |x − target|: d² / 2β below β, d − β / 2 above; L1 for β = 0. */
  public static Tensor smoothL1(Tensor x, Tensor target, double beta, Reduced reduced) {
    Tensor d = x.minus(target).abs();
    if (beta == 0) {
      return reduced.apply(d);
    }
    return reduced.apply(
        d.lt(Tensor.literal(beta)).select(d.times(d).times(0.5 / beta), d.minus(beta / 2)));
  }

  /** With d = |x − target|: d² / 2 below δ, δ (d − δ / 2) above. */
  public static Tensor huber(Tensor x, Tensor target, double delta, Reduced reduced) {
    Tensor d = x.minus(target).abs();
    return reduced.apply(
        d.le(Tensor.literal(delta)).select(d.times(d).times(0.5), d.minus(delta / 2).times(delta)));
  }

  /** {@code max(0, −sign (x1 − x2) + margin)}: sign 1 wants x1 larger, −1 wants x2 larger. */
  public static Tensor marginRanking(
      Tensor x1, Tensor x2, Tensor sign, double margin, Reduced reduced) {
    return reduced.apply(Functions.relu(x2.minus(x1).times(sign).plus(margin)));
  }

  /** Bayesian personalised ranking (Rendle et al., 2009): mean of −log σ(positive − negative). */
  public static Tensor bpr(Tensor positive, Tensor negative) {
    return Reduced.MEAN.apply(Functions.logSigmoid(positive.minus(negative)).neg());
  }

  /**
   * {@code target (log target − logp)}, element by element, 0 where the target is 0. MEAN divides
   * by the number of elements, as PyTorch's default does.
   */
  public static Tensor klDivergence(Tensor logProbabilities, Tensor target, Reduced reduced) {
    Tensor zero = target.eq(Tensor.literal(0));
    Tensor log = zero.select(Tensor.literal(1), target).log();
    return reduced.apply(zero.select(Tensor.literal(0), target.times(log.minus(logProbabilities))));
  }

  /** {@code −(y log p + (1 − y) log(1 − p))} of probabilities; logarithms are at least −100. */
  public static Tensor binaryCrossEntropyOfProbabilities(
      Tensor probabilities, Tensor target, Reduced reduced) {
    Tensor least = Tensor.literal(-100);
    Tensor yes = target.times(probabilities.log().max(least));
    Tensor rest = Tensor.literal(1).minus(probabilities).log().max(least);
    return reduced.apply(yes.plus(Tensor.literal(1).minus(target).times(rest)).neg());
  }

  /** x where the sign is 1, {@code max(0, margin − x)} where it is −1. */
  public static Tensor hingeEmbedding(Tensor x, Tensor sign, double margin, Reduced reduced) {
    Tensor pushed = Functions.relu(x.neg().plus(margin));
    return reduced.apply(sign.gt(0).select(x, pushed));
  }

  /**
   * Of rows x1, x2 [features]: {@code 1 − cos} where the sign is 1, {@code max(0, cos − margin)}
   * where it is −1.
   */
  public static Tensor cosineEmbedding(
      Tensor x1, Tensor x2, Tensor sign, double margin, Reduced reduced) {
    Tensor dot = x1.times(x2).sum(-1);
    Tensor squares = x1.times(x1).sum(-1).plus(1e-12).times(x2.times(x2).sum(-1).plus(1e-12));
    Tensor cos = dot.dividedBy(squares.sqrt());
    Tensor close = Tensor.literal(1).minus(cos);
    return reduced.apply(sign.reshape().gt(0).select(close, Functions.relu(cos.minus(margin))));
  }

  /**
   * Of rows [features]: {@code max(0, |anchor − positive| − |anchor − negative| + margin)} with
   * Euclidean distances, 1e-6 added to every difference as in PyTorch.
   */
  public static Tensor tripletMargin(
      Tensor anchor, Tensor positive, Tensor negative, double margin, Reduced reduced) {
    Tensor near = distance(anchor, positive);
    return reduced.apply(Functions.relu(near.minus(distance(anchor, negative)).plus(margin)));
  }

  private static Tensor distance(Tensor a, Tensor b) {
    Tensor difference = a.minus(b).plus(1e-6);
    return Functions.l2Norm(difference, -1).reshape();
  }
}

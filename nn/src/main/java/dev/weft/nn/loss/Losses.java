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

  /**
   * {@code −(y log p + (1 − y) log(1 − p))} of probabilities; logarithms are at least −100. The
   * derivative is {@code (p − y) / max(p (1 − p), 1e-12)}, finite at 0 and 1 as well.
   */
  public static Tensor binaryCrossEntropyOfProbabilities(
      Tensor probabilities, Tensor target, Reduced reduced) {
    return binaryCrossEntropyOfProbabilities(probabilities, target, Tensor.literal(1), reduced);
  }

  /** The same, every element times a weight that broadcasts against the rows. */
  public static Tensor binaryCrossEntropyOfProbabilities(
      Tensor probabilities, Tensor target, Tensor weight, Reduced reduced) {
    Tensor p = probabilities;
    Tensor spread = p.times(Tensor.literal(1).minus(p));
    Tensor inside = spread.ge(Tensor.literal(1e-12));
    Tensor line = p.minus(p.detach()).times(p.minus(target).detach().times(1e12));
    Tensor atBorder = logLikelihood(p, target).detach().neg().plus(line);
    Tensor smooth = logLikelihood(inside.select(p, Tensor.literal(0.5)), target).neg();
    return reduced.apply(inside.select(smooth, atBorder).times(weight));
  }

  private static Tensor logLikelihood(Tensor p, Tensor target) {
    Tensor least = Tensor.literal(-100);
    Tensor one = Tensor.literal(1);
    return target
        .times(p.log().max(least))
        .plus(one.minus(target).times(one.minus(p).log().max(least)));
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

  /** {@code log(1 + e^(−sign x))}, element by element; signs are 1 or −1. */
  public static Tensor softMargin(Tensor x, Tensor sign, Reduced reduced) {
    return reduced.apply(Functions.logSigmoid(x.times(sign)).neg());
  }

  /**
   * Of rows of logits [classes]: the mean over the classes of {@link #binaryCrossEntropy}, each
   * class times its weight.
   *
   * @param target rows [classes] of 0 and 1
   * @param classWeight broadcasting against the rows; {@code Tensor.literal(1)} for none
   */
  public static Tensor multiLabelSoftMargin(
      Tensor logits, Tensor target, Tensor classWeight, Reduced reduced) {
    return reduced.apply(
        binaryCrossEntropy(logits, target, Reduced.NONE).times(classWeight).mean(-1));
  }

  /**
   * Of rows of scores [classes] and rows of class numbers []: the sum over the other classes of
   * {@code max(0, margin − x[label] + x[class])}, times the label's weight, divided by the number
   * of classes.
   *
   * @param classWeight a constant [classes]; {@code Tensor.literal(1)} for none
   */
  public static Tensor multiMargin(
      Tensor scores, Tensor labels, double margin, Tensor classWeight, Reduced reduced) {
    int classes = scores.shape().width();
    Tensor zero = Tensor.literal(0);
    Tensor chosen = labels.reshape(1).eq(Tensor.lane(classes));
    Tensor own = chosen.select(scores, zero).sum().reshape(1);
    Tensor missing = Functions.relu(scores.minus(own).plus(margin));
    Tensor weight = chosen.times(classWeight).sum();
    return reduced.apply(
        chosen.select(zero, missing).sum().times(weight).dividedBy(Math.max(1, classes)));
  }

  /** {@code e^x − target · x}: −log of a Poisson probability, x the logarithm of its rate. */
  public static Tensor poissonNll(Tensor logRate, Tensor target, Reduced reduced) {
    return reduced.apply(logRate.exp().minus(target.times(logRate)));
  }

  /** {@code rate − target · log(rate + 1e-8)}: the same of the rate itself. */
  public static Tensor poissonNllOfRate(Tensor rate, Tensor target, Reduced reduced) {
    return reduced.apply(rate.minus(target.times(rate.plus(1e-8).log())));
  }

  /**
   * {@code (log v + (x − target)² / v) / 2}: −log of a normal density without its constant.
   *
   * @param variance v, broadcasting against the rows; below 1e-6 it counts as 1e-6, and the
   *     gradient passes as if it did not
   */
  public static Tensor gaussianNll(Tensor x, Tensor target, Tensor variance, Reduced reduced) {
    Tensor lift = variance.max(Tensor.literal(1e-6)).minus(variance).detach();
    Tensor v = variance.plus(lift);
    return reduced.apply(v.log().plus(Functions.square(x.minus(target)).dividedBy(v)).times(0.5));
  }
}

package dev.weft.tensor;

import dev.weft.kernels.lang.Reduction;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Functions composed of the algebra's operators: activations as PyTorch defines them, softmax
 * within rows, and small conveniences. All keep space and row shape unless they say otherwise.
 */
public final class Functions {
  private static final Tensor ZERO = Tensor.literal(0);
  private static final Tensor ONE = Tensor.literal(1);

  /** Klambauer et al., 2017: the fixed point of mean 0 and variance 1. */
  private static final double SELU_ALPHA = 1.6732632423543772;

  private static final double SELU_SCALE = 1.0507009873554805;

  private Functions() {}

  // ---- activations ----

  /** max(x, 0); the derivative at 0 is 0. */
  public static Tensor relu(Tensor x) {
    return x.le(ZERO).select(ZERO, x);
  }

  /** x where positive, else slope · x; the derivative at 0 is the slope. */
  public static Tensor leakyRelu(Tensor x, double slope) {
    return x.gt(ZERO).select(x, x.times(slope));
  }

  /** x where positive, else alpha · (e^x − 1). */
  public static Tensor elu(Tensor x, double alpha) {
    return x.gt(ZERO).select(x, nonPositive(x).expm1().times(alpha));
  }

  /** {@link #elu} with the scale and alpha that keep mean 0 and variance 1. */
  public static Tensor selu(Tensor x) {
    return elu(x, SELU_ALPHA).times(SELU_SCALE);
  }

  /**
   * x where it is not positive, else 0: so that an exponential overflows in neither direction, nor
   * its derivative.
   */
  private static Tensor nonPositive(Tensor x) {
    return x.gt(ZERO).select(ZERO, x);
  }

  /** x · Φ(x) with the normal distribution function. */
  public static Tensor gelu(Tensor x) {
    return x.times(0.5).times(x.times(Math.sqrt(0.5)).erf().plus(ONE));
  }

  /** The approximation of {@link #gelu} by a hyperbolic tangent. */
  public static Tensor geluTanh(Tensor x) {
    Tensor inner = x.plus(x.times(x).times(x).times(0.044715)).times(Math.sqrt(2 / Math.PI));
    return x.times(0.5).times(inner.tanh().plus(ONE));
  }

  /** x · sigmoid(x). */
  public static Tensor silu(Tensor x) {
    return x.times(x.sigmoid());
  }

  /**
   * log(1 + e^(beta · x)) / beta, and x itself where beta · x is above the threshold. Never
   * overflows.
   */
  public static Tensor softplus(Tensor x, double beta, double threshold) {
    Tensor z = x.times(beta);
    Tensor smooth = z.max(ZERO).plus(z.abs().neg().exp().log1p()).dividedBy(beta);
    return z.gt(threshold).select(x, smooth);
  }

  /** log(1 + e^x), PyTorch's defaults: beta 1, threshold 20. */
  public static Tensor softplus(Tensor x) {
    return softplus(x, 1, 20);
  }

  /** log(sigmoid(x)), without overflow. */
  public static Tensor logSigmoid(Tensor x) {
    return x.min(ZERO).minus(x.abs().neg().exp().log1p());
  }

  /** x · tanh(log(1 + e^x)) (Misra, 2019). */
  public static Tensor mish(Tensor x) {
    return x.times(softplus(x).tanh());
  }

  /** x where positive, else alpha · (e^(x / alpha) − 1); unlike {@link #elu} smooth at 0. */
  public static Tensor celu(Tensor x, double alpha) {
    return x.gt(ZERO).select(x, nonPositive(x).dividedBy(alpha).expm1().times(alpha));
  }

  /** x / (1 + |x|). */
  public static Tensor softsign(Tensor x) {
    return x.dividedBy(x.abs().plus(ONE));
  }

  // ---- activations in straight pieces ----

  /**
   * x brought into [low, high]; the derivative is 1 inside and 0 at the borders, where {@link
   * #clamp} has 1.
   */
  public static Tensor hardTanh(Tensor x, double low, double high) {
    Tensor least = Tensor.literal(low);
    Tensor most = Tensor.literal(high);
    return x.le(least).select(least, x.ge(most).select(most, x));
  }

  /** x brought into [0, 6]; the derivative at 0 and 6 is 0. */
  public static Tensor relu6(Tensor x) {
    return hardTanh(x, 0, 6);
  }

  /** relu6(x + 3) / 6: a line through (−3, 0) and (3, 1); the derivative at both is 0. */
  public static Tensor hardSigmoid(Tensor x) {
    return relu6(x.plus(3)).dividedBy(6);
  }

  /**
   * x · {@link #hardSigmoid}(x): 0 up to −3, x from 3 on. At both the derivative is that of the
   * parabola between them: −1/2 and 3/2.
   */
  public static Tensor hardSwish(Tensor x) {
    Tensor parabola = x.times(x.plus(3)).dividedBy(6);
    return x.lt(Tensor.literal(-3)).select(ZERO, x.gt(3).select(x, parabola));
  }

  /** x where above the bound, else the value; the derivative at the bound is 0. */
  public static Tensor threshold(Tensor x, double bound, double value) {
    return x.le(Tensor.literal(bound)).select(Tensor.literal(value), x);
  }

  /** x moved towards 0 by lambda, and 0 within lambda of it, with derivative 0. */
  public static Tensor softShrink(Tensor x, double lambda) {
    Tensor below = x.lt(Tensor.literal(-lambda)).select(x.plus(lambda), ZERO);
    return x.gt(lambda).select(x.minus(lambda), below);
  }

  /** x, and 0 within lambda of 0, with derivative 0. */
  public static Tensor hardShrink(Tensor x, double lambda) {
    return x.ge(Tensor.literal(-lambda)).times(x.le(Tensor.literal(lambda))).select(ZERO, x);
  }

  /** x − tanh(x). */
  public static Tensor tanhShrink(Tensor x) {
    return x.minus(x.tanh());
  }

  /**
   * The first half of an axis times the sigmoid of the second half (Dauphin et al., 2017).
   *
   * @throws IllegalArgumentException when the size of the axis is odd
   */
  public static Tensor glu(Tensor x, int axis) {
    int size = x.shape().dim(axis);
    Check.shape("glu axis=" + axis, size % 2 == 0, x.shape(), "an even size along the axis");
    return x.slice(axis, 0, size / 2).times(x.slice(axis, size / 2, size).sigmoid());
  }

  // ---- softmax within a row ----

  /** exp(x) normalised along an axis of the row. */
  public static Tensor softmax(Tensor x, int axis) {
    Tensor powers = x.minus(peak(x, axis)).exp();
    return powers.dividedBy(powers.fold(Reduction.SUM, axis));
  }

  /** exp(−x) normalised along an axis of the row. */
  public static Tensor softmin(Tensor x, int axis) {
    return softmax(x.neg(), axis);
  }

  /** The logarithm of {@link #softmax}, without its underflow. */
  public static Tensor logSoftmax(Tensor x, int axis) {
    Tensor shifted = x.minus(peak(x, axis));
    return shifted.minus(shifted.exp().fold(Reduction.SUM, axis).log());
  }

  /** log of the sum of exp(x) along an axis, which disappears; −∞ over nothing or over −∞ only. */
  public static Tensor logSumExp(Tensor x, int axis) {
    Tensor peak = peak(x, axis);
    Tensor shift = peak.abs().eq(Tensor.literal(Double.POSITIVE_INFINITY)).select(ZERO, peak);
    Tensor kept = x.minus(shift).exp().fold(Reduction.SUM, axis).log().plus(shift);
    return kept.reshape(without(x, axis));
  }

  /**
   * The largest element along an axis, as a shift: what it is has no influence, so no gradient
   * flows.
   */
  private static Tensor peak(Tensor x, int axis) {
    return x.fold(Reduction.MAX, axis).detach();
  }

  private static int[] without(Tensor x, int axis) {
    int gone = x.shape().axis(axis);
    return IntStream.range(0, x.shape().rank())
        .filter(i -> i != gone)
        .map(x.shape()::dim)
        .toArray();
  }

  // ---- small conveniences ----

  /** {@code yes} where the condition is not 0, else {@code no}. */
  public static Tensor where(Tensor condition, Tensor yes, Tensor no) {
    return condition.select(yes, no);
  }

  /** x · x. */
  public static Tensor square(Tensor x) {
    return x.times(x);
  }

  /** x brought into [low, high]; the derivative is 1 inside and at the borders, else 0. */
  public static Tensor clamp(Tensor x, double low, double high) {
    return x.lt(Tensor.literal(low))
        .select(Tensor.literal(low), x.gt(high).select(Tensor.literal(high), x));
  }

  /** The Euclidean length along an axis, which keeps size 1. The derivative at 0 is 0. */
  public static Tensor l2Norm(Tensor x, int axis) {
    Tensor sum = square(x).fold(Reduction.SUM, axis);
    Tensor isZero = sum.eq(ZERO);
    return isZero.select(ZERO, isZero.select(ONE, sum).sqrt());
  }

  /** x divided by its length along an axis, or by epsilon where the length is smaller. */
  public static Tensor l2Normalize(Tensor x, int axis, double epsilon) {
    return x.dividedBy(l2Norm(x, axis).max(Tensor.literal(epsilon)));
  }

  /** Each element kept with probability 1 − p and divided by it. */
  public static Tensor dropout(Tensor x, double p, Seed seed) {
    return x.dropout(p, seed);
  }

  /**
   * Tensors of equal row shape along a new axis; {@code axis} may be the rank, or −1 for the end.
   */
  public static Tensor stack(int axis, Tensor... parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("stack: no parts came; expected at least one.");
    }
    int rank = parts[0].shape().rank();
    int at = axis < 0 ? axis + rank + 1 : axis;
    Check.shape(
        "stack axis=" + axis, 0 <= at && at <= rank, parts[0].shape(), "an axis from 0 to " + rank);
    Tensor[] slices = Arrays.stream(parts).map(part -> insertAxis(part, at)).toArray(Tensor[]::new);
    return Tensor.concat(at, slices);
  }

  private static Tensor insertAxis(Tensor x, int at) {
    Check.shape("stack", at <= x.shape().rank(), x.shape(), "the same for all parts");
    int[] dims = new int[x.shape().rank() + 1];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = i == at ? 1 : x.shape().dim(i < at ? i : i - 1);
    }
    return x.reshape(dims);
  }

  /**
   * Plain rows: row i is row {@code index[i]} of x. To use an index again, keep an {@link Index}.
   */
  public static Tensor gather(Tensor x, int... index) {
    return Index.of(x.space(), index).take(x);
  }
}

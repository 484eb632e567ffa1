package dev.weft.nn.optim;

import dev.weft.tensor.Tensor;
import java.util.List;

/**
 * Gradients made smaller where they are too large. Everything stays lazy: a step runs it in its own
 * program.
 */
public final class Gradients {
  private Gradients() {}

  /**
   * Clipped gradients and what was measured.
   *
   * @param gradients in the order they came
   * @param norm before clipping; a constant of row shape []
   */
  public record Clipped(List<Tensor> gradients, Tensor norm) {}

  /** Which norm measures gradients. */
  public enum Norm {
    /** Sum of absolute values. */
    L1,
    /** Root of the sum of squares. */
    L2,
    /** Largest absolute value. */
    MAX
  }

  /**
   * All scaled by {@code min(1, max / (norm + 1e-6))}, the Euclidean norm of all elements together,
   * as in PyTorch.
   */
  public static Clipped clipNorm(List<Tensor> gradients, double max) {
    return clipNorm(gradients, max, Norm.L2);
  }

  /** The same by another norm. */
  public static Clipped clipNorm(List<Tensor> gradients, double max, Norm kind) {
    checkLimit(max);
    Tensor norm = norm(gradients, kind);
    Tensor scale = norm.plus(1e-6).reciprocal().times(max).min(Tensor.literal(1));
    return new Clipped(gradients.stream().map(g -> g.times(scale)).toList(), norm);
  }

  /** Every element brought into [−max, max]. */
  public static List<Tensor> clipValue(List<Tensor> gradients, double max) {
    checkLimit(max);
    return gradients.stream()
        .map(g -> g.min(Tensor.literal(max)).max(Tensor.literal(-max)))
        .toList();
  }

  static double checkLimit(double max) {
    if (!(max > 0)) {
      throw new IllegalArgumentException(
          "Gradients: clipping at max=" + max + "; expected a number above 0.");
    }
    return max;
  }

  /** The norm of all elements together; 0 for none. */
  public static Tensor norm(List<Tensor> gradients, Norm kind) {
    Tensor sum = Tensor.literal(0);
    for (Tensor g : gradients) {
      sum =
          switch (kind) {
            case L1 -> sum.plus(g.abs().sum().sumRows());
            case L2 -> sum.plus(g.times(g).sum().sumRows());
            case MAX -> sum.max(g.abs().max().maxRows());
          };
    }
    return kind == Norm.L2 ? sum.sqrt() : sum;
  }
}

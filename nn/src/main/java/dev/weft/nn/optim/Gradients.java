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

  /**
   * All scaled by {@code min(1, max / (norm + 1e-6))}, the norm being that of all elements
   * together, as in PyTorch.
   */
  public static Clipped clipNorm(List<Tensor> gradients, double max) {
    checkLimit(max);
    Tensor norm = norm(gradients);
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

  /** The Euclidean norm of all elements together; 0 for none. */
  public static Tensor norm(List<Tensor> gradients) {
    Tensor sum = Tensor.literal(0);
    for (Tensor g : gradients) {
      sum = sum.plus(g.times(g).sum().sumRows());
    }
    return sum.sqrt();
  }
}

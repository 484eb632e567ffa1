package dev.weft.tensor;

import java.util.List;
import java.util.ServiceLoader;

/**
 * Makes derivatives of expressions, as expressions. Found with {@link ServiceLoader}, so that
 * tensors know no derivative.
 */
public interface Differentiator {
  /**
   * The gradient of {@code sum(y · cotangent)} for every tensor.
   *
   * @param y what is differentiated
   * @param cotangent same space and shape as y
   * @param wrt for what; gradients have their spaces and shapes
   */
  List<Tensor> gradients(Tensor y, Tensor cotangent, List<Tensor> wrt);

  /** The one on the class path. */
  static Differentiator found() {
    return Found.INSTANCE;
  }

  /** Holder, filled on first use. */
  final class Found {
    private static final Differentiator INSTANCE =
        ServiceLoader.load(Differentiator.class, Differentiator.class.getClassLoader())
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Tensor.gradients: no Differentiator on the class path; expected the one in weft-message-passing. Is META-INF/services missing from a repackaged jar?"));

    private Found() {}
  }
}

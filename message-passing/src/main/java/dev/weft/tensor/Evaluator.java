package dev.weft.tensor;

import java.util.List;

/**
 * Computes tensors: the compiler, or the interpreter that defines what it must give. Found with
 * {@link java.util.ServiceLoader}.
 */
public interface Evaluator {
  /** {@code compile} or {@code interpret}. */
  String name();

  /**
   * The values of the outputs, computed together; afterwards all updates are applied at once, each
   * parameter's version moving by one. Returned values own their memory.
   *
   * @throws IllegalStateException when a parameter has moved since it was read
   */
  List<Value> run(List<Tensor> outputs, List<Update> updates);

  /**
   * What would run, in words: kernels, formats, bytes, peak memory, and for what was not fused,
   * why.
   */
  Explanation explain(List<Tensor> outputs, List<Update> updates);
}

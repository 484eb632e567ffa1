package dev.weft.tensor;

import dev.weft.kernels.memory.HostStorage;
import java.util.List;

/** The one open door for an operator that the algebra lacks. Runs on its own, never fused. */
public interface CustomOp {
  /** Name in messages and {@code explain()}. */
  String name();

  /**
   * Writes the output from the inputs; all are of the backend's compute type (or an integer input's
   * own), and in this process's memory: for a GPU they are brought here, and the output there.
   */
  void forward(List<HostStorage> inputs, HostStorage output);

  /**
   * Gradient of every input, as tensors.
   *
   * @param inputs what forward read
   * @param output what it gave
   * @param gradient gradient of the output
   */
  List<Tensor> vjp(List<Tensor> inputs, Tensor output, Tensor gradient);
}

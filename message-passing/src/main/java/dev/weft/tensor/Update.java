package dev.weft.tensor;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An assignment made when a step is applied: the parameter takes the value that the tensor has.
 *
 * @param parameter what is assigned
 * @param value its new value; same space size and row shape
 */
public record Update(Parameter parameter, Tensor value) {
  /** Checks that the shapes agree. */
  public Update {
    if (!parameter.shape().equals(value.shape()) || parameter.space().size() != value.space().size()) {
      throw new IllegalArgumentException(
          "Update of " + parameter + ": the value is " + value.space() + " " + value.shape() + "; expected " + parameter.space() + " " + parameter.shape() + ".");
    }
  }

  /**
   * The updates that expressions carry ({@link Tensor#assigning}), for a training step to apply. Of several for one parameter the one
   * written last counts.
   */
  public static List<Update> carriedBy(Collection<Tensor> tensors) {
    Map<Parameter, Update> last = new LinkedHashMap<>();
    for (Tensor tensor : Walk.oldestFirst(tensors)) {
      if (tensor.op() instanceof Op.Assigning(var _, var updates)) {
        updates.forEach(update -> last.put(update.parameter(), update));
      }
    }
    return List.copyOf(last.values());
  }
}

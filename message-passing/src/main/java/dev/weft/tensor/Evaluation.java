package dev.weft.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The evaluator in use: the compiler, or the interpreter when {@code -Dweft.eager=true}. */
public final class Evaluation {
  private static volatile Evaluator current;

  private Evaluation() {}

  /** The evaluator in use. */
  public static Evaluator evaluator() {
    Evaluator found = current;
    if (found == null) {
      found = named(Eager.isOn() ? "interpret" : "compile");
      current = found;
    }
    return found;
  }

  /** Uses another evaluator from now on, for tests. */
  public static void use(Evaluator evaluator) {
    current = evaluator;
  }

  static Evaluator named(String name) {
    for (Evaluator evaluator :
        ServiceLoader.load(Evaluator.class, Evaluation.class.getClassLoader())) {
      if (evaluator.name().equals(name)) {
        return evaluator;
      }
    }
    throw new IllegalStateException(
        "Evaluation: no evaluator named "
            + name
            + " on the class path; expected the one in weft-message-passing. Is META-INF/services missing from a repackaged jar?");
  }

  /** Leaves that own the values of these tensors, computed together. */
  public static List<Tensor> evaluate(List<Tensor> tensors) {
    List<Value> values = evaluator().run(tensors, List.of());
    List<Tensor> leaves = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      leaves.add(Tensor.of(values.get(i), tensors.get(i).space(), tensors.get(i).shape()));
    }
    return leaves;
  }

  /**
   * The value of a tensor: the data of a leaf in place, a kept value, or what the evaluator
   * computes.
   */
  public static Value valueOf(Tensor tensor) {
    return tensor
        .kept()
        .orElseGet(
            () ->
                tensor.op() instanceof Op.Stored(var value)
                    ? value
                    : evaluator().run(List.of(tensor), List.of()).getFirst());
  }
}

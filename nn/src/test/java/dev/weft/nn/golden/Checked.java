package dev.weft.nn.golden;

import dev.weft.nn.Parameters;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares outputs, and the gradients of the sum of outputs times their cotangents, with a case's
 * numbers.
 */
final class Checked {
  private final GoldenCase golden;
  private final Map<String, Tensor> outputs = new LinkedHashMap<>();
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();

  Checked(GoldenCase golden) {
    this.golden = golden;
  }

  /** An input or constant of the case, by name. */
  Checked input(String name, Tensor tensor) {
    inputs.put(name, tensor);
    return this;
  }

  Tensor get(String input) {
    return inputs.get(input);
  }

  Checked parameters(Parameters parameters) {
    parameters
        .trained()
        .asMap()
        .forEach((name, parameter) -> inputs.put("param." + name, parameter.read()));
    return this;
  }

  /** An output: y, or y_name. */
  Checked output(String name, Tensor tensor) {
    outputs.put(name, tensor);
    return this;
  }

  void run() {
    Tensor loss = Tensor.literal(0);
    for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
      String cotangent = "R" + output.getKey().substring(1);
      Tensor y = output.getValue();
      loss =
          loss.plus(
              y.times(Tensor.of(y.space(), y.shape(), golden.array(cotangent).data()))
                  .sum()
                  .sumRows());
    }
    List<String> names = new ArrayList<>(outputs.keySet());
    List<Tensor> wanted = new ArrayList<>(outputs.values());
    List<String> sources =
        inputs.keySet().stream().filter(name -> golden.has("grad_" + name)).toList();
    sources.forEach(name -> names.add("grad_" + name));
    wanted.addAll(loss.gradients(sources.stream().map(inputs::get).toList()));
    List<Tensor> values = Evaluation.evaluate(wanted);
    for (int i = 0; i < values.size(); i++) {
      golden.check(names.get(i), values.get(i));
    }
    List<String> unchecked =
        golden.arrays.keySet().stream()
            .filter(name -> name.startsWith("grad_") && !names.contains(name))
            .toList();
    if (!unchecked.isEmpty()) {
      throw new AssertionError(golden.name + ": not checked: " + unchecked);
    }
  }
}

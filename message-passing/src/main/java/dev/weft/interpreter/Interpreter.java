package dev.weft.interpreter;

import dev.weft.kernels.memory.DType;
import dev.weft.tensor.Evaluator;
import dev.weft.tensor.Explanation;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import dev.weft.tensor.Value;
import dev.weft.tensor.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Evaluates operator by operator in double. Results are FLOAT64 (INT32 for a chosen edge), and a
 * parameter that it assigns becomes FLOAT64: a parameter takes the compute type of whoever assigns
 * it.
 */
public final class Interpreter implements Evaluator {
  /** For {@link java.util.ServiceLoader}. */
  public Interpreter() {}

  @Override
  public String name() {
    return "interpret";
  }

  @Override
  public List<Value> run(List<Tensor> outputs, List<Update> updates) {
    List<Tensor> wanted = wanted(outputs, updates);
    Map<Tensor, Table> tables = new HashMap<>();
    for (Tensor tensor : needed(wanted)) {
      tables.put(tensor, compute(tensor, tables));
    }
    List<Value> values =
        wanted.stream().map(tensor -> toValue(tensor, tables.get(tensor))).toList();
    for (int i = 0; i < updates.size(); i++) {
      updates.get(i).parameter().assign(values.get(outputs.size() + i));
    }
    return values.subList(0, outputs.size());
  }

  @Override
  public Explanation explain(List<Tensor> outputs, List<Update> updates) {
    List<String> steps = new ArrayList<>();
    long sum = 0;
    long largest = 0;
    for (Tensor tensor : needed(wanted(outputs, updates))) {
      if (!isLeaf(tensor)) {
        long bytes = 8L * Table.size(tensor);
        steps.add(tensor + ": " + bytes + " bytes");
        sum = Math.addExact(sum, bytes);
        largest = Math.max(largest, bytes);
      }
    }
    return new Explanation(
        steps,
        List.of("The interpreter fuses nothing: every operator is stored in float64."),
        sum,
        largest);
  }

  private static List<Tensor> wanted(List<Tensor> outputs, List<Update> updates) {
    List<Tensor> all = new ArrayList<>(outputs);
    updates.forEach(update -> all.add(update.value()));
    return all;
  }

  /** Everything to compute, inputs before what is made of them. */
  private static List<Tensor> needed(List<Tensor> wanted) {
    Walk walk = Walk.of(wanted, Interpreter::isLeaf);
    return IntStream.range(0, walk.count()).mapToObj(walk::tensor).toList();
  }

  private static boolean isLeaf(Tensor tensor) {
    return tensor.kept().isPresent() || tensor.op().arity() == 0;
  }

  private static Table compute(Tensor tensor, Map<Tensor, Table> tables) {
    if (tensor.kept().isPresent()) {
      return new Table(tensor.space(), tensor.shape(), tensor.kept().get().doubles());
    }
    return Operators.apply(tensor, tensor.op().inputs().stream().map(tables::get).toList());
  }

  /** The table as stored for a tensor: INT32 for integers, else FLOAT64. */
  static Value toValue(Tensor tensor, Table table) {
    if (tensor.dtype() == DType.INT32) {
      int[] elements = new int[table.data().length];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = (int) table.data()[i];
      }
      return Value.copyOf(elements, table.rows(), table.width());
    }
    return Value.copyOf(table.data(), table.rows(), table.width());
  }
}

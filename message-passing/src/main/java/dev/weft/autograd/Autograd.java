package dev.weft.autograd;

import dev.weft.tensor.Differentiator;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Walk;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reverse accumulation: tensors are visited from the newest to the oldest, so all uses of one come
 * before it. Never recursive.
 */
public final class Autograd implements Differentiator {
  /** For {@link java.util.ServiceLoader}. */
  public Autograd() {}

  @Override
  public List<Tensor> gradients(Tensor y, Tensor cotangent, List<Tensor> wrt) {
    List<Tensor> path = path(y, new HashSet<>(wrt));
    Adjoints adjoints = new Adjoints(new HashSet<>(path));
    adjoints.add(y, () -> cotangent);
    for (Tensor tensor : path.reversed()) {
      adjoints.of(tensor).ifPresent(gradient -> Derivatives.propagate(tensor, gradient, adjoints));
    }
    return wrt.stream().map(adjoints::orZero).toList();
  }

  /** The tensors between y and the targets that carry gradients, oldest first. */
  private static List<Tensor> path(Tensor y, Set<Tensor> targets) {
    Map<Tensor, Boolean> leadsToTarget = new HashMap<>();
    for (Tensor tensor : Walk.oldestFirst(List.of(y))) {
      boolean leads =
          !Derivatives.isFlat(tensor) && tensor.op().inputs().stream().anyMatch(leadsToTarget::get);
      leadsToTarget.put(tensor, leads || targets.contains(tensor) && tensor.dtype().isFloating());
    }
    return leadsToTarget.keySet().stream()
        .filter(leadsToTarget::get)
        .sorted(Comparator.comparingLong(Tensor::id))
        .toList();
  }
}

package dev.weft.autograd;

import dev.weft.tensor.Differentiator;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Walk;
import java.util.ArrayList;
import java.util.List;

/**
 * Reverse accumulation: a walk's tensors are visited from the last to the first, so all uses of one
 * come before it. Never recursive.
 */
public final class Autograd implements Differentiator {
  /** For {@link java.util.ServiceLoader}. */
  public Autograd() {}

  @Override
  public List<Tensor> gradients(Tensor y, Tensor cotangent, List<Tensor> wrt) {
    Walk walk = Walk.of(List.of(y));
    Adjoints adjoints = new Adjoints(walk, leading(walk, wrt));
    adjoints.add(y, () -> cotangent);
    for (int i = walk.count() - 1; i >= 0; i--) {
      Tensor tensor = walk.tensor(i);
      adjoints.of(tensor).ifPresent(gradient -> Derivatives.propagate(tensor, gradient, adjoints));
    }
    List<Tensor> gradients = new ArrayList<>(wrt.size());
    for (Tensor target : wrt) {
      gradients.add(adjoints.orZero(target));
    }
    return gradients;
  }

  /** Which tensors carry gradients from y to the targets. */
  private static boolean[] leading(Walk walk, List<Tensor> targets) {
    boolean[] leads = new boolean[walk.count()];
    for (Tensor target : targets) {
      int number = walk.numberOf(target);
      if (number >= 0) {
        leads[number] = target.dtype().isFloating();
      }
    }
    for (int i = 0; i < leads.length; i++) {
      Tensor tensor = walk.tensor(i);
      leads[i] |= readsLeading(walk, leads, tensor) && !Derivatives.isFlat(tensor);
    }
    return leads;
  }

  private static boolean readsLeading(Walk walk, boolean[] leads, Tensor tensor) {
    for (int i = 0; i < tensor.op().arity(); i++) {
      if (leads[walk.numberOf(tensor.op().input(i))]) {
        return true;
      }
    }
    return false;
  }
}

package dev.weft.tensor;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Visits what expressions are made of, without recursion: expressions grow deep. */
public final class Walk {
  private Walk() {}

  /** The roots and everything they are made of, each once, inputs before what is made of them. */
  public static List<Tensor> oldestFirst(Collection<Tensor> roots) {
    return oldestFirst(roots, tensor -> false);
  }

  /** As {@link #oldestFirst(Collection)}, without going below tensors that count as leaves. */
  public static List<Tensor> oldestFirst(Collection<Tensor> roots, Predicate<Tensor> isLeaf) {
    Set<Tensor> seen = new HashSet<>(roots);
    Deque<Tensor> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      Tensor tensor = open.pop();
      if (!isLeaf.test(tensor)) {
        tensor.op().inputs().stream().filter(seen::add).forEach(open::push);
      }
    }
    return seen.stream().sorted(Comparator.comparingLong(Tensor::id)).toList();
  }
}

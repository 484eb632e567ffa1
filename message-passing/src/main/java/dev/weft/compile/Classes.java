package dev.weft.compile;

import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which spaces have the same rows. Plain rows that meet nodes in an operator, and spaces that
 * {@code in(space)} connects, are one row class; so renumbering rows costs nothing. Constants are
 * in no class.
 */
final class Classes {
  /** The class of constants. */
  static final int NONE = -1;

  private final Map<Space, Integer> numbers = new HashMap<>();
  private final List<Integer> parents = new ArrayList<>();
  private final Map<Integer, NodeSet> elements = new HashMap<>();
  private final List<Long> fixedSizes = new ArrayList<>();

  Classes(Capture capture) {
    Space[] spaces = capture.spaces().toArray(new Space[capture.spaces().count()]);
    for (int i = 0; i < spaces.length; i++) {
      numbers.put(spaces[i], i);
      parents.add(i);
      fixedSizes.add(-1L);
    }
    for (int i = 0; i < capture.count(); i++) {
      if (capture.tensor(i).kept().isEmpty()) {
        join(capture.tensor(i));
      }
    }
  }

  private void join(Tensor tensor) {
    switch (tensor.op()) {
      case Op.At(var edges, var end, var x) -> join(x.space(), end.of(edges));
      case Op.Reduce(var edges, var _, var _, var x) -> join(x.space(), edges);
      case Op.Arg(var edges, var _, var _, var x) -> join(x.space(), edges);
      case Op.Softmax(var edges, var _, var x) -> join(x.space(), edges);
      case Op.IsEdge(var edges, var end, var x) -> join(x.space(), end.of(edges));
      case Op.TypedMatmul(var types, var x, var w, var _) -> {
        join(x.space(), types.src());
        join(w.space(), types.dst());
        join(tensor.space(), types.src());
      }
      case Op.TypedOuterSum(var types, var x, var y) -> {
        join(x.space(), types.src());
        join(y.space(), types.src());
      }
      case Op.OuterSum(var x, var y) -> join(x.space(), y.space());
      case Op.AsRows _, Op.AsConstant _, Op.Total _, Op.Custom _ -> {}
      case Op.Stored _,
          Op.Read _,
          Op.Literal _,
          Op.Scalar _,
          Op.Count _,
          Op.Lane _,
          Op.Random _ -> {}
      case Op.Unary _,
          Op.Binary _,
          Op.Select _,
          Op.Reshape _,
          Op.Transpose _,
          Op.Slice _,
          Op.Pad _,
          Op.Expand _,
          Op.Concat _,
          Op.Fold _,
          Op.InSpace _,
          Op.Matmul _,
          Op.Assigning _,
          Op.Detached _ ->
          tensor.op().inputs().forEach(x -> join(x.space(), tensor.space()));
    }
  }

  private void join(Space a, Space b) {
    if (a != Space.ONE && b != Space.ONE) {
      parents.set(root(numbers.get(a)), root(numbers.get(b)));
    }
  }

  private int root(int number) {
    int at = number;
    while (parents.get(at) != at) {
      at = parents.get(at);
    }
    return at;
  }

  /** The row class of a space; NONE for constants. */
  int of(Space space) {
    return space == Space.ONE ? NONE : root(numbers.get(space));
  }

  /** The number that the program knows a space or edge list by. */
  int number(Space space) {
    return numbers.get(space);
  }

  /**
   * The rows that a large constant of {@code size} blocks is computed as: a class of its own, of a
   * size that the program knows.
   */
  NodeSet elements(int size) {
    return elements.computeIfAbsent(
        size,
        n -> {
          NodeSet made = NodeSet.of("elements", n);
          numbers.put(made, parents.size());
          parents.add(parents.size());
          fixedSizes.add((long) n);
          return made;
        });
  }

  /** Whether a space was made by {@link #elements}. */
  boolean isElements(Space space) {
    return fixedSizes.get(numbers.get(space)) >= 0;
  }

  /**
   * The size of a class whose size the program knows, or -1 when it is that of the space of the
   * same number in the run.
   */
  long fixedSize(int rowClass) {
    return fixedSizes.get(rowClass);
  }
}

package dev.weft.compile;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.memory.Storage;
import dev.weft.tensor.CustomOp;
import dev.weft.tensor.Op;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import dev.weft.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One walk over an expression: its tensors in an order where inputs come first, its run-time
 * operands numbered by first occurrence, and the {@link Key} of its structure. Iterative, so depth
 * is no matter.
 */
final class Capture {
  private final Key key = new Key(256);
  private final Key leafKey = new Key(16);
  private final Key spaceKey = new Key(16);
  private final Numbering index = new Numbering(64);
  private Tensor[] tensors = new Tensor[64];
  private int[] operands = new int[64];
  private Tensor[] stack = new Tensor[64];
  private int depth;

  private final Map<Object, Integer> leafNumbers = new IdentityHashMap<>();
  private final Map<Space, Integer> spaceNumbers = new HashMap<>();
  private final List<Value> leaves = new ArrayList<>();
  private final List<Space> spaces = new ArrayList<>();
  private final List<CustomOp> customs = new ArrayList<>();
  private final List<Update> updates = new ArrayList<>();
  private final List<Update> assigned = new ArrayList<>();
  private double[] scalars = new double[4];
  private int scalarCount;
  private long[] keys = new long[4];
  private int keyCount;
  private final int[] roots;
  private final int outputs;

  /**
   * Walks everything that the outputs and updates are made of.
   *
   * @throws IllegalStateException when a parameter has moved since it was read
   */
  Capture(List<Tensor> outputs, List<Update> given, int salt) {
    key.add(salt);
    this.outputs = outputs.size();
    for (int i = 0; i < outputs.size(); i++) {
      walk(outputs.get(i));
    }
    for (int i = 0; i < given.size(); i++) {
      walk(given.get(i).value());
    }
    collectUpdates(given);
    roots = new int[outputs.size() + updates.size()];
    for (int i = 0; i < roots.length; i++) {
      Tensor root = i < outputs.size() ? outputs.get(i) : updates.get(i - outputs.size()).value();
      roots[i] = index.get(root.id());
      key.add(roots[i]);
    }
    key.add(-1 - outputs.size());
    for (Update update : updates) {
      key.add(leaf(update.parameter(), update.parameter().value()));
    }
    key.append(leafKey);
    key.append(spaceKey);
  }

  /**
   * What the caller assigns, and in a training step what Assigning tensors carry; the caller's word
   * on a parameter is the last.
   */
  private void collectUpdates(List<Update> given) {
    Set<Parameter> once = new HashSet<>();
    for (Update update : given) {
      if (!once.add(update.parameter())) {
        throw new IllegalArgumentException(
            "Updates: "
                + update.parameter()
                + " is assigned twice in one step; expected one value for each parameter. Add the changes up before.");
      }
    }
    updates.addAll(given);
    if (given.isEmpty()) {
      return;
    }
    for (int i = 0; i < assigned.size(); i++) {
      Update update = assigned.get(i);
      walk(update.value());
      Optional<Update> same =
          updates.stream().filter(u -> u.parameter() == update.parameter()).findFirst();
      if (same.isEmpty()) {
        updates.add(update);
      } else if (!given.contains(same.get())) {
        updates.set(updates.indexOf(same.get()), update);
      }
    }
  }

  private void walk(Tensor root) {
    push(root);
    while (depth > 0) {
      Tensor top = stack[depth - 1];
      if (index.get(top.id()) >= 0) {
        depth--;
      } else {
        List<Tensor> inputs = top.kept().isPresent() ? List.of() : top.op().inputs();
        int before = depth;
        for (int i = inputs.size() - 1; i >= 0; i--) {
          if (index.get(inputs.get(i).id()) < 0) {
            push(inputs.get(i));
          }
        }
        if (depth == before) {
          depth--;
          enter(top, inputs);
        }
      }
    }
  }

  private void push(Tensor tensor) {
    if (depth == stack.length) {
      stack = Arrays.copyOf(stack, 2 * depth);
    }
    stack[depth++] = tensor;
  }

  private void enter(Tensor tensor, List<Tensor> inputs) {
    int number = index.count();
    if (number == tensors.length) {
      tensors = Arrays.copyOf(tensors, 2 * number);
      operands = Arrays.copyOf(operands, 2 * number);
    }
    tensors[number] = tensor;
    operands[number] = describe(tensor);
    for (int i = 0; i < inputs.size(); i++) {
      key.add(index.get(inputs.get(i).id()));
    }
    key.add(space(tensor.space()));
    Shape shape = tensor.shape();
    key.add(shape.rank());
    for (int i = 0; i < shape.rank(); i++) {
      key.add(shape.dim(i));
    }
    index.put(tensor.id());
  }

  /**
   * Adds the operator and its static arguments to the key; returns the number of its run-time
   * operand, or -1.
   */
  private int describe(Tensor tensor) {
    if (tensor.kept().isPresent()) {
      Value value = tensor.kept().get();
      return code0(leaf(value, value));
    }
    switch (tensor.op()) {
      case Op.Stored(var value) -> {
        return code0(leaf(value, value));
      }
      case Op.Read(var parameter, var version) -> {
        return code0(leaf(parameter, parameter.valueAt(version)));
      }
      case Op.Literal(var value) -> {
        key.add(1);
        key.add(Double.doubleToLongBits(value));
      }
      case Op.Scalar(var value) -> {
        key.add(2);
        return scalar(value);
      }
      case Op.Count(var of) -> key(3, space(of));
      case Op.Lane _ -> key.add(4);
      case Op.Random(var random, var draw) -> {
        key(5, draw.ordinal());
        return random(random);
      }
      case Op.Unary(var op, var _) -> key(6, op.ordinal());
      case Op.Binary(var op, var _, var _) -> key(7, op.ordinal());
      case Op.Select _ -> key.add(8);
      case Op.Reshape _ -> key.add(9);
      case Op.Transpose(var axes, var _) -> list(10, axes);
      case Op.Slice(var axis, var start, var end, var _) -> key(11, axis, start, end);
      case Op.Pad(var axis, var before, var after, var _) -> key(12, axis, before, after);
      case Op.Expand _ -> key.add(13);
      case Op.Concat(var axis, var parts) -> key(14, axis, parts.size());
      case Op.Fold(var op, var axes, var _) -> {
        list(15, axes);
        key.add(op.ordinal());
      }
      case Op.Total(var op, var _) -> key(16, op.ordinal());
      case Op.AsRows _ -> key.add(17);
      case Op.AsConstant _ -> key.add(18);
      case Op.InSpace _ -> key.add(19);
      case Op.At(var edges, var end, var _) -> key(20, space(edges), end.ordinal());
      case Op.Reduce(var edges, var end, var op, var _) ->
          key(21, space(edges), end.ordinal(), op.ordinal());
      case Op.Arg(var edges, var end, var op, var _) ->
          key(22, space(edges), end.ordinal(), op.ordinal());
      case Op.IsEdge(var edges, var end, var _) -> key(23, space(edges), end.ordinal());
      case Op.Softmax(var edges, var end, var _) -> key(24, space(edges), end.ordinal());
      case Op.Matmul(var _, var _, var factor) -> key(25, factor.ordinal());
      case Op.OuterSum _ -> key.add(26);
      case Op.TypedMatmul(var types, var _, var _, var factor) ->
          key(27, space(types), factor.ordinal());
      case Op.TypedOuterSum(var types, var _, var _) -> key(28, space(types));
      case Op.Custom(var function, var inputs) -> {
        key(29, inputs.size());
        customs.add(function);
        return customs.size() - 1;
      }
      case Op.Assigning(var _, var carried) -> {
        key.add(30);
        assigned.addAll(carried);
      }
      case Op.Detached _ -> key.add(31);
    }
    return -1;
  }

  private void key(int... numbers) {
    for (int number : numbers) {
      key.add(number);
    }
  }

  private void list(int code, List<Integer> numbers) {
    key(code, numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      key.add(numbers.get(i));
    }
  }

  private int code0(int number) {
    key(0, number);
    return number;
  }

  /** The number of a leaf, known by what it is read from; type and layout enter the key once. */
  private int leaf(Object identity, Value value) {
    Integer known = leafNumbers.get(identity);
    if (known != null) {
      return known;
    }
    Storage storage = value.storage();
    leafKey.add(storage.dtype().ordinal() * 2 + (isPacked(storage) ? 1 : 0));
    leafNumbers.put(identity, leaves.size());
    leaves.add(value);
    return leaves.size() - 1;
  }

  /** Whether rows follow each other without a gap. */
  static boolean isPacked(Storage storage) {
    return storage.rowStride() == storage.width();
  }

  /**
   * The number of a space. With an edge list its ends enter the key, and whether it has so few
   * edges that work on all nodes of an end costs more than work on the edges.
   */
  private int space(Space space) {
    Integer known = spaceNumbers.get(space);
    if (known != null) {
      return known;
    }
    int number = spaces.size();
    spaceNumbers.put(space, number);
    spaces.add(space);
    switch (space) {
      case EdgeList edges -> {
        int src = space(edges.src());
        int dst = space(edges.dst());
        spaceKey.add(number);
        spaceKey.add(src);
        spaceKey.add(dst);
        spaceKey.add((isDense(edges, Op.End.SRC) ? 1 : 0) + (isDense(edges, Op.End.DST) ? 2 : 0));
      }
      case Space.One _ -> spaceKey.add(-1);
      case Space.Rows _ -> spaceKey.add(-2);
      case NodeSet _ -> spaceKey.add(-3);
    }
    return number;
  }

  static boolean isDense(EdgeList edges, Op.End end) {
    return 8 * edges.size() >= end.of(edges).size();
  }

  private int scalar(double value) {
    if (scalarCount == scalars.length) {
      scalars = Arrays.copyOf(scalars, 2 * scalarCount);
    }
    scalars[scalarCount] = value;
    return scalarCount++;
  }

  private int random(long value) {
    if (keyCount == keys.length) {
      keys = Arrays.copyOf(keys, 2 * keyCount);
    }
    keys[keyCount] = value;
    return keyCount++;
  }

  // ---- what was found ----

  Key key() {
    return key;
  }

  int count() {
    return index.count();
  }

  int scalarCount() {
    return scalarCount;
  }

  Tensor tensor(int number) {
    return tensors[number];
  }

  /** The number of a tensor's leaf, scalar, random key or custom operator. */
  int operand(int number) {
    return operands[number];
  }

  /** The place of an input among the tensors. */
  int indexOf(Tensor tensor) {
    return index.get(tensor.id());
  }

  int outputs() {
    return outputs;
  }

  /** Places of the outputs, then of the values that updates assign. */
  int[] roots() {
    return roots;
  }

  List<Update> updates() {
    return updates;
  }

  Map<Space, Integer> spaceNumbers() {
    return spaceNumbers;
  }

  /** The number of the leaf that a parameter is read from. */
  int leafOf(Parameter parameter) {
    return leafNumbers.get(parameter);
  }

  Value leaf(int number) {
    return leaves.get(number);
  }

  Bindings bindings() {
    return new Bindings(
        leaves.toArray(Value[]::new),
        spaces.toArray(Space[]::new),
        Arrays.copyOf(scalars, scalarCount),
        Arrays.copyOf(keys, keyCount),
        customs.toArray(CustomOp[]::new),
        updates.stream().map(Update::parameter).toArray(Parameter[]::new));
  }
}

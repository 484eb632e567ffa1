package dev.weft.compile;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.CustomOp;
import dev.weft.tensor.Op;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import dev.weft.tensor.Value;
import dev.weft.tensor.Walk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One walk over an expression: its tensors in an order where inputs come first, its run-time
 * operands numbered by first occurrence, and the {@link Key} of its structure. Iterative, so depth
 * is no matter.
 *
 * <p>Every run begins with one, whether its program is known or not. So it keeps its arrays from
 * expression to expression, and reading one allocates next to nothing.
 */
final class Capture {
  private final Walk walk = new Walk(tensor -> tensor.kept().isPresent());
  private final Key key = new Key(1024);
  private final Key leafKey = new Key(64);
  private final Key spaceKey = new Key(64);
  private int described;
  private int[] operands = new int[128];

  private final Numbering<Object> leafNumbers = new Numbering<>();
  private final List<Value> leaves = new ArrayList<>();
  private final Numbering<Space> spaces = new Numbering<>();
  private final List<CustomOp> customs = new ArrayList<>();
  private final Numbering<Parameter> targets = new Numbering<>();
  private final List<Update> updates = new ArrayList<>();
  private final List<Update> assigned = new ArrayList<>();
  private double[] scalars = new double[4];
  private int scalarCount;
  private long[] keys = new long[4];
  private int keyCount;
  private int[] roots = new int[4];
  private int outputs;

  /**
   * Reads everything that the outputs and updates are made of.
   *
   * @throws IllegalStateException when a parameter has moved since it was read
   */
  void read(List<Tensor> wanted, List<Update> given, int salt) {
    key.add(salt);
    outputs = wanted.size();
    for (int i = 0; i < outputs; i++) {
      enter(wanted.get(i));
    }
    for (int i = 0; i < given.size(); i++) {
      enter(given.get(i).value());
    }
    collectUpdates(given);
    roots = new int[outputs + updates.size()];
    for (int i = 0; i < roots.length; i++) {
      Tensor root = i < outputs ? wanted.get(i) : updates.get(i - outputs).value();
      roots[i] = walk.numberOf(root);
      key.add(roots[i]);
    }
    key.add(-1 - outputs);
    for (int i = 0; i < updates.size(); i++) {
      Parameter target = updates.get(i).parameter();
      key.add(leaf(target, target.value()));
    }
    key.append(leafKey);
    key.append(spaceKey);
  }

  /** Forgets what was read and keeps the arrays. */
  void clear() {
    walk.clear();
    key.clear();
    leafKey.clear();
    spaceKey.clear();
    described = 0;
    leafNumbers.clear();
    leaves.clear();
    spaces.clear();
    customs.clear();
    targets.clear();
    updates.clear();
    assigned.clear();
    scalarCount = 0;
    keyCount = 0;
  }

  /**
   * What the caller assigns, and in a training step what Assigning tensors carry; the caller's word
   * on a parameter is the last.
   */
  private void collectUpdates(List<Update> given) {
    for (int i = 0; i < given.size(); i++) {
      Update update = given.get(i);
      if (targets.numberOf(update.parameter()) >= 0) {
        throw new IllegalArgumentException(
            "Updates: "
                + update.parameter()
                + " is assigned twice in one step; expected one value for each parameter. Add the changes up before.");
      }
      targets.add(update.parameter());
      updates.add(update);
    }
    if (given.isEmpty()) {
      return;
    }
    for (int i = 0; i < assigned.size(); i++) {
      Update update = assigned.get(i);
      enter(update.value());
      int known = targets.numberOf(update.parameter());
      if (known < 0) {
        targets.add(update.parameter());
        updates.add(update);
      } else if (known >= given.size()) {
        updates.set(known, update);
      }
    }
  }

  /** Walks a root and describes what was not met before. */
  private void enter(Tensor root) {
    walk.add(root);
    if (walk.count() > operands.length) {
      operands = Arrays.copyOf(operands, 2 * walk.count());
    }
    for (; described < walk.count(); described++) {
      Tensor tensor = walk.tensor(described);
      boolean isKept = tensor.kept().isPresent();
      operands[described] = describe(tensor);
      Op op = tensor.op();
      for (int i = 0; !isKept && i < op.arity(); i++) {
        key.add(walk.numberOf(op.input(i)));
      }
      key.add(space(tensor.space()));
      Shape shape = tensor.shape();
      key.add(shape.rank());
      for (int i = 0; i < shape.rank(); i++) {
        key.add(shape.dim(i));
      }
    }
  }

  /**
   * Adds the operator and its static arguments to the key; returns the number of its run-time
   * operand, or -1.
   */
  private int describe(Tensor tensor) {
    if (tensor.kept().isPresent()) {
      Value value = tensor.kept().get();
      return operand(0, leaf(value, value));
    }
    switch (tensor.op()) {
      case Op.Stored(var value) -> {
        return operand(0, leaf(value, value));
      }
      case Op.Read(var parameter, var version) -> {
        return operand(0, leaf(parameter, parameter.valueAt(version)));
      }
      case Op.Literal(var value) -> {
        key.add(1);
        key.add(Double.doubleToRawLongBits(value));
      }
      case Op.Scalar(var value) -> {
        key.add(2);
        return scalar(value);
      }
      case Op.Count(var of) -> operand(3, space(of));
      case Op.Lane _ -> key.add(4);
      case Op.Random(var random, var draw) -> {
        key.add(5, draw.ordinal());
        return random(random);
      }
      case Op.Unary(var op, var _) -> key.add(6, op.ordinal());
      case Op.Binary(var op, var _, var _) -> key.add(7, op.ordinal());
      case Op.Select _ -> key.add(8);
      case Op.Reshape _ -> key.add(9);
      case Op.Transpose(var axes, var _) -> list(10, axes);
      case Op.Slice(var axis, var start, var end, var _) -> range(11, axis, start, end);
      case Op.Pad(var axis, var before, var after, var _) -> range(12, axis, before, after);
      case Op.Expand _ -> key.add(13);
      case Op.Concat(var axis, var parts) -> {
        key.add(14, axis);
        key.add(parts.size());
      }
      case Op.Fold(var op, var axes, var _) -> {
        list(15, axes);
        key.add(op.ordinal());
      }
      case Op.Total(var op, var _) -> key.add(16, op.ordinal());
      case Op.AsRows _ -> key.add(17);
      case Op.AsConstant _ -> key.add(18);
      case Op.InSpace _ -> key.add(19);
      case Op.At(var edges, var end, var _) -> edges(20, edges, end);
      case Op.Reduce(var edges, var end, var op, var _) -> {
        edges(21, edges, end);
        key.add(op.ordinal());
      }
      case Op.Arg(var edges, var end, var op, var _) -> {
        edges(22, edges, end);
        key.add(op.ordinal());
      }
      case Op.IsEdge(var edges, var end, var _) -> edges(23, edges, end);
      case Op.Softmax(var edges, var end, var _) -> edges(24, edges, end);
      case Op.Matmul(var _, var _, var factor) -> key.add(25, factor.ordinal());
      case Op.OuterSum _ -> key.add(26);
      case Op.TypedMatmul(var types, var _, var _, var factor) -> {
        key.add(27, factor.ordinal());
        key.add(space(types));
      }
      case Op.TypedOuterSum(var types, var _, var _) -> operand(28, space(types));
      case Op.Custom(var function, var inputs) -> {
        key.add(29);
        key.add(inputs.size());
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

  private int operand(int code, int number) {
    key.add(code);
    key.add(number);
    return number;
  }

  private void edges(int code, EdgeList edges, Op.End end) {
    key.add(code, end.ordinal());
    key.add(space(edges));
  }

  private void range(int code, int axis, int from, int to) {
    key.add(code, axis);
    key.add(from);
    key.add(to);
  }

  private void list(int code, List<Integer> numbers) {
    key.add(code, numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      key.add(numbers.get(i));
    }
  }

  /** The number of a leaf, known by what it is read from; type and layout enter the key once. */
  private int leaf(Object identity, Value value) {
    int known = leafNumbers.numberOf(identity);
    if (known >= 0) {
      return known;
    }
    leafKey.add(value.dtype().ordinal(), isPacked(value) ? 1 : 0);
    leaves.add(value);
    return leafNumbers.add(identity);
  }

  /** Whether rows follow each other without a gap. */
  static boolean isPacked(Value value) {
    return value.rowStride() == value.width();
  }

  /**
   * The number of a space. With an edge list its ends enter the key, and whether it has so few
   * edges that work on all nodes of an end costs more than work on the edges.
   */
  private int space(Space space) {
    int known = spaces.numberOf(space);
    if (known >= 0) {
      return known;
    }
    int number = spaces.add(space);
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
    return walk.count();
  }

  int scalarCount() {
    return scalarCount;
  }

  Tensor tensor(int number) {
    return walk.tensor(number);
  }

  /** The number of a tensor's leaf, scalar, random key or custom operator. */
  int operand(int number) {
    return operands[number];
  }

  /** The place of an input among the tensors. */
  int indexOf(Tensor tensor) {
    return walk.numberOf(tensor);
  }

  int outputs() {
    return outputs;
  }

  /** Places of the outputs, then of the values that updates assign. */
  int[] roots() {
    return roots;
  }

  /** All spaces by their numbers. */
  Numbering<Space> spaces() {
    return spaces;
  }

  Value leaf(int number) {
    return leaves.get(number);
  }

  /** What the run needs of it; a copy, so that the capture may go on to another expression. */
  Bindings bindings() {
    return new Bindings(
        leaves.toArray(Value[]::new),
        spaces.toArray(new Space[spaces.count()]),
        Arrays.copyOf(scalars, scalarCount),
        Arrays.copyOf(keys, keyCount),
        customs.toArray(CustomOp[]::new),
        targets.toArray(new Parameter[targets.count()]));
  }
}

package dev.weft.compile;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pool in which expressions are rewritten: equal operators over the same inputs are one tensor
 * (common subexpressions), and every tensor knows the run-time operand behind it and the edge list
 * whose ends it needs.
 */
final class Expressions {
  private record Made(Op op, int rowClass, boolean edges, Shape shape) {}

  private record Leaf(int number, int rowClass, Shape shape) {}

  private final Capture capture;
  private final Classes classes;
  private final Backend backend;
  private final Map<Made, Tensor> made = new HashMap<>();
  private final Map<Leaf, Tensor> leaves = new HashMap<>();
  private final Map<Tensor, Integer> operands = new IdentityHashMap<>();
  private final Map<Tensor, EdgeList> lists = new IdentityHashMap<>();

  Expressions(Capture capture, Classes classes, Backend backend) {
    this.capture = capture;
    this.classes = classes;
    this.backend = backend;
  }

  Classes classes() {
    return classes;
  }

  /** The one tensor of this operator over these inputs. */
  Tensor of(Op op, Space space, Shape shape) {
    return made.computeIfAbsent(
        new Made(op, classes.of(space), space instanceof EdgeList, shape),
        key -> {
          Tensor tensor = Tensor.leaf(op, space, shape);
          neededList(tensor).ifPresent(list -> lists.put(tensor, list));
          return tensor;
        });
  }

  /** A tensor whose value comes with the run; those of the same leaf are one. */
  Tensor operand(Tensor tensor, int number) {
    boolean isLeaf = isLeaf(tensor);
    Tensor found =
        isLeaf
            ? leaves.computeIfAbsent(
                new Leaf(number, classes.of(tensor.space()), tensor.shape()), _ -> plain(tensor))
            : plain(tensor);
    operands.put(found, number);
    neededList(found).ifPresent(list -> lists.put(found, list));
    return found;
  }

  /** Without a kept value behind it. */
  private static Tensor plain(Tensor tensor) {
    return tensor.kept().map(value -> tensor.with(new Op.Stored(value))).orElse(tensor);
  }

  static boolean isLeaf(Tensor tensor) {
    return tensor.kept().isPresent()
        || tensor.op() instanceof Op.Stored
        || tensor.op() instanceof Op.Read;
  }

  /** The number of the leaf, scalar, random key or custom operator behind a tensor. */
  int operandOf(Tensor tensor) {
    return operands.get(tensor);
  }

  /** A custom operator's result, which is never shared. */
  Tensor custom(Op op, Tensor like, int number) {
    Tensor tensor = like.with(op);
    operands.put(tensor, number);
    return tensor;
  }

  /**
   * The edge list whose ends must be known to compute a tensor inside a kernel; empty for what
   * stands in memory or belongs to nodes.
   */
  Optional<EdgeList> list(Tensor tensor) {
    return Optional.ofNullable(lists.get(tensor));
  }

  private Optional<EdgeList> neededList(Tensor tensor) {
    return switch (tensor.op()) {
      case Op.At(var edges, var _, var _) -> Optional.of(edges);
      case Op.IsEdge(var edges, var _, var _) -> Optional.of(edges);
      case Op.Random(var _, var draw) ->
          draw == Op.Draw.PAIR ? Optional.of((EdgeList) tensor.space()) : Optional.empty();
      case Op.TypedMatmul(var _, var x, var _, var _) -> list(x);
      case Op.Matmul(var x, var _, var _) ->
          isMultipliedInKernel(tensor) ? list(x) : Optional.empty();
      default -> isRowwise(tensor.op()) ? inherited(tensor) : Optional.empty();
    };
  }

  private Optional<EdgeList> inherited(Tensor tensor) {
    Optional<EdgeList> first = Optional.empty();
    for (Tensor input : tensor.op().inputs()) {
      Optional<EdgeList> list = list(input);
      if (list.isPresent() && list.get() == tensor.space()) {
        return list;
      }
      first = first.or(() -> list);
    }
    return first;
  }

  /** Whether rows meet a matrix within the kernel that has them; else that is a step of its own. */
  boolean isMultipliedInKernel(Tensor matmul) {
    return matmul.op() instanceof Op.Matmul(var x, var w, var _)
        && matmul.space() != Space.ONE
        && x.shape().rank() == 1
        && dtype(w, backend.computeType()) == backend.computeType()
        && backend.fusesProducts(x.shape().width(), matmul.shape().width());
  }

  /** The same for nodes' outer products and their sum. */
  boolean isSummedInKernel(Tensor outerSum) {
    return outerSum.op() instanceof Op.OuterSum(var x, var y)
        && x.space() != Space.ONE
        && !(x.space() instanceof EdgeList)
        && x.shape().rank() == 1
        && y.shape().rank() == 1
        && backend.fusesOuterSums(x.shape().width(), y.shape().width());
  }

  /** Whether an operator computes a row from the same row of its inputs, within a kernel. */
  static boolean isRowwise(Op op) {
    return switch (op) {
      case Op.Unary _,
          Op.Binary _,
          Op.Select _,
          Op.Reshape _,
          Op.Transpose _,
          Op.Slice _,
          Op.Pad _,
          Op.Expand _,
          Op.Concat _,
          Op.Fold _ ->
          true;
      default -> false;
    };
  }

  /**
   * Whether a tensor only names the elements of a row anew; a reshape to the same shape is a copy.
   */
  static boolean isView(Tensor tensor) {
    return tensor.op() instanceof Op.Reshape(var x) && !x.shape().equals(tensor.shape());
  }

  /** The tensor in whose memory this one can be read. */
  private static Tensor base(Tensor tensor) {
    Tensor base = tensor;
    while (base.op() instanceof Op.AsRows || base.op() instanceof Op.AsConstant || isView(base)) {
      base = base.op().inputs().getFirst();
    }
    return base;
  }

  /** The value behind a tensor that is a leaf, or a leaf seen another way. */
  Optional<Value> value(Tensor tensor) {
    Tensor base = base(tensor);
    return isLeaf(base) ? Optional.of(capture.leaf(operandOf(base))) : Optional.empty();
  }

  /** Element type as stored. */
  DType dtype(Tensor tensor, DType compute) {
    return base(tensor).op() instanceof Op.Arg
        ? DType.INT32
        : value(tensor).map(Value::dtype).orElse(compute);
  }
}

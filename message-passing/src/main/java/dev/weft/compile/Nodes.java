package dev.weft.compile;

import dev.weft.compile.Node.Kind;
import dev.weft.compile.Node.Level;
import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes of a simplified expression, inputs first, and the choice which of them are placed:
 * outputs, operands of steps, reductions, what edges read from their far end, and what is used in
 * several places and dear to compute again.
 */
final class Nodes {
  /**
   * Node and constant work up to this many instructions over one stored row is computed again where
   * it is needed.
   */
  private static final int CHEAP = 8;

  /** Row shapes up to this width are computed again in every kernel that uses a constant. */
  private static final int NARROW = 256;

  /** Matrices from this size on are transposed on their own, square by square. */
  private static final int LARGE = 4096;

  /** Longer chains are cut. */
  private static final int LONG = 48;

  private static final int LONG_ON_EDGES = 400;

  private final Expressions pool;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Tensor, Node> byTensor = new IdentityHashMap<>();
  private final List<String> notes = new ArrayList<>();

  Nodes(List<Tensor> roots, Expressions pool) {
    this.pool = pool;
    for (Tensor tensor : reachable(roots)) {
      Node node = node(tensor);
      nodes.add(node);
      byTensor.put(tensor, node);
    }
    for (Tensor root : roots) {
      want(of(root), "");
    }
    nodes.forEach(this::wantOperands);
    nodes.forEach(this::measure);
    placeFarEnds();
    placeShared();
    markLate();
  }

  List<Node> all() {
    return nodes;
  }

  /** What is stored for every edge, and why. */
  List<String> notes() {
    return notes;
  }

  Node of(Tensor tensor) {
    return byTensor.get(tensor);
  }

  private static List<Tensor> reachable(List<Tensor> roots) {
    Set<Tensor> seen = new HashSet<>(roots);
    Deque<Tensor> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      for (Tensor input : open.pop().op().inputs()) {
        if (seen.add(input)) {
          open.push(input);
        }
      }
    }
    return seen.stream().sorted(Comparator.comparingLong(Tensor::id)).toList();
  }

  private Node node(Tensor tensor) {
    Node[] inputs = tensor.op().inputs().stream().map(byTensor::get).toArray(Node[]::new);
    Kind kind = kind(tensor);
    Optional<EdgeList> needed = pool.list(tensor);
    Optional<EdgeList> own =
        switch (tensor.op()) {
          case Op.Reduce(var edges, var _, var _, var _) -> Optional.of(edges);
          case Op.Arg(var edges, var _, var _, var _) -> Optional.of(edges);
          default -> needed;
        };
    int list = own.map(pool.classes()::number).orElse(-1);
    Level level = level(tensor, kind, needed.isPresent());
    return new Node(
        nodes.size(), tensor, inputs, kind, level, pool.classes().of(tensor.space()), own, list);
  }

  private static Level level(Tensor tensor, Kind kind, boolean needsList) {
    if (tensor.space() == Space.ONE) {
      return Level.CONSTANT;
    }
    return needsList
            || tensor.space() instanceof EdgeList && kind != Kind.REDUCE && kind != Kind.ARG
        ? Level.EDGE
        : Level.ROW;
  }

  private Kind kind(Tensor tensor) {
    return switch (tensor.op()) {
      case Op.Stored _, Op.Read _ -> Kind.LEAF;
      case Op.Literal _, Op.Scalar _, Op.Count _, Op.Lane _ -> Kind.NUMBER;
      case Op.Random _ -> Kind.RANDOM;
      case Op.Unary _,
          Op.Binary _,
          Op.Select _,
          Op.Reshape _,
          Op.Slice _,
          Op.Pad _,
          Op.Expand _,
          Op.Concat _,
          Op.Fold _ ->
          Kind.ROWWISE;
      case Op.Transpose _ -> isLargeMatrix(tensor) ? Kind.STEP : Kind.ROWWISE;
      case Op.AsRows _, Op.AsConstant _ -> Kind.ALIAS;
      case Op.At _ -> Kind.AT;
      case Op.IsEdge _ -> Kind.IS_EDGE;
      case Op.Reduce _ -> Kind.REDUCE;
      case Op.Arg _ -> Kind.ARG;
      case Op.Total _ -> Kind.TOTAL;
      case Op.TypedMatmul _ -> tensor.space() instanceof EdgeList ? Kind.PRODUCT : Kind.STEP;
      case Op.Matmul _ -> pool.isMultipliedInKernel(tensor) ? Kind.PRODUCT : Kind.STEP;
      case Op.OuterSum _ -> pool.isSummedInKernel(tensor) ? Kind.TOTAL : Kind.STEP;
      case Op.TypedOuterSum _, Op.Custom _ -> Kind.STEP;
      case Op.InSpace _, Op.Softmax _, Op.Assigning _, Op.Detached _ ->
          throw new IllegalStateException(
              "Nodes: " + tensor.op().getClass().getSimpleName() + " was not simplified away.");
    };
  }

  /** Whether it is float32 memory that a step of its own can transpose. */
  private boolean isLargeMatrix(Tensor transposed) {
    return transposed.space() == Space.ONE
        && transposed.shape().rank() == 2
        && transposed.shape().width() >= LARGE
        && pool.dtype(transposed.op().inputs().getFirst(), DType.FLOAT32) == DType.FLOAT32;
  }

  // ---- what must be placed ----

  /**
   * Has a node stored, through aliases; the reason is noted when that takes memory for every edge.
   */
  private void want(Node node, String reason) {
    Node base = node.base();
    if (base.kind == Kind.LEAF) {
      return;
    }
    if (base.level == Level.EDGE && !base.wanted && !reason.isEmpty()) {
      notes.add(name(base) + " is stored for every edge: " + reason);
    }
    base.placed = true;
    base.wanted = true;
    base.stored = true;
  }

  private void wantOperands(Node node) {
    switch (node.kind) {
      case STEP -> {
        for (Node input : operands(node)) {
          want(input, stepName(node) + " takes its operand from memory.");
        }
        node.placed = true;
        node.wanted = true;
        node.stored = true;
        pack(node);
      }
      case PRODUCT -> {
        want(node.inputs[1], "");
        wantForeign(node);
      }
      case ALIAS -> {
        want(node.inputs[0], "it is read as a constant.");
        node.base().packed = true;
      }
      case AT -> {
        if (node.inputs[0].level == Level.EDGE) {
          want(node.inputs[0], "another relation's edges read it.");
        }
      }
      case IS_EDGE -> want(node.inputs[0], "");
      case REDUCE, ARG, TOTAL -> {
        node.placed = true;
        wantForeign(node);
      }
      case ROWWISE -> wantForeign(node);
      // Drawn where it is a row of its own: elsewhere the row would number its elements.
      case RANDOM -> node.placed |= node.level == Level.CONSTANT;
      case LEAF, NUMBER -> {}
    }
  }

  /** What a step reads from memory. */
  private static List<Node> operands(Node step) {
    if (!(step.op() instanceof Op.TypedOuterSum)) {
      return List.of(step.inputs);
    }
    List<Node> operands = new ArrayList<>();
    for (Node input : step.inputs) {
      Side side = Side.of(input);
      operands.add(side.rows());
      side.factors().ifPresent(operands::add);
    }
    return operands;
  }

  /** Stores inputs that need the ends of edges other than the node's own. */
  private void wantForeign(Node node) {
    for (Node input : node.inputs) {
      boolean needs = pool.list(input.tensor).isPresent();
      if (needs && input.list != node.list) {
        want(input, "it is used on the edges of another relation.");
      }
    }
  }

  /** Products over leading axes take rows apart, so there must be no gaps between them. */
  private static void pack(Node node) {
    boolean leading =
        switch (node.op()) {
          case Op.Matmul _ -> node.tensor.shape().rank() > 1;
          case Op.OuterSum(var x, var _) -> x.shape().rank() > 1;
          default -> false;
        };
    if (leading && node.op() instanceof Op.Matmul) {
      node.packed = true;
      node.inputs[0].base().packed = true;
    } else if (leading) {
      node.inputs[0].base().packed = true;
      node.inputs[1].base().packed = true;
    }
  }

  // ---- what is worth placing ----

  /** Counts the instructions of the inline part below a node, and cuts what grows too long. */
  private void measure(Node node) {
    int limit = node.level == Level.EDGE ? LONG_ON_EDGES : LONG;
    node.cost = instructions(node, new HashSet<>(), limit + 1);
    if (node.cost > limit && node.kind == Kind.ROWWISE && !node.isView()) {
      if (node.level == Level.EDGE) {
        want(node, "the expression is longer than a kernel should be.");
      }
      node.placed = true;
    }
  }

  private static int instructions(Node node, Set<Node> seen, int limit) {
    for (Node input : node.inputs) {
      if (seen.size() < limit && seen.add(input) && !input.placed && !input.isMemory()) {
        instructions(input, seen, limit);
      }
    }
    return seen.size() + 1;
  }

  /** Whatever some kernel reads at the far end of its edges must be in memory before. */
  private void placeFarEnds() {
    Map<Node, Integer> orientations = new IdentityHashMap<>();
    for (Node node : nodes.reversed()) {
      int seen = orientations.getOrDefault(node, 0);
      if (node.kind == Kind.REDUCE || node.kind == Kind.ARG) {
        spread(orientations, node.inputs[0], node.end() == Op.End.DST ? 1 : 2);
      } else if (node.level == Level.EDGE
          && (node.kind == Kind.ROWWISE || node.kind == Kind.PRODUCT)) {
        int all = node.placed ? 3 : seen;
        for (Node input : node.inputs) {
          spread(orientations, input, all);
        }
      } else if (node.kind == Kind.AT) {
        int near = node.end() == Op.End.DST ? 1 : 2;
        if ((seen != near || node.placed)
            && node.inputs[0].kind != Kind.NUMBER
            && !isPlainRandom(node.inputs[0])) {
          place(node.inputs[0]);
        }
      }
    }
  }

  static boolean isPlainRandom(Node node) {
    return node.op() instanceof Op.Random(var _, var draw)
        && draw == Op.Draw.ELEMENT
        && node.level == Level.ROW;
  }

  private static void spread(Map<Node, Integer> orientations, Node node, int seen) {
    orientations.merge(node, seen, (a, b) -> a | b);
  }

  private static void place(Node node) {
    Node base = node.base();
    if (base.kind != Kind.LEAF) {
      base.placed = true;
      base.stored = true;
      base.wanted = true;
    }
  }

  /** Work that several placed nodes need is done once, unless it is cheap to do again. */
  private void placeShared() {
    int[] users = new int[nodes.size()];
    int none = -1;
    int many = -2;
    Arrays.fill(users, none);
    for (Node node : nodes.reversed()) {
      boolean computes = node.kind == Kind.PRODUCT || node.kind == Kind.ROWWISE && !node.isView();
      boolean candidate = computes && !node.placed && node.level != Level.EDGE;
      if (candidate && users[node.index] == many && !isCheap(node)) {
        node.placed = true;
      }
      int user = node.placed || node.isMemory() ? node.index : users[node.index];
      for (Node input : node.inputs) {
        boolean meets = input.level == Level.CONSTANT && node.level != Level.CONSTANT;
        int as = meets && !isNarrow(input) ? many : user;
        int before = users[input.index];
        users[input.index] = before == none || before == as ? as : many;
      }
    }
  }

  /** Small constants that nothing else waits for: computed together at the end. */
  private void markLate() {
    boolean[] early = new boolean[nodes.size()];
    for (Node node : nodes.reversed()) {
      node.late = node.level == Level.CONSTANT && node.kind == Kind.ROWWISE && !early[node.index];
      for (Node input : node.inputs) {
        early[input.index] |= !node.late;
      }
    }
  }

  private static boolean isNarrow(Node node) {
    return node.width() <= NARROW && node.cost <= LONG / 2;
  }

  /** Whether a node reads at most one stored row and does little with it. */
  private static boolean isCheap(Node node) {
    if (node.level == Level.CONSTANT) {
      return isNarrow(node);
    }
    return node.cost <= CHEAP && rowsRead(node, new HashSet<>()) <= 1 && !hasDear(node);
  }

  private static int rowsRead(Node node, Set<Node> seen) {
    int count = 0;
    for (Node input : node.inputs) {
      if (input.level != Level.CONSTANT && seen.add(input)) {
        count += input.placed || input.isMemory() ? 1 : rowsRead(input, seen);
      }
    }
    return count;
  }

  /** Whether products, reductions within the row or functions of many instructions are below. */
  private static boolean hasDear(Node node) {
    if (isDear(node.op())) {
      return true;
    }
    for (Node input : node.inputs) {
      if (!input.placed && !input.isMemory() && input.level != Level.CONSTANT && hasDear(input)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDear(Op op) {
    return switch (op) {
      case Op.Fold _, Op.Matmul _ -> true;
      case Op.Binary(var f, var _, var _) -> f == BinaryOp.POW;
      case Op.Unary(var f, var _) ->
          switch (f) {
            case EXP, EXPM1, LOG, LOG1P, SIN, COS, TANH, SIGMOID, ERF -> true;
            case NEG, ABS, SIGN, SQRT, RECIPROCAL, FLOOR, CEIL, ROUND -> false;
          };
      default -> false;
    };
  }

  // ---- words ----

  static String stepName(Node node) {
    return switch (node.op()) {
      case Op.Matmul _ -> "matmul";
      case Op.OuterSum _ -> "outerSum";
      case Op.Transpose _ -> "transpose";
      case Op.TypedMatmul _ -> "typedMatmul";
      case Op.TypedOuterSum _ -> "typedOuterSum";
      case Op.Custom(var function, var _) -> "custom " + function.name();
      default -> node.op().getClass().getSimpleName();
    };
  }

  static String name(Node node) {
    Shape shape = node.tensor.shape();
    return "A tensor [edges, " + (shape.rank() == 0 ? "1" : String.valueOf(shape.width())) + "]";
  }
}

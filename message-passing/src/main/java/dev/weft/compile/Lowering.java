package dev.weft.compile;

import dev.weft.compile.Group.Domain;
import dev.weft.compile.Need.Spot;
import dev.weft.compile.Node.Kind;
import dev.weft.compile.Node.Level;
import dev.weft.kernels.dense.Dense.Factor;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Operand;
import dev.weft.kernels.lang.Kernel.Output;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a group as a {@link Kernel}: loads where memory is read, one instruction for every inline
 * node, an output for what is stored.
 */
final class Lowering {
  private record Use(Node node, Spot spot) {}

  /** Tells where a node stands in memory; asking makes sure that it does. */
  interface Memory {
    Place of(Node node);
  }

  private final Group group;
  private final Domain domain;
  private final Memory memory;
  private final Operands numbers;
  private final List<Instr> body = new ArrayList<>();
  private final Map<Instr, Integer> known = new HashMap<>();
  private final Map<Use, Integer> values = new HashMap<>();
  private final List<Place> places = new ArrayList<>();
  private final List<Operand> operands = new ArrayList<>();
  private final List<Integer> scalars = new ArrayList<>();
  private final List<Integer> keys = new ArrayList<>();
  private final List<Place> stored = new ArrayList<>();
  private final Kernel kernel;

  Lowering(Group group, Memory memory, Operands numbers) {
    this.group = group;
    this.domain = group.domain;
    this.memory = memory;
    this.numbers = numbers;
    List<Output> outputs = new ArrayList<>();
    for (Node node : group.members) {
      if (node.stored) {
        Target target = target(node);
        outputs.add(new Output(compute(node), target));
        stored.add(memory.of(node));
      }
    }
    kernel =
        new Kernel(
            domain.visitsNeighbors() ? Kernel.Domain.NEIGHBORS : Kernel.Domain.ROWS,
            operands,
            body,
            outputs);
  }

  Kernel kernel() {
    return kernel;
  }

  /** What the operands are, in order. */
  List<Place> operandPlaces() {
    return places;
  }

  /** What the outputs are, in order. */
  List<Place> outputPlaces() {
    return stored;
  }

  /** Which run-time numbers the scalar slots take. */
  List<Integer> scalars() {
    return scalars;
  }

  /** Which random keys the key slots take. */
  List<Integer> keys() {
    return keys;
  }

  private Target target(Node node) {
    if (node.op() instanceof Op.Total(var f, var _)) {
      return switch (f) {
        case SUM -> Target.TOTAL_SUM;
        case MAX -> Target.TOTAL_MAX;
        case MIN -> Target.TOTAL_MIN;
        case MEAN, PROD -> throw new IllegalStateException("Total " + f + " is not an operator.");
      };
    }
    if (node.kind == Kind.TOTAL) {
      return Target.TOTAL_SUM;
    }
    return Need.spot(node, domain) == Spot.ENTRY ? Target.EDGE : Target.ROW;
  }

  /** The value of a member. */
  private int compute(Node node) {
    if (node.op() instanceof Op.OuterSum(var x, var y) && node.kind == Kind.TOTAL) {
      int a = value(node.inputs[0], Spot.ROW);
      int b = value(node.inputs[1], Spot.ROW);
      int column = emit(new Instr.Reshape(a, Shape.of(x.shape().width(), 1)));
      int row = emit(new Instr.Reshape(b, Shape.of(1, y.shape().width())));
      return emit(new Instr.Binary(BinaryOp.MUL, column, row));
    }
    if (node.kind == Kind.TOTAL) {
      return value(node.inputs[0], Spot.ROW);
    }
    return value(node, Need.spot(node, domain));
  }

  private int value(Node node, Spot spot) {
    Use use = new Use(node, spot);
    Integer done = values.get(use);
    if (done == null) {
      done = make(node, spot);
      values.put(use, done);
    }
    return done;
  }

  private int make(Node node, Spot spot) {
    boolean own =
        node.placed
            && node.group == group.number
            && Need.spot(node, domain) == spot
            && node.kind != Kind.TOTAL;
    boolean inline = own || !node.placed && !node.isMemory();
    if (!inline) {
      return load(node, spot);
    }
    Shape shape = node.tensor.shape();
    boolean moves = node.op() instanceof Op.Expand || node.op() instanceof Op.Reshape;
    if (moves && node.inputs[0].tensor.shape().equals(shape)) {
      return value(node.inputs[0], spot);
    }
    return switch (node.op()) {
      case Op.Literal(var number) -> emit(new Instr.Literal(number));
      case Op.Scalar _ -> emit(new Instr.Scalar(slot(scalars, numbers.scalar(node))));
      case Op.Count(var space) -> emit(new Instr.Scalar(slot(scalars, numbers.count(space))));
      case Op.Lane _ -> emit(new Instr.Lane(shape.width()));
      case Op.Random(var _, var draw) ->
          random(node, draw == Op.Draw.PAIR ? pair() : counter(spot));
      case Op.At _ -> at(node);
      case Op.IsEdge _ -> isEdge(node);
      case Op.Reduce(var _, var _, var f, var _) -> reduce(f, node);
      case Op.Arg(var _, var _, var f, var _) ->
          emit(new Instr.ArgReduce(f, value(node.inputs[0], Spot.ENTRY)));
      case Op.Matmul(var _, var _, var factor) ->
          emit(
              new Instr.Matmul(
                  value(node.inputs[0], spot),
                  operand(memory.of(node.inputs[1])),
                  factor == Factor.TRANSPOSED,
                  shape));
      case Op.TypedMatmul(var types, var _, var _, var _) ->
          emit(
              new Instr.TypedMatmul(
                  value(node.inputs[0], spot),
                  operand(memory.of(node.inputs[1])),
                  operand(numbers.types(types)),
                  spot == Spot.ROW ? Instr.At.ROW : Instr.At.EDGE,
                  shape));
      default -> emit(Rowwise.instr(node.op(), shape, inputs(node, spot), this::emit));
    };
  }

  private int[] inputs(Node node, Spot spot) {
    int[] arguments = new int[node.inputs.length];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = value(node.inputs[i], spot);
    }
    return arguments;
  }

  private int emit(Instr instr) {
    return known.computeIfAbsent(
        instr,
        made -> {
          body.add(made);
          return body.size() - 1;
        });
  }

  /** Counting edges needs no pass over them. */
  private int reduce(Reduction f, Node node) {
    boolean counts =
        f == Reduction.SUM && node.inputs[0].op() instanceof Op.Literal(var number) && number == 1;
    return counts
        ? emit(new Instr.Degree())
        : emit(new Instr.Reduce(f, value(node.inputs[0], Spot.ENTRY)));
  }

  private int at(Node node) {
    Node input = node.inputs[0];
    if (node.end() == domain.end()) {
      return value(input, Spot.ROW);
    }
    if (Nodes.isPlainRandom(input) && !input.placed) {
      return random(input, Instr.Counter.NEIGHBOR);
    }
    return emit(new Instr.Load(operand(input), Instr.At.NEIGHBOR, input.tensor.shape()));
  }

  private int isEdge(Node node) {
    Instr.At at = node.end() == domain.end() ? Instr.At.ROW : Instr.At.NEIGHBOR;
    return emit(new Instr.IsEdge(operand(node.inputs[0]), at, node.tensor.shape()));
  }

  private int random(Node node, Instr.Counter counter) {
    return emit(new Instr.Random(slot(keys, numbers.key(node)), counter, node.tensor.shape()));
  }

  private static Instr.Counter counter(Spot spot) {
    return spot == Spot.ROW ? Instr.Counter.ROW : Instr.Counter.EDGE;
  }

  /** Source and destination number a draw, whichever of them is the row here. */
  private Instr.Counter pair() {
    return domain.end() == Op.End.DST ? Instr.Counter.NEIGHBOR_ROW : Instr.Counter.ROW_NEIGHBOR;
  }

  private int load(Node node, Spot spot) {
    Instr.At at =
        node.level == Level.CONSTANT
            ? Instr.At.UNIFORM
            : spot == Spot.ROW ? Instr.At.ROW : Instr.At.EDGE;
    return emit(new Instr.Load(operand(node), at, node.tensor.shape()));
  }

  private int operand(Node node) {
    return operand(memory.of(node));
  }

  private int operand(Place place) {
    int at = places.indexOf(place);
    if (at < 0) {
      at = places.size();
      places.add(place);
      operands.add(new Operand(place.dtype(), place.width()));
    }
    return at;
  }

  private static int slot(List<Integer> slots, int number) {
    int at = slots.indexOf(number);
    if (at < 0) {
      at = slots.size();
      slots.add(number);
    }
    return at;
  }
}

package dev.weft.compile;

import dev.weft.compile.Node.Kind;
import dev.weft.compile.Place.Origin;
import dev.weft.compile.Place.Reading;
import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns groups into the steps of a {@link Program}. From the last group to the first, so that when
 * a group is written all its readers are, and with them it is known what must be stored and for how
 * long.
 */
final class Assembly {
  private final Capture capture;
  private final Expressions pool;
  private final Backend backend;
  private final Kernels kernels;
  private final List<Place> places = new ArrayList<>();
  private final Map<Place, Integer> numbers = new HashMap<>();
  private final List<Node> stored = new ArrayList<>();
  private final List<Integer> lastReads = new ArrayList<>();
  private final Map<Integer, Integer> heirs = new HashMap<>();
  private int current;

  private Assembly(Capture capture, Expressions pool, Backend backend, Kernels kernels) {
    this.capture = capture;
    this.pool = pool;
    this.backend = backend;
    this.kernels = kernels;
  }

  /** Everything from a captured expression to its program. */
  static Program compile(Capture capture, Backend backend, Kernels kernels) {
    Expressions pool = new Expressions(capture, new Classes(capture), backend);
    List<Tensor> roots = Simplify.roots(capture, pool, backend.computeType());
    Nodes nodes = new Nodes(roots, pool);
    Schedule schedule = new Schedule(nodes.all(), pool.classes());
    return new Assembly(capture, pool, backend, kernels).program(roots, nodes, schedule.groups());
  }

  private Program program(List<Tensor> roots, Nodes nodes, List<Group> groups) {
    current = groups.size();
    Program.Result[] outputs = new Program.Result[capture.outputs()];
    int[] updates = new int[roots.size() - outputs.length];
    for (int i = 0; i < roots.size(); i++) {
      Node root = nodes.of(roots.get(i));
      if (i >= outputs.length) {
        Node base = root.base();
        if (!base.result && base.target < 0) {
          base.target = i - outputs.length;
          base.packed = true;
        }
        updates[i - outputs.length] = place(root);
      } else if (root.kind == Kind.LEAF) {
        outputs[i] = new Program.Result(-1, pool.operandOf(root.tensor));
      } else {
        root.base().result = true;
        outputs[i] = new Program.Result(place(root), -1);
      }
    }
    Step[] steps = new Step[groups.size()];
    for (current = groups.size() - 1; current >= 0; current--) {
      steps[current] = step(groups.get(current));
    }
    Buffer[] buffers = buffers();
    long[] rows =
        Arrays.stream(buffers).mapToLong(buffer -> fixedRows(buffer.rowClass())).toArray();
    return new Program(
        backend,
        steps,
        places.toArray(Place[]::new),
        buffers,
        rows,
        outputs,
        updates,
        nodes.notes());
  }

  private Step step(Group group) {
    return group.isKernel ? kernel(group) : product(group.members.getFirst());
  }

  private Step kernel(Group group) {
    Lowering lowering =
        new Lowering(group, this::memory, new Operands(pool, capture.scalarCount()));
    Group.Domain domain = group.domain;
    if (backend.writesInPlace()) {
      inherit(lowering);
    }
    return new Step.Run(
        lowering.kernel(),
        kernels.compiled(lowering.kernel()),
        domain.rowClass(),
        fixedRows(domain.rowClass()),
        domain.list(),
        domain.end(),
        numbers(lowering.operandPlaces()),
        numbers(lowering.outputPlaces()),
        ints(lowering.scalars()),
        ints(lowering.keys()));
  }

  /** Gives outputs the memory of operands that the current step is the last to read, row by row. */
  private void inherit(Lowering step) {
    for (int o = 0; o < step.outputPlaces().size(); o++) {
      int heir = step.outputPlaces().get(o).number();
      if (isComputedByRow(step.kernel(), o) && !isKept(heir)) {
        step.operandPlaces().stream()
            .filter(place -> place.origin() == Origin.BUFFER)
            .map(Place::number)
            .filter(buffer -> !heirs.containsValue(buffer) && mayInherit(heir, buffer, step))
            .findFirst()
            .ifPresent(buffer -> heirs.put(heir, buffer));
      }
    }
  }

  /** Whether an output of rows is no copy of an operand: two copies could wait for each other. */
  private static boolean isComputedByRow(Kernel kernel, int output) {
    Kernel.Output out = kernel.outputs().get(output);
    return out.target() == Kernel.Target.ROW && !isLoaded(kernel, out.value());
  }

  private static boolean isLoaded(Kernel kernel, int value) {
    return switch (kernel.body().get(value)) {
      case Instr.Load _ -> true;
      case Instr.Reshape(int a, var _) -> isLoaded(kernel, a);
      case Instr.View(int a, var _, var _, var _) -> isLoaded(kernel, a);
      default -> false;
    };
  }

  private boolean isKept(int buffer) {
    return stored.get(buffer).result || stored.get(buffer).target >= 0;
  }

  private boolean mayInherit(int heir, int buffer, Lowering step) {
    Node to = stored.get(heir);
    Node from = stored.get(buffer);
    return lastReads.get(buffer) == current
        && from.group < current
        && !isKept(buffer)
        && from.rowClass == to.rowClass
        && from.rowClass != Classes.NONE
        && from.width() == to.width()
        && from.packed == to.packed
        && isFloat(from)
        && isFloat(to)
        && isReadByRow(buffer, step);
  }

  private boolean isFloat(Node node) {
    return pool.dtype(node.tensor, backend.computeType()) == backend.computeType();
  }

  /** Whether a step reads a buffer at the row that it computes, and nowhere else. */
  private static boolean isReadByRow(int buffer, Lowering step) {
    List<Place> places = step.operandPlaces();
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      boolean isIt = place.origin() == Origin.BUFFER && place.number() == buffer;
      if (isIt && (place.reading() != Reading.OWN || !step.kernel().readsByRow(i))) {
        return false;
      }
    }
    return true;
  }

  private Step product(Node node) {
    int out = place(node);
    Node[] in = node.inputs;
    return switch (node.op()) {
      case Op.Matmul(var x, var w, var factor) ->
          new Step.Matmul(
              place(in[0]), x.shape(), place(in[1]), w.shape(), factor, out, node.tensor.shape());
      case Op.OuterSum(var x, var y) ->
          new Step.OuterSum(place(in[0]), x.shape(), place(in[1]), y.shape(), out);
      case Op.Transpose(var _, var x) -> new Step.Transpose(place(in[0]), x.shape(), out);
      case Op.TypedMatmul(var types, var x, var _, var _) ->
          new Step.TypedMatmul(
              pool.classes().number(types),
              place(in[0]),
              place(in[1]),
              number(new Operands(pool, capture.scalarCount()).types(types)),
              x.shape().width() / Math.max(1, x.shape().dim(-1)),
              out,
              kernels.compiled(typedKernel(x.shape(), node.tensor.shape())));
      case Op.TypedOuterSum(var types, var x, var _) ->
          new Step.TypedOuterSum(
              pool.classes().number(types),
              rows(in[0]),
              rows(in[1]),
              x.shape().width() / Math.max(1, x.shape().dim(-1)),
              out);
      case Op.Custom _ ->
          new Step.Custom(
              pool.operandOf(node.tensor), Arrays.stream(in).mapToInt(this::place).toArray(), out);
      default -> throw new IllegalStateException(node + " is not a step of its own.");
    };
  }

  /** Rows times the matrices of their types, whatever their order. */
  private Kernel typedKernel(Shape in, Shape out) {
    DType compute = backend.computeType();
    return new Kernel(
        Kernel.Domain.ROWS,
        List.of(
            new Kernel.Operand(compute, in.width()),
            new Kernel.Operand(compute, Shape.of(in.width(), out.dim(-1)).width()),
            new Kernel.Operand(DType.INT32, 1)),
        List.of(
            new Instr.Load(0, Instr.At.ROW, in), new Instr.TypedMatmul(0, 1, 2, Instr.At.ROW, out)),
        List.of(new Kernel.Output(1, Kernel.Target.ROW)));
  }

  private Step.TypedOuterSum.Rows rows(Node input) {
    Side side = Side.of(input);
    return new Step.TypedOuterSum.Rows(
        place(side.rows()),
        side.at().map(at -> at.list).orElse(-1),
        side.at().map(Node::end).orElse(Op.End.SRC),
        side.factors().map(this::place).orElse(-1));
  }

  // ---- places ----

  private int place(Node node) {
    return number(memory(node));
  }

  private int number(Place place) {
    return numbers.computeIfAbsent(
        place,
        made -> {
          places.add(made);
          return places.size() - 1;
        });
  }

  private int[] numbers(List<Place> list) {
    return list.stream().mapToInt(this::number).toArray();
  }

  /** Where a node stands; the current step reads or writes it. */
  private Place memory(Node node) {
    Node base = node.base();
    boolean isLeaf = base.kind == Kind.LEAF;
    DType dtype = pool.dtype(base.tensor, backend.computeType());
    int number = isLeaf ? pool.operandOf(base.tensor) : buffer(base);
    Reading reading = node.isReread() ? Reading.PACKED : Reading.OWN;
    return new Place(
        isLeaf ? Origin.LEAF : Origin.BUFFER,
        number,
        dtype,
        node.rowClass,
        fixedRows(node.rowClass),
        node.width(),
        reading);
  }

  private int buffer(Node node) {
    if (node.buffer == Node.UNPLACED) {
      node.stored = true;
      node.buffer = stored.size();
      stored.add(node);
      lastReads.add(current);
    }
    return node.buffer;
  }

  private long fixedRows(int rowClass) {
    return rowClass == Classes.NONE ? 1 : pool.classes().fixedSize(rowClass);
  }

  private Buffer[] buffers() {
    Buffer[] buffers = new Buffer[stored.size()];
    for (int i = 0; i < stored.size(); i++) {
      Node node = stored.get(i);
      DType dtype = pool.dtype(node.tensor, backend.computeType());
      buffers[i] =
          new Buffer(
              dtype,
              node.rowClass,
              node.width(),
              node.packed,
              node.result,
              node.target,
              node.group,
              lastReads.get(i),
              heirs.getOrDefault(i, -1));
    }
    return buffers;
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}

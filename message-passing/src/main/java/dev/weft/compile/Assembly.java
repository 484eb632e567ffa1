package dev.weft.compile;

import dev.weft.compile.Node.Kind;
import dev.weft.compile.Place.Origin;
import dev.weft.compile.Place.Reading;
import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.memory.DType;
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
  private record Scratch(int rowClass, int width, int step) {}

  private final Capture capture;
  private final Expressions pool;
  private final Backend backend;
  private final Kernels kernels;
  private final List<Place> places = new ArrayList<>();
  private final Map<Place, Integer> numbers = new HashMap<>();
  private final List<Node> stored = new ArrayList<>();
  private final List<Integer> lastReads = new ArrayList<>();
  private final List<Scratch> scratch = new ArrayList<>();
  private int current;

  private Assembly(Capture capture, Expressions pool, Backend backend, Kernels kernels) {
    this.capture = capture;
    this.pool = pool;
    this.backend = backend;
    this.kernels = kernels;
  }

  /** Everything from a captured expression to its program. */
  static Program compile(Capture capture, Backend backend, Kernels kernels) {
    Expressions pool = new Expressions(capture, new Classes(capture));
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
        ints(lowering.keys()),
        EdgeOrder.operands(lowering.kernel(), lowering.operandPlaces()));
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
      case Op.TypedMatmul(var types, var _, var _, var factor) ->
          new Step.TypedMatmul(
              pool.classes().number(types),
              place(in[0]),
              place(in[1]),
              factor,
              out,
              scratch(in[0]),
              scratch(node));
      case Op.TypedOuterSum(var types, var _, var _) ->
          new Step.TypedOuterSum(
              pool.classes().number(types),
              place(in[0]),
              place(in[1]),
              out,
              scratch(in[0]),
              scratch(in[1]));
      case Op.Custom _ ->
          new Step.Custom(
              pool.operandOf(node.tensor), Arrays.stream(in).mapToInt(this::place).toArray(), out);
      default -> throw new IllegalStateException(node + " is not a step of its own.");
    };
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

  /** Rows of a node in another order. */
  private int scratch(Node like) {
    scratch.add(new Scratch(like.rowClass, like.width(), current));
    // Scratch buffers come after those of nodes, whose number is known only at the end: a negative
    // number until then.
    return number(
        new Place(
            Origin.BUFFER,
            -scratch.size(),
            backend.computeType(),
            like.rowClass,
            fixedRows(like.rowClass),
            like.width(),
            Reading.OWN));
  }

  private long fixedRows(int rowClass) {
    return rowClass == Classes.NONE ? 1 : pool.classes().fixedSize(rowClass);
  }

  private Buffer[] buffers() {
    Buffer[] buffers = new Buffer[stored.size() + scratch.size()];
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
              lastReads.get(i));
    }
    for (int i = 0; i < scratch.size(); i++) {
      Scratch rows = scratch.get(i);
      int number = stored.size() + i;
      buffers[number] =
          new Buffer(
              backend.computeType(),
              rows.rowClass(),
              rows.width(),
              false,
              false,
              -1,
              rows.step(),
              rows.step());
      int at = i;
      places.replaceAll(
          place ->
              place.origin() == Origin.BUFFER && place.number() == -at - 1
                  ? renumbered(place, number)
                  : place);
    }
    return buffers;
  }

  private static Place renumbered(Place place, int number) {
    return new Place(
        place.origin(),
        number,
        place.dtype(),
        place.rowClass(),
        place.fixedRows(),
        place.width(),
        place.reading());
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}

package dev.weft.kernels.lang;

import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Operand;
import dev.weft.kernels.lang.Kernel.Output;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.util.List;

/**
 * Derives shape, place and stage of every instruction in one walk, and refuses bodies that make no
 * sense.
 */
final class KernelCheck {
  final Shape[] shapes;
  final Place[] places;
  final int[] stages;
  int scalarCount;
  int keyCount;
  final boolean namesEdges;

  private final Domain domain;
  private final List<Operand> operands;
  private final List<Instr> body;
  private int at;

  KernelCheck(Domain domain, List<Operand> operands, List<Instr> body, List<Output> outputs) {
    this.domain = domain;
    this.operands = operands;
    this.body = body;
    shapes = new Shape[body.size()];
    places = new Place[body.size()];
    stages = new int[body.size()];
    for (Operand operand : operands) {
      require(operand.width() >= 0, "operand width=" + operand.width() + " is negative");
    }
    for (at = 0; at < body.size(); at++) {
      try {
        derive(body.get(at));
      } catch (IndexOutOfBoundsException | ArithmeticException e) {
        throw wrong(String.valueOf(e.getMessage()));
      }
    }
    outputs.forEach(this::checkOutput);
    namesEdges =
        body.stream().anyMatch(KernelCheck::namesEdges)
            || outputs.stream().anyMatch(output -> output.target() == Target.EDGE);
  }

  private static boolean namesEdges(Instr instr) {
    return switch (instr) {
      case Instr.Load load -> load.at() == At.EDGE;
      case Instr.TypedMatmul typed -> typed.at() == At.EDGE;
      case Instr.Random random -> random.counter() == Instr.Counter.EDGE;
      case Instr.IsEdge _, Instr.ArgReduce _ -> true;
      default -> false;
    };
  }

  private void derive(Instr instr) {
    switch (instr) {
      case Instr.Load(int operand, At where, Shape shape) -> {
        operand(operand, where, shape);
        value(shape, placeOf(where));
      }
      case Instr.IsEdge(int operand, At where, Shape shape) -> {
        operand(operand, where, shape);
        neighborsOnly();
        require(
            operands.get(operand).dtype() == DType.INT32,
            "operand "
                + operand
                + " is "
                + operands.get(operand).dtype()
                + "; expected INT32 edge ids");
        value(shape, Place.ENTRY);
      }
      case Instr.Literal _ -> value(Shape.SCALAR, Place.UNIFORM);
      case Instr.Scalar(int slot) -> {
        require(slot >= 0, "slot=" + slot + " is negative");
        scalarCount = Math.max(scalarCount, slot + 1);
        value(Shape.SCALAR, Place.UNIFORM);
      }
      case Instr.Lane(int length) -> value(Shape.of(length), Place.UNIFORM);
      case Instr.Degree _ -> {
        neighborsOnly();
        value(Shape.SCALAR, Place.ROW);
      }
      case Instr.Random(int slot, Instr.Counter counter, Shape shape) -> {
        require(slot >= 0, "slot=" + slot + " is negative");
        keyCount = Math.max(keyCount, slot + 1);
        if (counter != Instr.Counter.ROW) {
          neighborsOnly();
        }
        value(shape, counter == Instr.Counter.ROW ? Place.ROW : Place.ENTRY);
      }
      case Instr.Unary(UnaryOp _, int a) -> like(shape(a), a);
      case Instr.Binary(BinaryOp _, int a, int b) ->
          like(Shape.broadcast(shape(a), shape(b)), a, b);
      case Instr.Select(int c, int a, int b) ->
          like(Shape.broadcast(shape(c), Shape.broadcast(shape(a), shape(b))), c, a, b);
      case Instr.Reshape(int a, Shape shape) -> {
        require(
            shape(a).width() == shape.width(),
            "row shape "
                + shape(a)
                + " cannot become "
                + shape
                + "; expected an equal number of elements");
        like(shape, a);
      }
      case Instr.View view -> {
        checkView(view);
        like(view.shape(), view.a());
      }
      case Instr.Concat(List<Integer> parts, int axis) -> like(concat(parts, axis), ints(parts));
      case Instr.Fold(Reduction _, int a, List<Integer> axes) -> {
        Shape shape = shape(a);
        for (int axis : axes) {
          shape = shape.with(axis, 1);
        }
        like(shape, a);
      }
      case Instr.Matmul(int a, int matrix, var _, Shape shape) -> matmul(a, matrix, shape);
      case Instr.TypedMatmul typed -> typed(typed);
      case Instr.Reduce(Reduction _, int a) -> reduce(a);
      case Instr.ArgReduce(Reduction op, int a) -> {
        require(op == Reduction.MAX || op == Reduction.MIN, "op=" + op + "; expected MAX or MIN");
        reduce(a);
      }
    }
  }

  private void operand(int operand, At where, Shape shape) {
    require(
        operand >= 0 && operand < operands.size(),
        "operand " + operand + " does not exist; the kernel has " + operands.size());
    int width = operands.get(operand).width();
    require(
        shape.width() == width,
        "row shape "
            + shape
            + " has "
            + shape.width()
            + " elements; operand "
            + operand
            + " has "
            + width
            + " a row");
    if (where == At.NEIGHBOR || where == At.EDGE) {
      neighborsOnly();
    }
  }

  private static Place placeOf(At where) {
    return switch (where) {
      case UNIFORM -> Place.UNIFORM;
      case ROW -> Place.ROW;
      case NEIGHBOR, EDGE -> Place.ENTRY;
    };
  }

  private void checkView(Instr.View view) {
    Shape shape = view.shape();
    require(
        view.strides().size() == shape.rank(),
        "strides " + view.strides() + " do not match the shape " + shape);
    int width = shape(view.a()).width();
    if (shape.width() == 0) {
      return;
    }
    long low = view.offset();
    long high = view.offset();
    for (int k = 0; k < shape.rank(); k++) {
      long reach = Math.multiplyExact(shape.dim(k) - 1L, (long) view.strides().get(k));
      low += Math.min(0, reach);
      high += Math.max(0, reach);
    }
    require(
        low >= 0 && high < width,
        "the view reads elements " + low + " to " + high + " of a row of " + width);
  }

  private Shape concat(List<Integer> parts, int axis) {
    require(!parts.isEmpty(), "nothing to concatenate; expected at least one part");
    Shape first = shape(parts.getFirst());
    int size = 0;
    for (int part : parts) {
      Shape shape = shape(part);
      require(
          shape.rank() == first.rank() && shape.with(axis, 0).equals(first.with(axis, 0)),
          "parts have row shapes "
              + first
              + " and "
              + shape
              + "; expected equal sizes on all axes but "
              + axis);
      size = Math.addExact(size, shape.dim(axis));
    }
    return first.with(axis, size);
  }

  private void matmul(int a, int matrix, Shape shape) {
    require(
        shape(a).rank() == 1 && shape.rank() == 1,
        "row shape " + shape(a) + " cannot become " + shape + "; expected one axis each");
    operand(matrix, At.UNIFORM, Shape.of(shape(a).dim(0), shape.dim(0)));
    like(shape, a);
  }

  private void typed(Instr.TypedMatmul typed) {
    Shape x = shape(typed.a());
    Shape y = typed.shape();
    require(
        x.rank() > 0 && y.rank() == x.rank() && y.with(-1, 1).equals(x.with(-1, 1)),
        "row shape " + x + " cannot become " + y + "; expected equal sizes but for the last axis");
    operand(typed.types(), typed.at(), Shape.SCALAR);
    require(
        operands.get(typed.types()).dtype() == DType.INT32,
        "operand "
            + typed.types()
            + " is "
            + operands.get(typed.types()).dtype()
            + "; expected INT32 types");
    operand(typed.matrices(), At.UNIFORM, Shape.of(x.width(), y.dim(-1)));
    like(y, typed.a());
    Place chosen = placeOf(typed.at());
    require(
        chosen != Place.UNIFORM && places[at].compareTo(chosen) <= 0,
        "types read at " + typed.at() + " choose matrices for values per " + places[at]);
    places[at] = chosen;
  }

  private void reduce(int a) {
    neighborsOnly();
    shapes[at] = shape(a);
    places[at] = Place.ROW;
    stages[at] = stages[a] + 1;
  }

  private void value(Shape shape, Place place) {
    shapes[at] = shape;
    places[at] = place;
  }

  private void like(Shape shape, int... arguments) {
    Place place = Place.UNIFORM;
    int stage = 0;
    for (int a : arguments) {
      place = places[a].compareTo(place) > 0 ? places[a] : place;
      stage = Math.max(stage, stages[a]);
    }
    value(shape, place);
    stages[at] = stage;
  }

  private Shape shape(int a) {
    require(a >= 0 && a < at, "argument v" + a + " does not come before it");
    require(
        !(body.get(a) instanceof Instr.ArgReduce),
        "argument v" + a + " is an ArgReduce, which only an output may read");
    return shapes[a];
  }

  private void checkOutput(Output output) {
    int v = output.value();
    require(v >= 0 && v < at, "output reads v" + v + ", which does not exist");
    boolean arg = body.get(v) instanceof Instr.ArgReduce;
    require(
        !arg || output.target() == Kernel.Target.ROW,
        "output v" + v + " is an ArgReduce; expected target ROW, not " + output.target());
    if (output.target() == Kernel.Target.EDGE) {
      require(domain == Domain.NEIGHBORS, "target EDGE needs the NEIGHBORS domain");
    } else {
      require(
          places[v] != Place.ENTRY,
          "output v"
              + v
              + " has one value per entry; target "
              + output.target()
              + " needs a Reduce before it");
    }
  }

  private void neighborsOnly() {
    require(
        domain == Domain.NEIGHBORS,
        "neighbours, edges and degrees exist only in the NEIGHBORS domain");
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      throw wrong(problem);
    }
  }

  private IllegalArgumentException wrong(String problem) {
    String where = at < body.size() ? " v" + at + " = " + body.get(at) : " outputs";
    return new IllegalArgumentException("Kernel(" + domain + ")" + where + ": " + problem + ".");
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}

package dev.weft.kernels.backend.tile;

import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Operand;
import dev.weft.kernels.lang.Kernel.Output;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kernel cut where it sums, so that a row's entries may come in several launches: one kernel that
 * only sums, and one that adds the last entries and does what the kernel does with the sums.
 */
final class Partials {
  private final Kernel kernel;
  private final List<Integer> reductions;

  private Partials(Kernel kernel, List<Integer> reductions) {
    this.kernel = kernel;
    this.reductions = reductions;
  }

  /**
   * The kernel's parts; empty when it does not gather by neighbour, goes over the entries more than
   * once, reduces to rows of less than a vector, takes a maximum (whose instructions cost more than
   * its gathers: blocks gained nothing), or wants something of every entry: an edge's output, the
   * edge of a maximum.
   */
  static Optional<Partials> of(Kernel kernel) {
    List<Integer> reductions = new ArrayList<>();
    boolean gathers = false;
    for (int i = 0; i < kernel.body().size(); i++) {
      switch (kernel.body().get(i)) {
        case Instr.Reduce(Reduction op, int a) -> {
          // A loop that stores a vector of a narrow row writes into the next, which is still
          // wanted.
          boolean isNarrow = kernel.shape(a).width() <= Registers.NARROW;
          boolean isSum = op == Reduction.SUM || op == Reduction.MEAN;
          if (!isSum || kernel.stage(a) > 0 || isNarrow) {
            return Optional.empty();
          }
          reductions.add(i);
        }
        case Instr.Load(int _, At at, var _) -> gathers |= at == At.NEIGHBOR;
        // Products with matrices cost more than what they gather.
        case Instr.Matmul product -> {
          if (kernel.place(product.a()) == Instr.Place.ENTRY) {
            return Optional.empty();
          }
        }
        case Instr.ArgReduce _, Instr.TypedMatmul _ -> {
          return Optional.empty();
        }
        case Instr _ -> {
          // is computed anew, or once a row
        }
      }
    }
    long ofEdges = kernel.outputs().stream().filter(o -> o.target() == Target.EDGE).count();
    // A block's own number of entries is no degree; only sums are told the right one.
    boolean isOfEdges =
        ofEdges == kernel.outputs().size()
            && kernel.body().stream().noneMatch(instr -> instr instanceof Instr.Degree);
    boolean isCut = reductions.isEmpty() ? isOfEdges : ofEdges == 0;
    return gathers && isCut
        ? Optional.of(new Partials(kernel, List.copyOf(reductions)))
        : Optional.empty();
  }

  /** Whether it reduces nothing: entries stand for themselves, in whatever launch they come. */
  boolean ofEdges() {
    return reductions.isEmpty();
  }

  /** Bytes that an entry gathers by its column. */
  long gatheredBytes() {
    return loadedBytes(At.NEIGHBOR);
  }

  /** Bytes that every block moves for a row: its reductions, or what entries are joined with. */
  long rowBytes() {
    return ofEdges()
        ? loadedBytes(At.ROW)
        : 4L * widths().stream().mapToInt(Registers::stride).sum();
  }

  private long loadedBytes(At where) {
    return kernel.body().stream()
        .mapToLong(
            instr ->
                instr instanceof Instr.Load(int operand, At at, var shape) && at == where
                    ? (long) shape.width() * kernel.operands().get(operand).dtype().bytes()
                    : 0)
        .sum();
  }

  /** Elements of every reduction. */
  List<Integer> widths() {
    return reductions.stream().map(r -> kernel.shape(r).width()).toList();
  }

  /**
   * Gives the sums over the entries of one launch; one that goes on adds them to what stands in its
   * outputs. One operand more than the kernel's is the number of all entries of a row.
   */
  Kernel sums() {
    Body body = new Body();
    for (int i = 0; i < kernel.body().size(); i++) {
      if (kernel.stage(i) == 0) {
        body.copy(i);
      }
    }
    List<Output> outputs = new ArrayList<>();
    for (int r = 0; r < reductions.size(); r++) {
      outputs.add(new Output(body.sum(r), Target.ROW));
    }
    return body.kernel(outputs);
  }

  /** Whether the kernel's outputs are {@link #sums} over all entries. */
  boolean onlySums() {
    return kernel.outputs().stream()
            .allMatch(
                o ->
                    o.target() == Target.ROW
                        && kernel.body().get(o.value()) instanceof Instr.Reduce(var op, int _)
                        && op == Reduction.SUM)
        && kernel.outputs().stream().map(Output::value).toList().equals(reductions);
  }

  /**
   * Adds the sums over the last entries to those that come as further operands, and goes on as the
   * kernel does.
   */
  Kernel last() {
    Body body = new Body();
    List<Integer> before = reductions.stream().map(r -> body.operand(kernel.shape(r))).toList();
    for (int i = 0; i < kernel.body().size(); i++) {
      int r = reductions.indexOf(i);
      if (r >= 0) {
        body.place.put(i, body.finished(r, before.get(r)));
      } else {
        body.copy(i);
      }
    }
    return body.kernel(
        kernel.outputs().stream()
            .map(o -> new Output(body.place.get(o.value()), o.target()))
            .toList());
  }

  /** A body in the making, from the instructions of the kernel. */
  private final class Body {
    final List<Operand> operands = new ArrayList<>(kernel.operands());
    final List<Instr> instructions = new ArrayList<>();
    final Map<Integer, Integer> place = new HashMap<>();
    final int degree = operand(Shape.SCALAR);

    int add(Instr instr) {
      instructions.add(instr);
      return instructions.size() - 1;
    }

    /** One more operand, a row for each row. */
    int operand(Shape shape) {
      operands.add(new Operand(DType.FLOAT32, shape.width()));
      return add(new Instr.Load(operands.size() - 1, At.ROW, shape));
    }

    void copy(int i) {
      Instr instr = kernel.body().get(i);
      place.put(i, instr instanceof Instr.Degree ? degree : add(instr.mapped(place::get)));
    }

    private Instr.Reduce reduction(int r) {
      return (Instr.Reduce) kernel.body().get(reductions.get(r));
    }

    /** The sum over this launch's entries. */
    int sum(int r) {
      return add(new Instr.Reduce(Reduction.SUM, place.get(reduction(r).a())));
    }

    /** The reduction over all entries. */
    int finished(int r, int before) {
      int sum = add(new Instr.Binary(BinaryOp.ADD, before, sum(r)));
      if (reduction(r).op() == Reduction.SUM) {
        return sum;
      }
      int divisor = add(new Instr.Binary(BinaryOp.MAX, degree, add(new Instr.Literal(1))));
      return add(new Instr.Binary(BinaryOp.DIV, sum, divisor));
    }

    Kernel kernel(List<Output> outputs) {
      return new Kernel(kernel.domain(), operands, instructions, outputs);
    }
  }
}

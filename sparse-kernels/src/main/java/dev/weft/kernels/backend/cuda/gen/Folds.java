package dev.weft.kernels.backend.cuda.gen;

import static dev.weft.kernels.backend.cuda.ptx.Type.F32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S32;

import dev.weft.kernels.backend.cuda.ptx.Address;
import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Space;
import dev.weft.kernels.backend.cuda.ptx.Type;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Folds within a row. A team shares the results: each is computed by a group of lanes, a power of
 * two, whose partial results meet in a tree of shuffles. The size of the group is the one that
 * needs the fewest steps. A single result stays in a register of every lane; several go to shared
 * memory, where any lane can read any of them. So do the rows that products take as a whole ({@link
 * Products}).
 */
final class Folds {
  private record Done(int value) {}

  /** Loops shorter than this are written out, so that what they load can be loaded ahead. */
  private static final int UNROLLED = 8;

  /** Terms of one turn of a loop: their loads are in flight together. */
  private static final int TURN = 4;

  private final Values values;
  private final Kernel kernel;
  private final Domain domain;
  private final Indices indices;

  Folds(Values values) {
    this.values = values;
    this.kernel = values.kernel;
    this.domain = values.domain;
    this.indices = values.indices;
  }

  /** How many elements a fold puts into one; 0 when there are none at all. */
  static int terms(Kernel kernel, int value) {
    Instr.Fold fold = (Instr.Fold) kernel.body().get(value);
    Shape from = kernel.shape(fold.a());
    Set<Integer> axes = axes(fold, from);
    int terms = 1;
    for (int axis : axes) {
      terms *= from.dim(axis);
    }
    return terms;
  }

  private static Set<Integer> axes(Instr.Fold fold, Shape from) {
    Set<Integer> axes = new HashSet<>();
    fold.axes().forEach(axis -> axes.add(from.axis(axis)));
    return axes;
  }

  /**
   * Writes all folds and all shared rows that {@code value} depends on and that are not written in
   * their scope yet.
   */
  void prepare(int value) {
    prepare(value, new HashSet<>());
  }

  private void prepare(int value, Set<Integer> seen) {
    if (!seen.add(value)) {
      return;
    }
    switch (kernel.body().get(value)) {
      case Instr.Fold(var _, int a, var _) -> {
        prepare(a, seen);
        if (terms(kernel, value) > 1 && kernel.shape(value).width() > 0) {
          write(value);
        }
      }
      case Instr.Unary(var _, int a) -> prepare(a, seen);
      case Instr.Reshape(int a, var _) -> prepare(a, seen);
      case Instr.View view -> prepare(view.a(), seen);
      case Instr.Matmul product -> factor(product.a(), seen);
      case Instr.TypedMatmul typed -> factor(typed.a(), seen);
      case Instr.Binary(var _, int a, int b) -> {
        prepare(a, seen);
        prepare(b, seen);
      }
      case Instr.Select(int c, int a, int b) -> {
        prepare(c, seen);
        prepare(a, seen);
        prepare(b, seen);
      }
      case Instr.Concat(List<Integer> parts, int _) -> parts.forEach(p -> prepare(p, seen));
      case Instr.Load _,
          Instr.Literal _,
          Instr.Scalar _,
          Instr.Lane _,
          Instr.Degree _,
          Instr.Random _,
          Instr.IsEdge _,
          Instr.Reduce _,
          Instr.ArgReduce _ -> {
        // need no fold in this pass
      }
    }
  }

  /** What a matrix multiplies. */
  private void factor(int value, Set<Integer> seen) {
    prepare(value, seen);
    if (Products.isShared(kernel, value)) {
      share(value);
    }
  }

  private void write(int value) {
    Scope scope = domain.scope(kernel.place(value));
    if (isFirst(value, scope)) {
      new Writer(value, scope).write();
    }
  }

  /** Puts a whole row of a value where all lanes can read it. */
  private void share(int value) {
    Scope scope = domain.scope(kernel.place(value));
    if (!isFirst(value, scope)) {
      return;
    }
    int width = kernel.shape(value).width();
    int offset = values.slots.offset(value, width);
    Scope stores = new Scope(scope);
    indices.forEach(
        stores,
        width,
        (piece, column) -> {
          Reg x = values.of(value, column.index());
          Address to = values.scratch(offset, column.index(), piece.code);
          piece.code.store(Space.SHARED, F32, to, x, column.guard());
        });
    appendAlone(scope, stores);
  }

  private boolean isFirst(int value, Scope scope) {
    Done done = new Done(value);
    boolean first = !scope.has(done);
    scope.put(done, domain.lane);
    return first;
  }

  /** Appends code that writes to scratch, between two barriers of the team. */
  private void appendAlone(Scope scope, Scope writes) {
    domain.sync(scope.code);
    scope.append(writes);
    domain.sync(scope.code);
  }

  /** One fold. */
  private final class Writer {
    private final int value;
    private final Reduction op;
    private final int argument;
    private final Scope scope;
    private final int results;
    private final int terms;
    private final Remap ofResult;
    private final Remap ofTerm;
    private final int group;
    private final int atOnce;

    Writer(int value, Scope scope) {
      Instr.Fold fold = (Instr.Fold) kernel.body().get(value);
      this.value = value;
      this.scope = scope;
      op = fold.op();
      argument = fold.a();
      Shape from = kernel.shape(argument);
      results = kernel.shape(value).width();
      terms = terms(kernel, value);
      ofResult = map(from, axes(fold, from), Side.RESULT);
      ofTerm = map(from, axes(fold, from), Side.TERM);
      group = group();
      atOnce = domain.team.size() / group;
    }

    /** Lanes that share a result: as many as make for the fewest steps. */
    private int group() {
      int best = 1;
      for (int g = 1; g <= domain.team.size(); g *= 2) {
        if (steps(g) < steps(best)) {
          best = g;
        }
      }
      return best;
    }

    private int steps(int g) {
      int rounds = (results + domain.team.size() / g - 1) / (domain.team.size() / g);
      // A shuffle and what follows it weigh as much as two terms.
      return rounds * ((terms + g - 1) / g + 2 * Integer.numberOfTrailingZeros(g));
    }

    void write() {
      if (results == 1) {
        Scope inner = new Scope(scope);
        Reg sum = sum(inner, Index.of(0, domain.launch));
        scope.append(inner);
        values.put(scope, value, Index.of(0, domain.launch), sum);
        return;
      }
      int offset = values.slots.offset(value, values.kernel.shape(value).width());
      Index first = member(domain.team.log() - log());
      Scope rounds = new Scope(scope);
      if (results <= atOnce) {
        store(rounds, offset, first);
      } else {
        Loop.over(
            rounds,
            results,
            atOnce,
            base -> {
              Scope round = new Scope(rounds);
              store(round, offset, indices.plus(first, new Index(base.value(), round)));
              return round;
            });
      }
      appendAlone(scope, rounds);
    }

    private int log() {
      return Integer.numberOfTrailingZeros(group);
    }

    /** Number of the lane's group, counted within the team. */
    private Index member(int bits) {
      if (bits == 0) {
        return Index.of(0, domain.launch);
      }
      Reg at =
          group == 1
              ? domain.lane
              : domain.launch.once(
                  new Group(group),
                  code -> code.compute(Opcode.SHR, Type.U32, domain.lane, Operand.of(log())));
      return new Index(at, domain.launch);
    }

    private void store(Scope inner, int offset, Index result) {
      Index known = indices.clamped(result, results);
      Reg sum = sum(inner, known);
      Code code = inner.code;
      code.store(Space.SHARED, F32, values.scratch(offset, known, code), sum, guard(inner, result));
    }

    /** The first lane of a group stores, if the group has a result. */
    private Optional<Guard> guard(Scope inner, Index result) {
      Code code = inner.code;
      boolean all = results % atOnce == 0;
      if (all && group == 1) {
        return Optional.empty();
      }
      Optional<Reg> first = Optional.empty();
      if (group > 1) {
        Index sub = sub();
        first = Optional.of(code.compare(Comparison.EQ, S32, sub.value(), Operand.of(0)));
      }
      if (all) {
        return first.map(Guard::when);
      }
      Reg inside = code.compare(Comparison.LT, S32, result.value(), Operand.of(results));
      return Optional.of(
          Guard.when(
              first.map(f -> code.compute(Opcode.AND, Type.PRED, f, inside)).orElse(inside)));
    }

    /** Number of the lane within its group. */
    private Index sub() {
      if (group == 1) {
        return Index.of(0, domain.launch);
      }
      if (group == domain.team.size()) {
        return new Index(domain.lane, domain.launch);
      }
      return new Index(
          domain.launch.once(
              new Within(group),
              code -> code.compute(Opcode.AND, Type.B32, domain.lane, Operand.of(group - 1))),
          domain.launch);
    }

    /** One result, known to all lanes of its group. */
    private Reg sum(Scope inner, Index result) {
      Reg sum = Loop.sum(inner, Reductions.neutral(op));
      Index start = indices.from(ofResult, result);
      int rounds = (terms + group - 1) / group;
      if (rounds <= UNROLLED) {
        for (int q = 0; q < rounds; q++) {
          term(inner, sum, start, indices.plus(sub(), q * group), (q + 1) * group <= terms);
        }
      } else {
        Loop.over(
            inner,
            terms,
            TURN * group,
            base -> {
              Scope body = new Scope(inner);
              Index k = indices.plus(new Index(base.value(), body), sub());
              for (int q = 0; q < TURN; q++) {
                term(body, sum, start, indices.plus(k, q * group), terms % (TURN * group) == 0);
              }
              return body;
            });
      }
      for (int far = group / 2; far > 0; far /= 2) {
        Reductions.add(inner.code, op, sum, inner.code.shuffle(sum, far, domain.mask));
      }
      if (op == Reduction.MEAN) {
        inner.code.assign(sum, Opcode.DIV, F32, sum, Operand.of((float) terms));
      }
      return sum;
    }

    private void term(Scope inner, Reg sum, Index start, Index k, boolean whole) {
      Index known = whole ? k : indices.clamped(k, terms);
      Index at = indices.plus(start, indices.from(ofTerm, known));
      Reg x = values.of(argument, at);
      if (!whole) {
        Reg inside = inner.code.compare(Comparison.LT, S32, k.value(), Operand.of(terms));
        x = inner.code.select(inside, x, Reductions.neutral(op));
      }
      Reductions.add(inner.code, op, sum, x);
    }
  }

  private record Group(int size) {}

  private record Within(int size) {}

  /** What an index counts. */
  private enum Side {
    RESULT,
    TERM
  }

  /** Where in the argument a result begins, or a term lies after it. */
  private static Remap map(Shape from, Set<Integer> axes, Side side) {
    int[] dims = from.dims();
    int[] strides = new int[dims.length];
    int stride = 1;
    for (int k = dims.length - 1; k >= 0; k--) {
      strides[k] = stride;
      stride *= dims[k];
      if (axes.contains(k) != (side == Side.TERM)) {
        dims[k] = 1;
      }
    }
    return Remap.of(0, dims, strides);
  }
}

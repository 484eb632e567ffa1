package dev.weft.kernels.backend.cuda.gen;

import static dev.weft.kernels.backend.cuda.ptx.Opcode.ADD;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.MAD;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.MUL;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.SHL;
import static dev.weft.kernels.backend.cuda.ptx.Type.F32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S64;
import static dev.weft.kernels.backend.cuda.ptx.Type.U32;
import static dev.weft.kernels.backend.cuda.ptx.Type.U64;

import dev.weft.kernels.backend.cuda.ptx.Address;
import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Kind;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Rounding;
import dev.weft.kernels.backend.cuda.ptx.Space;
import dev.weft.kernels.backend.cuda.ptx.Type;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Single elements of a kernel's values: asked for one, writes what computes it, each part into the
 * outermost scope that knows its arguments, and never twice. Reductions and folds must have been
 * written before ({@link Folds}, {@link Passes}).
 */
final class Values {
  private record Element(int value, Operand index) {}

  private record Stored(int operand, At at, Operand index) {}

  private record Base(int parameter) {}

  private record Place(Reg row, int bytes, Operand index) {}

  private record RowOf(int operand, At at) {}

  private record TypeOf(int operand, At at) {}

  private record MatrixOf(int operand, TypeOf type) {}

  private record Counted(Instr.Counter counter, int width) {}

  final Kernel kernel;
  final Team team;
  final Slots slots;
  final Indices indices;
  final Domain domain;
  private final Signature signature;

  Values(Kernel kernel, Signature signature, Team team, Slots slots, Domain domain) {
    this.kernel = kernel;
    this.signature = signature;
    this.team = team;
    this.slots = slots;
    this.domain = domain;
    this.indices = new Indices(domain.launch, team, domain.lane);
  }

  /** Element {@code at} of a value: F32, or B32 of an {@code ArgReduce}. */
  Reg of(int value, Index at) {
    int width = kernel.shape(value).width();
    Index index = width == 1 ? Index.of(0, domain.launch) : at;
    Scope scope = domain.scope(kernel.place(value)).inner(index.scope());
    return scope.once(new Element(value, index.value()), code -> make(value, index, scope, code));
  }

  /** Makes an element known that was computed elsewhere. */
  void put(Scope scope, int value, Index at, Reg element) {
    Operand index = kernel.shape(value).width() == 1 ? Operand.of(0) : at.value();
    scope.put(new Element(value, index), element);
  }

  private Reg make(int value, Index at, Scope scope, Code code) {
    FloatCode floats = new FloatCode(code);
    return switch (kernel.body().get(value)) {
      case Instr.Load(int operand, At where, Shape _) ->
          converted(operand, stored(operand, where, at), code);
      case Instr.Literal(double number) -> code.copy(Kind.F32, Operand.of((float) number));
      case Instr.Scalar(int slot) -> parameter(F32, signature.scalar(slot));
      case Instr.Lane _ -> code.convert(F32, Rounding.NEAREST, U32, at.value());
      case Instr.Degree _ -> code.convert(F32, Rounding.NEAREST, S64, domain.degree());
      case Instr.Random(int slot, Instr.Counter counter, Shape shape) ->
          floats.uniform(
              counter(counter, shape.width(), at, code), parameter(U64, signature.key(slot)));
      case Instr.Unary(var op, int a) -> floats.apply(op, of(a, at));
      case Instr.Binary(var op, int a, int b) ->
          floats.apply(op, broadcast(a, value, at), broadcast(b, value, at));
      case Instr.Select(int c, int a, int b) -> {
        Reg yes = code.compare(Comparison.NEU, F32, broadcast(c, value, at), Operand.of(0f));
        yield code.select(yes, broadcast(a, value, at), broadcast(b, value, at));
      }
      case Instr.Reshape(int a, Shape _) -> of(a, at);
      case Instr.View(int a, int offset, Shape shape, List<Integer> strides) ->
          of(a, indices.from(Remap.view(offset, shape, strides), at));
      case Instr.Concat(List<Integer> parts, int axis) -> concat(value, parts, axis, at, scope);
      case Instr.Fold(Reduction op, int a, var _) -> folded(value, op, a, at, code);
      case Instr.Reduce _, Instr.ArgReduce _ -> kept(value, at, code);
      case Instr.Matmul product -> Products.of(this, product, at, scope);
      case Instr.TypedMatmul typed -> Products.of(this, typed, at, scope);
      case Instr.IsEdge(int operand, At where, Shape _) -> {
        Reg id = stored(operand, where, at);
        Reg wide = code.convert(S64, Rounding.EXACT, S32, id);
        Reg same = code.compare(Comparison.EQ, S64, wide, domain.edge());
        yield code.select(same, Operand.of(1f), Operand.of(0f));
      }
    };
  }

  private Reg broadcast(int argument, int value, Index at) {
    return of(
        argument, indices.from(Remap.broadcast(kernel.shape(argument), kernel.shape(value)), at));
  }

  private Reg folded(int value, Reduction op, int a, Index at, Code code) {
    int terms = Folds.terms(kernel, value);
    if (terms == 0) {
      return code.copy(Kind.F32, Operand.of(op == Reduction.PROD ? 1f : 0f));
    }
    return terms == 1 ? of(a, at) : kept(value, at, code);
  }

  /** An element from the team's scratch. */
  Reg kept(int value, Index at, Code code) {
    int offset = slots.read(value, kernel.shape(value).width());
    boolean arg = kernel.body().get(value) instanceof Instr.ArgReduce;
    return code.load(Space.SHARED, arg ? Type.B32 : F32, scratch(offset, at, code));
  }

  /** The address of an element in the team's scratch. */
  Address scratch(int offset, Index at, Code code) {
    return at.isConstant()
        ? new Address(domain.scratch, offset + 4 * at.constant())
        : new Address(code.compute(MAD, S32, at.value(), Operand.of(4), domain.scratch), offset);
  }

  private Reg concat(int value, List<Integer> parts, int axis, Index at, Scope scope) {
    Shape whole = kernel.shape(value);
    int inner = 1;
    for (int k = whole.axis(axis) + 1; k < whole.rank(); k++) {
      inner *= whole.dim(k);
    }
    Part element = Part.of(indices, at, whole.dim(axis), inner);
    Optional<Reg> result = Optional.empty();
    int start = 0;
    for (int part : parts) {
      int size = kernel.shape(part).dim(axis);
      if (size > 0) {
        result = Optional.of(later(result, part, element, start, size, scope));
      }
      start += size;
    }
    return result.orElseThrow();
  }

  /** The part's element if the part has begun, else what the parts before it gave. */
  private Reg later(
      Optional<Reg> before, int part, Part element, int start, int size, Scope scope) {
    boolean known = element.on().isConstant();
    if (before.isPresent() && known && element.on().constant() < start) {
      return before.get();
    }
    Reg x = of(part, element.in(start, size));
    if (before.isEmpty() || known) {
      return x;
    }
    Reg begun = scope.code.compare(Comparison.GE, S32, element.on().value(), Operand.of(start));
    return scope.code.select(begun, x, before.get());
  }

  /** The number at an address within an operand. */
  Reg number(int operand, Space space, Address address, Code code) {
    return converted(operand, stored(operand, space, address, code), code);
  }

  private Reg converted(int operand, Reg x, Code code) {
    return switch (kernel.operands().get(operand).dtype()) {
      case FLOAT32 -> x;
      case FLOAT64 -> code.convert(F32, Rounding.NEAREST, Type.F64, x);
      case FLOAT16 -> code.convert(F32, Rounding.EXACT, Type.F16, x);
      case BFLOAT16 -> code.copy(Kind.F32, code.compute(SHL, S32, x, Operand.of(16)));
      case INT8, INT32 -> code.convert(F32, Rounding.NEAREST, S32, x);
      case INT64 -> code.convert(F32, Rounding.NEAREST, S64, x);
      case BOOL ->
          code.select(
              code.compare(Comparison.NE, S32, x, Operand.of(0)), Operand.of(1f), Operand.of(0f));
    };
  }

  /** An element as an operand stores it, loaded before anything is computed. */
  private Reg stored(int operand, At where, Index at) {
    Scope scope = domain.loads(where).inner(at.scope());
    return scope.once(
        new Stored(operand, where, at.value()),
        code -> {
          Space space = where == At.NEIGHBOR ? Space.CONSTANT_GLOBAL : Space.GLOBAL;
          int bytes = kernel.operands().get(operand).dtype().bytes();
          Address address = element(operandRow(operand, where), bytes, at, scope);
          return stored(operand, space, address, code);
        });
  }

  private Reg stored(int operand, Space space, Address address, Code code) {
    Type type =
        switch (kernel.operands().get(operand).dtype()) {
          case FLOAT32 -> F32;
          case FLOAT64 -> Type.F64;
          case FLOAT16 -> Type.B16;
          case BFLOAT16 -> Type.U16;
          case INT8 -> Type.S8;
          case INT32 -> S32;
          case INT64 -> S64;
          case BOOL -> Type.U8;
        };
    return code.load(space, type, address);
  }

  /** The address of an element of a row, for code in {@code scope}. */
  Address element(Reg row, int bytes, Index at, Scope scope) {
    if (at.isConstant()) {
      return new Address(row, Math.multiplyExact(bytes, at.constant()));
    }
    Reg base =
        scope.once(
            new Place(row, bytes, at.base()),
            code -> code.compute(ADD, S64, row, indices.bytes(bytes, at.base(), at.scope())));
    return new Address(base, Math.multiplyExact(bytes, at.ahead()));
  }

  private Reg operandRow(int operand, At where) {
    int parameter = signature.operand(operand);
    RowOf name = new RowOf(operand, where);
    Scope scope = domain.loads(where);
    return switch (where) {
      case UNIFORM -> parameter(U64, parameter);
      case ROW -> row(scope, name, parameter, domain.rowNumber());
      case NEIGHBOR -> row(scope, name, parameter, domain.neighbor());
      case EDGE -> row(scope, name, parameter, domain.edge());
    };
  }

  /** The address of an output's row: the current one, or that of the current edge. */
  Reg outputRow(int output, At where) {
    int parameter = signature.output(output);
    RowOf name = new RowOf(-1 - output, where);
    return where == At.EDGE
        ? row(domain.entry(), name, parameter, domain.edge())
        : row(domain.row(), name, parameter, domain.rowNumber());
  }

  /** The address of a matrix. */
  Reg matrix(Instr.Matmul product) {
    return operandRow(product.matrix(), At.UNIFORM);
  }

  /** The address of the matrix that the row's or the entry's type chooses. */
  Reg matrix(Instr.TypedMatmul typed) {
    TypeOf name = new TypeOf(typed.types(), typed.at());
    Scope scope = typed.at() == At.ROW ? domain.row() : domain.entry();
    Reg type =
        scope.once(
            name,
            code -> {
              Reg x = stored(typed.types(), typed.at(), Index.of(0, domain.launch));
              return code.convert(S64, Rounding.EXACT, S32, x);
            });
    int parameter = signature.operand(typed.matrices());
    return row(scope, new MatrixOf(typed.matrices(), name), parameter, type);
  }

  private Reg row(Scope scope, Record name, int parameter, Reg number) {
    Reg base = parameter(U64, parameter);
    Reg stride = parameter(U64, parameter + 1);
    return scope.once(name, code -> code.compute(MAD, S64, number, stride, base));
  }

  /** A parameter of the launch. */
  Reg parameter(Type type, int index) {
    return domain.launch.once(new Base(index), code -> code.parameter(type, index));
  }

  private Reg counter(Instr.Counter counter, int width, Index at, Code code) {
    Scope scope = counter == Instr.Counter.ROW ? domain.row() : domain.entry();
    Reg first =
        scope.once(
            new Counted(counter, width),
            own -> own.compute(MUL, S64, item(counter, own), Operand.of((long) width)));
    if (at.isConstant()) {
      return at.constant() == 0
          ? first
          : code.compute(ADD, S64, first, Operand.of((long) at.constant()));
    }
    return code.compute(ADD, S64, first, indices.bytes(1, at.value(), at.scope()));
  }

  private Reg item(Instr.Counter counter, Code code) {
    return switch (counter) {
      case ROW -> domain.rowNumber();
      case NEIGHBOR -> domain.neighbor();
      case EDGE -> domain.edge();
      case ROW_NEIGHBOR ->
          code.compute(
              MAD, S64, domain.rowNumber(), parameter(U64, Signature.COLS), domain.neighbor());
      case NEIGHBOR_ROW ->
          code.compute(
              MAD, S64, domain.neighbor(), parameter(U64, Signature.ROWS), domain.rowNumber());
    };
  }

  /** An element of a concatenation, taken apart into what is outside, on and inside its axis. */
  private record Part(Indices indices, Index outer, Index on, Index inside, int inner) {
    private record Above(Operand value) {}

    static Part of(Indices indices, Index at, int size, int inner) {
      Index outer = along(indices, at, 1, 0, 0, size, inner);
      Index on = along(indices, at, 0, 1, 0, size, inner);
      Index inside = along(indices, at, 0, 0, 1, size, inner);
      return new Part(indices, outer, on, inside, inner);
    }

    private static Index along(
        Indices indices, Index at, int outer, int on, int inside, int size, int inner) {
      return indices.from(
          Remap.of(0, new int[] {Indices.ENDLESS, size, inner}, new int[] {outer, on, inside}), at);
    }

    /** The element of the part that begins at {@code start} of the axis, or one near it. */
    Index in(int start, int size) {
      Index along = clampedBelow(indices.plus(on, -start), size);
      Index within = indices.plus(indices.times(along, inner), inside);
      return indices.plus(indices.times(outer, size * inner), within);
    }

    private Index clampedBelow(Index at, int size) {
      if (at.isConstant()) {
        return Index.of(Math.clamp(at.constant(), 0, size - 1), at.scope());
      }
      Index below = indices.clamped(at, size);
      if (below.isConstant()) {
        return below;
      }
      Reg value =
          at.scope()
              .once(
                  new Above(below.value()),
                  code -> code.compute(Opcode.MAX, S32, below.value(), Operand.of(0)));
      return new Index(value, at.scope());
    }
  }
}

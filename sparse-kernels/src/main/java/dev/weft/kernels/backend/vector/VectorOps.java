package dev.weft.kernels.backend.vector;

import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.weft.kernels.backend.vector.Asm.Constant;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.UnaryOp;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Optional;
import jdk.incubator.vector.VectorOperators;

/**
 * Whole vectors. Everything is written in place, never as a call: in a large method the JIT
 * compiler stops inlining, and a vector that crosses a call lives on the heap.
 */
final class VectorOps implements LaneOps {
  private static final ClassDesc COMPARISON = Asm.desc(VectorOperators.Comparison.class);
  private static final ClassDesc BINARY = Asm.desc(VectorOperators.Binary.class);
  private static final ClassDesc CONVERSION = Asm.desc(VectorOperators.Conversion.class);

  private final Asm asm;
  private final CodeBuilder code;
  private final int lanes;
  private final Formulas formulas;

  VectorOps(Asm asm, int lanes) {
    this.asm = asm;
    this.code = asm.code;
    this.lanes = lanes;
    this.formulas = new Formulas(this);
  }

  @Override
  public int lanes() {
    return lanes;
  }

  // ---- memory ----

  @Override
  public int load(int pointer, long bytes, Optional<Active> active) {
    species();
    asm.all();
    asm.address(pointer, bytes);
    asm.order();
    if (active.isPresent()) {
      mask(active.get());
      code.invokestatic(
          Asm.FLOATS,
          "fromMemorySegment",
          MethodTypeDesc.of(Asm.FLOATS, Asm.SPECIES, Asm.SEGMENT, CD_long, Asm.ORDER, Asm.MASKS));
    } else {
      code.invokestatic(
          Asm.FLOATS,
          "fromMemorySegment",
          MethodTypeDesc.of(Asm.FLOATS, Asm.SPECIES, Asm.SEGMENT, CD_long, Asm.ORDER));
    }
    return asm.keepRef();
  }

  @Override
  public void store(int value, int pointer, long bytes, Optional<Active> active) {
    code.aload(value);
    asm.all();
    asm.address(pointer, bytes);
    asm.order();
    if (active.isPresent()) {
      mask(active.get());
      code.invokevirtual(
          Asm.FLOATS,
          "intoMemorySegment",
          MethodTypeDesc.of(CD_void, Asm.SEGMENT, CD_long, Asm.ORDER, Asm.MASKS));
    } else {
      code.invokevirtual(
          Asm.FLOATS,
          "intoMemorySegment",
          MethodTypeDesc.of(CD_void, Asm.SEGMENT, CD_long, Asm.ORDER));
    }
  }

  @Override
  public int constant(float value) {
    species();
    code.loadConstant(value);
    return replicate();
  }

  @Override
  public int number(int variable) {
    species();
    code.iload(variable);
    code.i2f();
    return replicate();
  }

  @Override
  public int broadcast(int pointer, long bytes) {
    species();
    asm.floatAt(pointer, bytes);
    return replicate();
  }

  private int replicate() {
    code.invokestatic(
        Asm.FLOATS, "broadcast", MethodTypeDesc.of(Asm.FLOATS, Asm.SPECIES, CD_float));
    return asm.keepRef();
  }

  @Override
  public int numbers(int pointer, long bytes, int count) {
    if (count == 1 || Integer.bitCount(count) > 1) {
      return load(pointer, bytes, Optional.of(new Active(count)));
    }
    int few = new VectorOps(asm, count).load(pointer, bytes, Optional.empty());
    return count == lanes ? few : reshape(few, lanes);
  }

  @Override
  public int spread(int numbers, int first, int inner) {
    return rearrange(numbers, Constant.of(Asm.SHUFFLE, "spread", lanes, inner, first));
  }

  /** The first lanes of a vector as one of another length. */
  private int reshape(int a, int count) {
    code.aload(a);
    code.getstatic(Asm.FLOATS, "SPECIES_" + 32 * count, Asm.SPECIES);
    code.loadConstant(0);
    code.invokevirtual(
        Asm.VECTOR, "reinterpretShape", MethodTypeDesc.of(Asm.VECTOR, Asm.SPECIES, CD_int));
    code.checkcast(Asm.FLOATS);
    return asm.keepRef();
  }

  /** Lanes in the order of a shuffle. */
  int rearrange(int a, Constant shuffle) {
    code.aload(a);
    asm.longCall();
    asm.constant(shuffle);
    return floats("rearrange", Asm.SHUFFLE);
  }

  /** Lane i is that of lane i ^ half. */
  int swap(int a, int half) {
    return rearrange(a, Constant.of(Asm.SHUFFLE, "swap", lanes, half));
  }

  /** {@code a} in lanes without the bit {@code half}, {@code b} in the others. */
  int upper(int a, int b, int half) {
    code.aload(a);
    code.aload(b);
    asm.constant(Constant.of(Asm.MASKS, "upper", lanes, half));
    return floats("blend", Asm.VECTOR, Asm.MASKS);
  }

  // ---- operators ----

  @Override
  public int map(UnaryOp op, int a) {
    return switch (op) {
      case NEG -> plain("neg", a);
      case ABS -> plain("abs", a);
      case SQRT -> plain("sqrt", a);
      case RECIPROCAL -> div(constant(1), a);
      case SIGN -> formulas.sign(a);
      case EXP -> formulas.exp(a);
      case EXPM1 -> formulas.expm1(a);
      case LOG -> formulas.log(a);
      case LOG1P -> formulas.log1p(a);
      case TANH -> formulas.tanh(a);
      case SIGMOID -> formulas.sigmoid(a);
      case ERF -> formulas.erf(a);
      case FLOOR -> formulas.floor(a);
      case CEIL -> formulas.ceil(a);
      case ROUND -> formulas.rint(a);
      case SIN, COS -> throw new AssertionError(op + " takes no part in loops.");
    };
  }

  @Override
  public int zip(BinaryOp op, int a, int b) {
    return switch (op) {
      case ADD -> add(a, b);
      case SUB -> sub(a, b);
      case MUL -> mul(a, b);
      case DIV -> div(a, b);
      case MAX -> two("max", a, b);
      case MIN -> two("min", a, b);
      case EQ, NE, LT, LE, GT, GE, POW -> throw new AssertionError(op + " takes no part in loops.");
    };
  }

  @Override
  public int bound(BinaryOp op, int a, int bound) {
    // NaN compares as neither and stays; of two zeros the maximum takes the bound, which is +0.
    return blend(a, bound, compare(op == BinaryOp.MAX ? "LE" : "GT", a, bound));
  }

  @Override
  public int compare(BinaryOp op, int a, int b) {
    return compare(op.name(), a, b);
  }

  @Override
  public int isSet(int value) {
    return compare("NE", value, constant(0));
  }

  @Override
  public int ones(int test) {
    return blend(constant(0), constant(1), test);
  }

  @Override
  public int choose(int test, int a, int b) {
    return blend(b, a, test);
  }

  @Override
  public int fma(int a, int b, int c) {
    code.aload(a);
    code.aload(b);
    code.aload(c);
    return floats("fma", Asm.VECTOR, Asm.VECTOR);
  }

  int add(int a, int b) {
    return two("add", a, b);
  }

  int sub(int a, int b) {
    return two("sub", a, b);
  }

  int mul(int a, int b) {
    return two("mul", a, b);
  }

  int div(int a, int b) {
    return two("div", a, b);
  }

  int abs(int a) {
    return plain("abs", a);
  }

  int neg(int a) {
    return plain("neg", a);
  }

  /** The mask of lanes where the comparison holds. */
  int compare(String comparison, int a, int b) {
    code.aload(a);
    code.getstatic(Asm.OPERATORS, comparison, COMPARISON);
    code.aload(b);
    code.invokevirtual(Asm.FLOATS, "compare", MethodTypeDesc.of(Asm.MASKS, COMPARISON, Asm.VECTOR));
    return asm.keepRef();
  }

  /** {@code b} where the mask is set, else {@code a}. */
  int blend(int a, int b, int mask) {
    code.aload(a);
    code.aload(b);
    code.aload(mask);
    return floats("blend", Asm.VECTOR, Asm.MASKS);
  }

  @Override
  public void assign(int to, int from) {
    code.aload(from);
    code.astore(to);
  }

  @Override
  public int copy(int value) {
    code.aload(value);
    return asm.keepRef();
  }

  @Override
  public int keepOthers(int old, int changed, Optional<Active> active) {
    if (active.isEmpty()) {
      return changed;
    }
    code.aload(old);
    code.aload(changed);
    mask(active.get());
    return floats("blend", Asm.VECTOR, Asm.MASKS);
  }

  /** The first lanes as a unit of so many: one is a float. */
  int firstUnit(int a, int count) {
    if (count > 1) {
      return reshape(a, count);
    }
    code.aload(a);
    code.loadConstant(0);
    code.invokevirtual(Asm.FLOATS, "lane", MethodTypeDesc.of(CD_float, CD_int));
    return asm.keep(TypeKind.FLOAT);
  }

  /** The mask of the first lanes, as many as an int variable says. */
  int firstLanes(int count) {
    asm.constant(Constant.of(Asm.FLOATS, "numbers", lanes));
    code.getstatic(Asm.OPERATORS, "LT", COMPARISON);
    code.iload(count);
    code.i2f();
    code.invokevirtual(Asm.FLOATS, "compare", MethodTypeDesc.of(Asm.MASKS, COMPARISON, CD_float));
    return asm.keepRef();
  }

  /** Writes the first lane. */
  void storeFirst(int a, int pointer) {
    asm.setFloat(pointer, 0, firstUnit(a, 1));
  }

  /** Writes the first 2, 4, 8 or 16 lanes. */
  void storeFirst(int a, int count, int pointer) {
    if (count == lanes) {
      store(a, pointer, 0, Optional.empty());
      return;
    }
    store(reshape(a, count), pointer, 0, Optional.empty());
  }

  // ---- bits ----

  int bits(int a) {
    code.aload(a);
    code.invokevirtual(Asm.FLOATS, "reinterpretAsInts", MethodTypeDesc.of(Asm.INTS));
    return asm.keepRef();
  }

  int floats(int ints) {
    code.aload(ints);
    code.invokevirtual(Asm.INTS, "reinterpretAsFloats", MethodTypeDesc.of(Asm.FLOATS));
    return asm.keepRef();
  }

  /** {@code add}, {@code sub}, {@code and} or {@code or} of ints and one number. */
  int ints(String name, int a, int number) {
    code.aload(a);
    code.loadConstant(number);
    code.invokevirtual(Asm.INTS, name, MethodTypeDesc.of(Asm.INTS, CD_int));
    return asm.keepRef();
  }

  /** {@code add}, {@code sub}, {@code and}, {@code or} or {@code max} of ints. */
  int intsBoth(String name, int a, int b) {
    code.aload(a);
    code.aload(b);
    code.invokevirtual(Asm.INTS, name, MethodTypeDesc.of(Asm.INTS, Asm.VECTOR));
    return asm.keepRef();
  }

  /** {@code LSHL}, {@code LSHR} or {@code ASHR} of ints. */
  int shift(String operator, int a, int by) {
    code.aload(a);
    code.getstatic(Asm.OPERATORS, operator, BINARY);
    code.loadConstant(by);
    code.invokevirtual(Asm.INTS, "lanewise", MethodTypeDesc.of(Asm.INTS, BINARY, CD_int));
    return asm.keepRef();
  }

  /** Ints as floats of the same value. */
  int convert(int ints) {
    code.aload(ints);
    code.getstatic(Asm.OPERATORS, "I2F", CONVERSION);
    code.loadConstant(0);
    code.invokevirtual(Asm.VECTOR, "convert", MethodTypeDesc.of(Asm.VECTOR, CONVERSION, CD_int));
    code.checkcast(Asm.FLOATS);
    return asm.keepRef();
  }

  /** Where both masks are set. */
  int both(int a, int b) {
    code.aload(a);
    code.aload(b);
    code.invokevirtual(Asm.MASKS, "and", MethodTypeDesc.of(Asm.MASKS, Asm.MASKS));
    return asm.keepRef();
  }

  // ---- how it is written ----

  private void species() {
    code.getstatic(Asm.FLOATS, "SPECIES_" + 32 * lanes, Asm.SPECIES);
  }

  private void mask(Active active) {
    asm.longCall();
    asm.constant(Constant.of(Asm.MASKS, "first", lanes, active.count()));
  }

  private int plain(String name, int a) {
    code.aload(a);
    return floats(name);
  }

  private int two(String name, int a, int b) {
    code.aload(a);
    code.aload(b);
    return floats(name, Asm.VECTOR);
  }

  /** Calls a method of FloatVector that gives one. */
  private int floats(String name, ClassDesc... arguments) {
    code.invokevirtual(Asm.FLOATS, name, MethodTypeDesc.of(Asm.FLOATS, arguments));
    return asm.keepRef();
  }
}

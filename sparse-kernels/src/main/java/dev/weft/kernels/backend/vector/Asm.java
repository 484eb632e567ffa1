package dev.weft.kernels.backend.vector;

import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.weft.kernels.backend.tile.FloatMath;
import dev.weft.kernels.backend.tile.Span;
import dev.weft.kernels.memory.Native;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Writes the code of one method: local variables, addresses, memory. Every value has a variable of
 * its own, as the JIT compiler sees through them.
 */
final class Asm {
  static final ClassDesc FLOATS = desc(FloatVector.class);
  static final ClassDesc INTS = desc(IntVector.class);
  static final ClassDesc VECTOR = desc(Vector.class);
  static final ClassDesc MASKS = desc(VectorMask.class);
  static final ClassDesc SHUFFLE = desc(VectorShuffle.class);
  static final ClassDesc SPECIES = desc(VectorSpecies.class);
  static final ClassDesc OPERATORS = desc(VectorOperators.class);
  static final ClassDesc SEGMENT = desc(MemorySegment.class);
  static final ClassDesc ORDER = desc(ByteOrder.class);
  static final ClassDesc MATH = desc(Math.class);
  static final ClassDesc FLOAT_MATH = desc(FloatMath.class);
  static final ClassDesc SPAN = desc(Span.class);
  static final ClassDesc MEM = desc(Mem.class);
  static final ClassDesc PATTERNS = desc(Patterns.class);
  private static final ClassDesc NATIVE = desc(Native.class);
  private static final ClassDesc LAYOUT = desc(ValueLayout.class);

  /** Bytes from row to row at most, so that 2^32 rows reach less far than {@link #REACH}. */
  static final long MOST_STRIDE = (1L << 29) - 1;

  /** No address is beyond it. */
  static final long REACH = (1L << 62) - 1;

  /** A constant of the class: its type and which of {@link Patterns} makes it, from numbers. */
  record Constant(ClassDesc type, String maker, List<Integer> numbers) {
    static Constant of(ClassDesc type, String maker, Integer... numbers) {
      return new Constant(type, maker, List.of(numbers));
    }

    private MethodTypeDesc signature() {
      return MethodTypeDesc.of(type, Collections.nCopies(numbers.size(), CD_int));
    }
  }

  final CodeBuilder code;
  private final ClassDesc self;
  private final Map<Constant, String> constants;
  private final List<Integer> slots = new ArrayList<>();
  private int next;
  private int calls;

  Asm(CodeBuilder code, ClassDesc self, Map<Constant, String> constants, int firstLocal) {
    this.code = code;
    this.self = self;
    this.constants = constants;
    this.next = firstLocal;
  }

  static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  /** Writes the class's constants, in the class initializer. */
  static void initialize(CodeBuilder code, ClassDesc self, Map<Constant, String> constants) {
    new LinkedHashMap<>(constants)
        .forEach(
            (constant, name) -> {
              constant.numbers().forEach(code::loadConstant);
              code.invokestatic(PATTERNS, constant.maker(), constant.signature());
              code.putstatic(self, name, constant.type());
            });
    code.return_();
  }

  /** Pushes a constant of the class. */
  void constant(Constant constant) {
    String name = constants.computeIfAbsent(constant, _ -> "C" + constants.size());
    code.getstatic(self, name, constant.type());
  }

  /** Notes a call that takes much code where it is not one instruction. */
  void longCall() {
    calls++;
  }

  /** Such calls so far. */
  int longCalls() {
    return calls;
  }

  // ---- variables ----

  /** A new variable for what lies on the stack. */
  int keep(TypeKind kind) {
    int local = next;
    next += kind.slotSize();
    code.storeLocal(kind, local);
    return local;
  }

  int keepLong() {
    return keep(TypeKind.LONG);
  }

  int keepInt() {
    return keep(TypeKind.INT);
  }

  int keepRef() {
    return keep(TypeKind.REFERENCE);
  }

  /** Variables made from now on, until {@link #release}. */
  int mark() {
    return next;
  }

  /** Gives up all variables made since. */
  void release(int mark) {
    next = mark;
  }

  // ---- addresses and memory ----

  /** Pushes {@code variable + bytes}. */
  void address(int variable, long bytes) {
    code.lload(variable);
    if (bytes != 0) {
      code.loadConstant(bytes);
      code.ladd();
    }
  }

  /** Masks the address on the stack, to which offsets will be added, and keeps it. */
  int base() {
    return masked(Native.MASK);
  }

  /** Masks the distance of rows, in bytes, on the stack and keeps it. */
  int stride() {
    return masked(MOST_STRIDE);
  }

  /**
   * Keeps the address on the stack, a base plus a row's offset. It is masked, but as nothing that
   * adds up to it reaches so far, the JIT compiler leaves that out, and the bounds check as well.
   */
  int pointer() {
    return masked(REACH);
  }

  private int masked(long mask) {
    code.loadConstant(mask);
    code.land();
    return keepLong();
  }

  void all() {
    code.getstatic(NATIVE, "ALL", SEGMENT);
  }

  void order() {
    code.getstatic(MEM, "ORDER", ORDER);
  }

  /** Pushes the id at {@code base + 4 * index}, as a long. */
  void idAt(int base, int index) {
    number("JAVA_INT_UNALIGNED", ValueLayout.OfInt.class, CD_int, () -> indexed(base, index, 4));
    // Ids are never negative, and this way the JIT compiler knows.
    code.i2l();
    code.loadConstant(0xFFFF_FFFFL);
    code.land();
  }

  /** Pushes the long at {@code base + 8 * index}. */
  void longAt(int base, int index) {
    number("JAVA_LONG_UNALIGNED", ValueLayout.OfLong.class, CD_long, () -> indexed(base, index, 8));
  }

  /** Pushes the float at {@code pointer + bytes}. */
  void floatAt(int pointer, long bytes) {
    number(
        "JAVA_FLOAT_UNALIGNED",
        ValueLayout.OfFloat.class,
        CD_float,
        () -> {
          address(pointer, bytes);
          code.loadConstant(REACH);
          code.land();
        });
  }

  /** Writes the variable to {@code pointer + bytes}. */
  void setFloat(int pointer, long bytes, int value) {
    all();
    code.getstatic(LAYOUT, "JAVA_FLOAT_UNALIGNED", desc(ValueLayout.OfFloat.class));
    address(pointer, bytes);
    code.loadConstant(REACH);
    code.land();
    code.fload(value);
    code.invokeinterface(
        SEGMENT,
        "set",
        MethodTypeDesc.of(CD_void, desc(ValueLayout.OfFloat.class), CD_long, CD_float));
  }

  private void indexed(int base, int index, int size) {
    code.lload(base);
    code.iload(index);
    code.i2l();
    code.loadConstant((long) size);
    code.lmul();
    code.ladd();
    code.loadConstant(REACH);
    code.land();
  }

  private void number(String layout, Class<?> type, ClassDesc result, Runnable address) {
    all();
    code.getstatic(LAYOUT, layout, desc(type));
    address.run();
    code.invokeinterface(SEGMENT, "get", MethodTypeDesc.of(result, desc(type), CD_long));
  }

  /** Pushes {@code base + index * bytes + offset}; negative variables count as 0. */
  void row(int base, int index, long bytes, int offset) {
    code.lload(base);
    code.iload(index);
    code.i2l();
    code.loadConstant(bytes);
    code.lmul();
    code.ladd();
    if (offset >= 0) {
      code.lload(offset);
      code.ladd();
    }
  }

  /**
   * Pushes a number of which the code holds only the place in what its object was given, so that
   * loops alike are one class.
   */
  void slot(int number) {
    code.aload(0);
    code.getfield(self, "slots", CD_int.arrayType());
    code.loadConstant(slots.size());
    code.iaload();
    slots.add(number);
  }

  /** The numbers that an object of the class is to be given. */
  int[] slots() {
    return slots.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Pushes an element of an array of longs, whose place is a {@link #slot}. */
  void element(int array, int index) {
    code.aload(array);
    slot(index);
    code.laload();
  }

  void field(int object, ClassDesc owner, String name, ClassDesc type) {
    code.aload(object);
    code.getfield(owner, name, type);
  }

  /** {@code for (; variable < limit; variable += step) body}; int variables. */
  void loop(int variable, int limit, int step, Runnable body) {
    Label top = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(top);
    code.iload(variable);
    code.iload(limit);
    code.if_icmpge(end);
    body.run();
    code.iinc(variable, step);
    code.goto_(top);
    code.labelBinding(end);
  }

  /**
   * {@code for (; variable < most; variable++) { if (variable == limit) break; body }}: when the
   * JIT compiler unrolls it, every copy of the body keeps its exit, so that a few rounds cost no
   * more branches than they are.
   */
  void loopUntil(int variable, int limit, int most, Runnable body) {
    Label top = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(top);
    code.iload(variable);
    code.loadConstant(most);
    code.if_icmpge(end);
    code.iload(variable);
    code.iload(limit);
    code.if_icmpeq(end);
    body.run();
    code.iinc(variable, 1);
    code.goto_(top);
    code.labelBinding(end);
  }

  /** {@code if (variable != 0) yes else no}; an int variable. */
  void branch(int variable, Runnable yes, Runnable no) {
    Label otherwise = code.newLabel();
    Label end = code.newLabel();
    code.iload(variable);
    code.ifeq(otherwise);
    yes.run();
    code.goto_(end);
    code.labelBinding(otherwise);
    no.run();
    code.labelBinding(end);
  }
}

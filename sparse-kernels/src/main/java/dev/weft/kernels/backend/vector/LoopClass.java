package dev.weft.kernels.backend.vector;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.weft.kernels.backend.tile.Loop;
import dev.weft.kernels.backend.tile.LoopCode;
import dev.weft.kernels.backend.tile.Step;
import dev.weft.kernels.backend.vector.Asm.Constant;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes a hidden class with one flat method of a {@link Loop}: sizes, operators and polynomials are
 * constants in it, values are local variables. The JIT compiler's first stage gives up on methods
 * with too many vectors (and its second never sees them), so blocks of lanes shrink until the
 * method has at most {@value #LONGEST} bytes, where a masked access or a shuffle counts for {@value
 * #LONG_CALL} more. A single step is always taken, but for sums over so many lanes that they would
 * have more than twice that.
 */
final class LoopClass {
  private static final int LONGEST = 1120;
  private static final int LONG_CALL = 60;
  private static final ClassDesc SELF = ClassDesc.of(LoopClass.class.getPackageName(), "Looped");
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_void, CD_long.arrayType(), CD_long.arrayType(), Asm.SPAN, CD_int);

  private static final ClassDesc INTS = CD_int.arrayType();
  private static final MethodTypeDesc INIT = MethodTypeDesc.of(CD_void, INTS);

  /** Classes by their bytes: loops alike but for their registers are objects of one class. */
  private static final ConcurrentHashMap<ByteBuffer, Constructor<?>> CLASSES =
      new ConcurrentHashMap<>();

  private LoopClass() {}

  /** The loop's code; empty when it would be too long. */
  static Optional<LoopCode> of(Loop loop) {
    for (int units = 8; units > 1; units /= 2) {
      Written written = write(loop, units);
      if (written.length() <= LONGEST) {
        return Optional.of(instance(written));
      }
    }
    Written written = write(loop, 1);
    boolean isTaken =
        isSingle(loop)
            ? !isOverLanes(loop) || written.length() <= 2 * LONGEST
            : written.length() <= LONGEST;
    return isTaken ? Optional.of(instance(written)) : Optional.empty();
  }

  /** Whether all but the last step only read what that one wants. */
  private static boolean isSingle(Loop loop) {
    return loop.steps().stream()
        .limit(loop.steps().size() - 1)
        .allMatch(
            step ->
                step instanceof Step.Gather
                    || step instanceof Step.Expand
                    || step instanceof Step.Repeat);
  }

  private static boolean isOverLanes(Loop loop) {
    return loop.kind() == Loop.Kind.LANE_SUMS_OF_ROWS
        || loop.kind() == Loop.Kind.LANE_SUMS_OF_ENTRIES;
  }

  /** A class, and the numbers that make an object of it this loop. */
  private record Written(byte[] bytes, int[] slots, int length) {}

  private static Written write(Loop loop, int units) {
    Map<Constant, String> constants = new LinkedHashMap<>();
    AtomicReference<int[]> slots = new AtomicReference<>();
    AtomicInteger longCalls = new AtomicInteger();
    byte[] bytes =
        ClassFile.of()
            .build(
                SELF,
                type -> {
                  type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
                  type.withInterfaceSymbols(Asm.desc(LoopCode.class));
                  type.withField("slots", INTS, ClassFile.ACC_FINAL);
                  type.withMethodBody(ConstantDescs.INIT_NAME, INIT, 0, LoopClass::constructor);
                  type.withMethodBody(
                      "run",
                      RUN,
                      ClassFile.ACC_PUBLIC,
                      code -> {
                        Asm asm = new Asm(code, SELF, constants, 5);
                        new LoopWriter(loop, units, asm).write();
                        slots.set(asm.slots());
                        longCalls.set(asm.longCalls());
                      });
                  type.withMethodBody(
                      ConstantDescs.CLASS_INIT_NAME,
                      ConstantDescs.MTD_void,
                      ClassFile.ACC_STATIC,
                      code -> Asm.initialize(code, SELF, constants));
                  constants.forEach(
                      (constant, name) ->
                          type.withField(
                              name, constant.type(), ClassFile.ACC_STATIC | ClassFile.ACC_FINAL));
                });
    return new Written(bytes, slots.get(), length(bytes) + LONG_CALL * longCalls.get());
  }

  private static void constructor(CodeBuilder code) {
    code.aload(0);
    code.invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
    code.aload(0);
    code.aload(1);
    code.putfield(SELF, "slots", INTS);
    code.return_();
  }

  private static int length(byte[] bytes) {
    return ClassFile.of().parse(bytes).methods().stream()
        .flatMap(method -> method.code().stream())
        .mapToInt(code -> ((CodeAttribute) code).codeLength())
        .max()
        .orElseThrow();
  }

  private static LoopCode instance(Written written) {
    Constructor<?> constructor =
        CLASSES.computeIfAbsent(
            ByteBuffer.wrap(written.bytes()), bytes -> constructor(bytes.array()));
    try {
      return (LoopCode) constructor.newInstance((Object) written.slots());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("LoopClass: a generated class gives no object.", e);
    }
  }

  private static Constructor<?> constructor(byte[] bytes) {
    try {
      return MethodHandles.lookup()
          .defineHiddenClass(bytes, true)
          .lookupClass()
          .getDeclaredConstructor(int[].class);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("LoopClass: a generated class does not load.", e);
    }
  }
}

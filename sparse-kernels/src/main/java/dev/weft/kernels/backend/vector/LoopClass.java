package dev.weft.kernels.backend.vector;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.weft.kernels.backend.tile.Loop;
import dev.weft.kernels.backend.tile.LoopCode;
import dev.weft.kernels.backend.vector.Asm.Constant;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a hidden class with one flat method of a {@link Loop}: sizes, operators and polynomials are
 * constants in it, values are local variables. The JIT compiler gives up on methods of more than
 * {@value #LONGEST} bytes, so blocks of lanes shrink until the method is shorter.
 */
final class LoopClass {
  private static final int LONGEST = 7_900;
  private static final ClassDesc SELF = ClassDesc.of(LoopClass.class.getPackageName(), "Looped");
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_void, CD_long.arrayType(), CD_long.arrayType(), Asm.SPAN, CD_int);

  private LoopClass() {}

  /** The loop's code; empty when it would be too long. */
  static Optional<LoopCode> of(Loop loop) {
    for (int units = 8; units > 0; units /= 2) {
      byte[] bytes = bytes(loop, units);
      if (length(bytes) <= LONGEST) {
        return Optional.of(instance(bytes));
      }
    }
    return Optional.empty();
  }

  private static byte[] bytes(Loop loop, int units) {
    Map<Constant, String> constants = new LinkedHashMap<>();
    return ClassFile.of()
        .build(
            SELF,
            type -> {
              type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
              type.withInterfaceSymbols(Asm.desc(LoopCode.class));
              type.withMethodBody(
                  ConstantDescs.INIT_NAME,
                  ConstantDescs.MTD_void,
                  0,
                  code ->
                      code.aload(0)
                          .invokespecial(
                              ConstantDescs.CD_Object,
                              ConstantDescs.INIT_NAME,
                              ConstantDescs.MTD_void)
                          .return_());
              type.withMethodBody(
                  "run",
                  RUN,
                  ClassFile.ACC_PUBLIC,
                  code -> new LoopWriter(loop, units, new Asm(code, SELF, constants, 5)).write());
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
  }

  private static int length(byte[] bytes) {
    return ClassFile.of().parse(bytes).methods().stream()
        .flatMap(method -> method.code().stream())
        .mapToInt(code -> ((CodeAttribute) code).codeLength())
        .max()
        .orElseThrow();
  }

  private static LoopCode instance(byte[] bytes) {
    try {
      return (LoopCode)
          MethodHandles.lookup()
              .defineHiddenClass(bytes, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("LoopClass: a generated class does not load.", e);
    }
  }
}

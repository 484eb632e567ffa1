package dev.weft.kernels.backend.vector;

import static java.lang.constant.ConstantDescs.CD_float;

import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.UnaryOp;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;
import java.util.Locale;
import java.util.Optional;

/** Single floats: for rows of a few lanes that fill no vector. */
final class ScalarOps implements LaneOps {
  private final Asm asm;

  ScalarOps(Asm asm) {
    this.asm = asm;
  }

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public int load(int pointer, long bytes, Optional<Active> active) {
    return broadcast(pointer, bytes);
  }

  @Override
  public void store(int value, int pointer, long bytes, Optional<Active> active) {
    asm.setFloat(pointer, bytes, value);
  }

  @Override
  public int constant(float value) {
    asm.code.loadConstant(value);
    return keep();
  }

  @Override
  public int number(int variable) {
    asm.code.iload(variable);
    asm.code.i2f();
    return keep();
  }

  @Override
  public int broadcast(int pointer, long bytes) {
    asm.floatAt(pointer, bytes);
    return keep();
  }

  @Override
  public int numbers(int pointer, long bytes, int count) {
    return broadcast(pointer, bytes);
  }

  @Override
  public int spread(int numbers, int first, int inner) {
    return numbers;
  }

  @Override
  public int map(UnaryOp op, int a) {
    asm.code.getstatic(Asm.desc(UnaryOp.class), op.name(), Asm.desc(UnaryOp.class));
    asm.code.fload(a);
    return math(MethodTypeDesc.of(CD_float, Asm.desc(UnaryOp.class), CD_float));
  }

  @Override
  public int zip(BinaryOp op, int a, int b) {
    switch (op) {
      case ADD -> push(a, b).code.fadd();
      case SUB -> push(a, b).code.fsub();
      case MUL -> push(a, b).code.fmul();
      case DIV -> push(a, b).code.fdiv();
      case MAX, MIN ->
          push(a, b)
              .code
              .invokestatic(
                  Asm.MATH,
                  op == BinaryOp.MAX ? "max" : "min",
                  MethodTypeDesc.of(CD_float, CD_float, CD_float));
      case EQ, NE, LT, LE, GT, GE, POW -> throw new AssertionError(op + " takes no part in loops.");
    }
    return keep();
  }

  @Override
  public int bound(BinaryOp op, int a, int bound) {
    return zip(op, a, bound);
  }

  /** The numbers 1 and 0 are tests as they are. */
  @Override
  public int compare(BinaryOp op, int a, int b) {
    push(a, b)
        .code
        .invokestatic(
            Asm.MEM,
            op.name().toLowerCase(Locale.ROOT),
            MethodTypeDesc.of(CD_float, CD_float, CD_float));
    return keep();
  }

  @Override
  public int isSet(int value) {
    return value;
  }

  @Override
  public int ones(int test) {
    return test;
  }

  @Override
  public int choose(int test, int a, int b) {
    asm.code.fload(test);
    push(a, b);
    asm.code.invokestatic(
        Asm.MEM, "choose", MethodTypeDesc.of(CD_float, CD_float, CD_float, CD_float));
    return keep();
  }

  @Override
  public int fma(int a, int b, int c) {
    push(a, b).code.fload(c);
    asm.code.invokestatic(
        Asm.MATH, "fma", MethodTypeDesc.of(CD_float, CD_float, CD_float, CD_float));
    return keep();
  }

  @Override
  public void assign(int to, int from) {
    asm.code.fload(from);
    asm.code.fstore(to);
  }

  @Override
  public int copy(int value) {
    asm.code.fload(value);
    return keep();
  }

  @Override
  public int keepOthers(int old, int changed, Optional<Active> active) {
    return changed;
  }

  private Asm push(int a, int b) {
    asm.code.fload(a);
    asm.code.fload(b);
    return asm;
  }

  private int math(MethodTypeDesc type) {
    asm.code.invokestatic(Asm.FLOAT_MATH, "apply", type);
    return keep();
  }

  private int keep() {
    return asm.keep(TypeKind.FLOAT);
  }
}

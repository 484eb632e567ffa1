package dev.weft.kernels.bench;

import dev.weft.kernels.bench.Case.Name;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Operand;
import dev.weft.kernels.lang.Kernel.Output;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.util.ArrayList;
import java.util.List;

/** Writes a kernel line by line; every method gives the position of what it added. */
final class Body {
  private final List<Operand> operands = new ArrayList<>();
  private final List<Name> names = new ArrayList<>();
  private final List<Instr> body = new ArrayList<>();
  private final List<Output> outputs = new ArrayList<>();

  int load(Name name, At at, Shape shape) {
    operands.add(new Operand(DType.FLOAT32, shape.width()));
    names.add(name);
    return add(new Instr.Load(operands.size() - 1, at, shape));
  }

  int literal(double value) {
    return add(new Instr.Literal(value));
  }

  int unary(UnaryOp op, int a) {
    return add(new Instr.Unary(op, a));
  }

  int binary(BinaryOp op, int a, int b) {
    return add(new Instr.Binary(op, a, b));
  }

  int relu(int a) {
    int zero = literal(0);
    return add(new Instr.Select(binary(BinaryOp.LE, a, zero), zero, a));
  }

  int dot(int a, int b) {
    return add(new Instr.Fold(Reduction.SUM, binary(BinaryOp.MUL, a, b), List.of(-1)));
  }

  int reduce(Reduction op, int a) {
    return add(new Instr.Reduce(op, a));
  }

  /** 0 at rows without entries. */
  int unlessIsolated(int a) {
    int zero = literal(0);
    return add(new Instr.Select(binary(BinaryOp.EQ, add(new Instr.Degree()), zero), zero, a));
  }

  /** The softmax of scores over the entries. */
  int softmax(int score) {
    int power = unary(UnaryOp.EXP, binary(BinaryOp.SUB, score, reduce(Reduction.MAX, score)));
    return binary(BinaryOp.DIV, power, reduce(Reduction.SUM, power));
  }

  int leakyRelu(int a) {
    return add(
        new Instr.Select(
            binary(BinaryOp.GT, a, literal(0)), a, binary(BinaryOp.MUL, a, literal(0.2))));
  }

  private int add(Instr instr) {
    body.add(instr);
    return body.size() - 1;
  }

  Body out(int value, Target target) {
    outputs.add(new Output(value, target));
    return this;
  }

  Kernel kernel() {
    return new Kernel(Domain.NEIGHBORS, operands, body, outputs);
  }

  /** The arrays that the loads read, in order. */
  List<Name> names() {
    return names;
  }
}

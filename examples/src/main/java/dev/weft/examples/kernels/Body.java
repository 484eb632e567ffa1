package dev.weft.examples.kernels;

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

/** A kernel in the making; every method gives the position of what it added. */
final class Body {
  private final Domain domain;
  private final List<Operand> operands = new ArrayList<>();
  private final List<Instr> body = new ArrayList<>();
  private final List<Output> outputs = new ArrayList<>();

  Body(Domain domain) {
    this.domain = domain;
  }

  int load(At at, int... shape) {
    return load(DType.FLOAT32, at, shape);
  }

  int load(DType dtype, At at, int... shape) {
    Shape s = Shape.of(shape);
    operands.add(new Operand(dtype, s.width()));
    return add(new Instr.Load(operands.size() - 1, at, s));
  }

  /** The value times a matrix: [k] becomes [n]. */
  int matmul(int a, boolean transposed, int k, int n) {
    operands.add(new Operand(DType.FLOAT32, k * n));
    return add(new Instr.Matmul(a, operands.size() - 1, transposed, Shape.of(n)));
  }

  /** The value times the matrix of its type: [blocks, k] becomes [blocks, n]. */
  int typed(int a, At at, int blocks, int k, int n) {
    operands.add(new Operand(DType.FLOAT32, blocks * k * n));
    operands.add(new Operand(DType.INT32, 1));
    int types = operands.size() - 1;
    return add(new Instr.TypedMatmul(a, types - 1, types, at, Shape.of(blocks, n)));
  }

  int add(Instr instr) {
    body.add(instr);
    return body.size() - 1;
  }

  int literal(double value) {
    return add(new Instr.Literal(value));
  }

  int of(UnaryOp op, int a) {
    return add(new Instr.Unary(op, a));
  }

  int of(BinaryOp op, int a, int b) {
    return add(new Instr.Binary(op, a, b));
  }

  int reduce(Reduction op, int a) {
    return add(new Instr.Reduce(op, a));
  }

  int fold(Reduction op, int a) {
    return add(new Instr.Fold(op, a, List.of(-1)));
  }

  Body out(int value, Target target) {
    outputs.add(new Output(value, target));
    return this;
  }

  Kernel kernel() {
    return new Kernel(domain, operands, body, outputs);
  }
}

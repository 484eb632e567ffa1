package dev.weft.kernels.backend;

import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Operand;
import dev.weft.kernels.lang.Kernel.Output;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.util.ArrayList;
import java.util.List;

/** Puts a kernel together line by line; every method gives the position of what it added. */
final class Bodies {
  private final Domain domain;
  private final List<Operand> operands = new ArrayList<>();
  private final List<Instr> body = new ArrayList<>();
  private final List<Output> outputs = new ArrayList<>();

  Bodies(Domain domain) {
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

  /** The value times the matrix of its type: [..., k] becomes {@code shape}, [..., n]. */
  int typed(DType matrices, int a, At at, int... shape) {
    Shape s = Shape.of(shape);
    int width = new Kernel(domain, operands, body, List.of()).shape(a).width();
    operands.add(new Operand(matrices, width * s.dim(-1)));
    operands.add(new Operand(DType.INT32, 1));
    return add(new Instr.TypedMatmul(a, operands.size() - 2, operands.size() - 1, at, s));
  }

  int typed(int a, At at, int... shape) {
    return typed(DType.FLOAT32, a, at, shape);
  }

  /** The value [k] times a matrix [k, n], or [n, k] transposed. */
  int matmul(DType matrix, int a, boolean transposed, int n) {
    int k = new Kernel(domain, operands, body, List.of()).shape(a).width();
    operands.add(new Operand(matrix, k * n));
    return add(new Instr.Matmul(a, operands.size() - 1, transposed, Shape.of(n)));
  }

  int matmul(int a, boolean transposed, int n) {
    return matmul(DType.FLOAT32, a, transposed, n);
  }

  /** Every element of one value times every element of another. */
  int outer(int a, int b) {
    Kernel sofar = new Kernel(domain, operands, body, List.of());
    int column = add(new Instr.Reshape(a, Shape.of(sofar.shape(a).width(), 1)));
    int row = add(new Instr.Reshape(b, Shape.of(1, sofar.shape(b).width())));
    return add(new Instr.Binary(BinaryOp.MUL, column, row));
  }

  int add(Instr instr) {
    body.add(instr);
    return body.size() - 1;
  }

  Bodies out(int value, Target target) {
    outputs.add(new Output(value, target));
    return this;
  }

  Kernel kernel() {
    return new Kernel(domain, operands, body, outputs);
  }
}

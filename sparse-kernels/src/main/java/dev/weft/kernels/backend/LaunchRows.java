package dev.weft.kernels.backend;

import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.sparse.Csr;
import java.util.Optional;

/**
 * How many rows a kernel may read of its operands, and writes of its outputs.
 *
 * @param rows rows of the domain
 * @param csr the neighbourhoods, where the domain has them
 * @param types matrices that types choose from
 */
public record LaunchRows(long rows, Optional<Csr> csr, long types) {
  /** Of an operand; 0 when nothing reads it. */
  public long read(Kernel kernel, int operand) {
    return kernel.body().stream().mapToLong(instr -> readBy(instr, operand)).max().orElse(0);
  }

  private long readBy(Instr instr, int operand) {
    return switch (instr) {
      case Instr.Load(int o, At at, var _) when o == operand -> at(at);
      case Instr.IsEdge(int o, At at, var _) when o == operand -> at(at);
      case Instr.Matmul product when product.matrix() == operand -> 1;
      case Instr.TypedMatmul typed when typed.matrices() == operand -> types;
      case Instr.TypedMatmul typed when typed.types() == operand -> at(typed.at());
      case Instr _ -> 0;
    };
  }

  /** Of what an output's values are stored for. */
  public long written(Target target) {
    return switch (target) {
      case ROW -> rows;
      case EDGE -> at(At.EDGE);
      case TOTAL_SUM, TOTAL_MAX, TOTAL_MIN -> 1;
    };
  }

  private long at(At at) {
    return switch (at) {
      case UNIFORM -> 1;
      case ROW -> rows;
      case NEIGHBOR -> csr.orElseThrow().cols();
      case EDGE -> csr.orElseThrow().size();
    };
  }
}

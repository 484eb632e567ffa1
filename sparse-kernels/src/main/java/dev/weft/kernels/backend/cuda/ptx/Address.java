package dev.weft.kernels.backend.cuda.ptx;

import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;

/**
 * A place in memory.
 *
 * @param base register with an address: B64, or B32 for shared memory
 * @param offset bytes beyond it
 */
public record Address(Reg base, int offset) {
  @Override
  public String toString() {
    return offset == 0 ? "[" + base + "]" : "[" + base + "+" + offset + "]";
  }
}

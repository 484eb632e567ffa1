package dev.weft.kernels.backend.cuda.ptx;

import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;

/**
 * A condition under which an instruction runs.
 *
 * @param predicate what is looked at
 * @param when which value of it lets the instruction run
 */
public record Guard(Reg predicate, When when) {
  /** The value of the predicate. */
  public enum When {
    TRUE,
    FALSE
  }

  /** Runs when the predicate is true. */
  public static Guard when(Reg predicate) {
    return new Guard(predicate, When.TRUE);
  }

  /** Runs when the predicate is false. */
  public static Guard unless(Reg predicate) {
    return new Guard(predicate, When.FALSE);
  }

  @Override
  public String toString() {
    return (when == When.TRUE ? "@" : "@!") + predicate;
  }
}

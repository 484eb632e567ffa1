package dev.weft.kernels.backend.cuda.ptx;

import java.util.List;

/**
 * A kernel that can be launched.
 *
 * @param name what it is launched by
 * @param parameters types of its parameters
 * @param threads threads of a block
 * @param residents blocks that a processor is to hold at once: a bound on their registers
 * @param sharedBytes scratch of a block
 * @param body instructions
 */
public record Entry(
    String name,
    List<Type> parameters,
    int threads,
    int residents,
    int sharedBytes,
    List<Insn> body) {
  /** Copies the lists. */
  public Entry {
    parameters = List.copyOf(parameters);
    body = List.copyOf(body);
  }

  /** A kernel that may have as many registers as it likes. */
  public Entry(String name, List<Type> parameters, int threads, int sharedBytes, List<Insn> body) {
    this(name, parameters, threads, 1, sharedBytes, body);
  }
}

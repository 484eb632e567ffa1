package dev.weft.kernels.backend.cuda.ptx;

import java.util.List;

/**
 * A kernel that can be launched.
 *
 * @param name what it is launched by
 * @param parameters types of its parameters
 * @param threads threads of a block
 * @param sharedBytes scratch of a block
 * @param body instructions
 */
public record Entry(
    String name, List<Type> parameters, int threads, int sharedBytes, List<Insn> body) {
  /** Copies the lists. */
  public Entry {
    parameters = List.copyOf(parameters);
    body = List.copyOf(body);
  }
}

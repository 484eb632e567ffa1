package dev.weft.kernels.backend.cuda.sim;

/** What a kernel did that it must not do: the message says which thread, where, and what. */
public final class Fault extends IllegalStateException {
  private static final long serialVersionUID = 1;

  Fault(String message) {
    super(message);
  }
}

package dev.weft.examples.cli;

/** A command cannot do what the user asked; the message says why and what would work. */
final class UserFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UserFailure(String message) {
    super(message);
  }
}

package dev.weft.examples.verify;

/** Weft has nothing that computes this case; the message says what is missing. */
final class UnknownCase extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownCase(String reason) {
    super(reason, null, false, false);
  }
}

package dev.weft.kernels.backend.cuda.ptx;

/** How a conversion rounds. */
public enum Rounding {
  /** It is exact, or widens an integer. */
  EXACT(""),
  /** To the nearest float, ties to even. */
  NEAREST(".rn"),
  /** To the nearest integer, ties to even. */
  INTEGER_NEAREST(".rni"),
  /** To the integer below. */
  INTEGER_DOWN(".rmi"),
  /** To the integer above. */
  INTEGER_UP(".rpi");

  private final String text;

  Rounding(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}

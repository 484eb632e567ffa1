package dev.weft.kernels.backend.cuda.ptx;

/** Where memory is. */
public enum Space {
  /** The device's memory. */
  GLOBAL("global"),
  /** The device's memory, not written while the kernel runs: read through the texture cache. */
  CONSTANT_GLOBAL("global.nc"),
  /** A block's scratch. Addresses have 32 bits. */
  SHARED("shared");

  private final String text;

  Space(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}

package dev.weft.kernels.backend.cuda.ptx;

/** What a register holds: PTX registers are typed by size and by file. */
public enum Kind {
  /** One bit. */
  PRED("pred", "%p", 1),
  /** 16 bits. */
  B16("b16", "%h", 2),
  /** 32 bits. */
  B32("b32", "%r", 4),
  /** 64 bits. */
  B64("b64", "%rd", 8),
  /** A float. */
  F32("f32", "%f", 4),
  /** A double. */
  F64("f64", "%fd", 8);

  private final String text;
  private final String prefix;
  private final int bytes;

  Kind(String text, String prefix, int bytes) {
    this.text = text;
    this.prefix = prefix;
    this.bytes = bytes;
  }

  /** The type in a register declaration. */
  String text() {
    return text;
  }

  /** What register names of this kind begin with. */
  String prefix() {
    return prefix;
  }

  /** Bytes of the value; 1 for a predicate. */
  public int bytes() {
    return bytes;
  }
}

package dev.weft.kernels.backend.cuda.ptx;

/** How an instruction reads bits; the register that holds them has the {@link #kind}. */
public enum Type {
  PRED("pred", Kind.PRED, 1),
  U8("u8", Kind.B32, 1),
  S8("s8", Kind.B32, 1),
  U16("u16", Kind.B32, 2),
  B16("b16", Kind.B16, 2),
  F16("f16", Kind.B16, 2),
  B32("b32", Kind.B32, 4),
  U32("u32", Kind.B32, 4),
  S32("s32", Kind.B32, 4),
  B64("b64", Kind.B64, 8),
  U64("u64", Kind.B64, 8),
  S64("s64", Kind.B64, 8),
  F32("f32", Kind.F32, 4),
  F64("f64", Kind.F64, 8);

  private final String text;
  private final Kind kind;
  private final int bytes;

  Type(String text, Kind kind, int bytes) {
    this.text = text;
    this.kind = kind;
    this.bytes = bytes;
  }

  /** The suffix in an instruction's name. */
  public String text() {
    return text;
  }

  /** The kind of register that holds such a value; narrow integers are widened. */
  public Kind kind() {
    return kind;
  }

  /** Bytes in memory. */
  public int bytes() {
    return bytes;
  }

  /** True for {@link #F32} and {@link #F64}. */
  public boolean isFloating() {
    return this == F32 || this == F64;
  }
}

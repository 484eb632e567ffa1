package dev.weft.kernels.backend.cuda.ptx;

/**
 * Operations whose arguments and result share one type, but for the widening products. On floats
 * all round to nearest even and keep subnormal numbers, and none is contracted with another.
 */
public enum Opcode {
  ADD("add", 2),
  SUB("sub", 2),
  /** The low half of an integer product; a float product. */
  MUL("mul", 2),
  /** The whole product of two 32-bit integers: 64 bits. */
  MUL_WIDE("mul.wide", 2),
  /** The low half of {@code a * b + c}. */
  MAD("mad.lo", 3),
  /** {@code a * b + c} of floats, rounded once. */
  FMA("fma", 3),
  DIV("div", 2),
  REM("rem", 2),
  /** Of floats: NaN when an argument is. */
  MIN("min", 2),
  /** Of floats: NaN when an argument is. */
  MAX("max", 2),
  SQRT("sqrt", 1),
  NEG("neg", 1),
  ABS("abs", 1),
  /** The sign of the first argument on the magnitude of the second. */
  COPYSIGN("copysign", 2),
  AND("and", 2),
  OR("or", 2),
  XOR("xor", 2),
  SHL("shl", 2),
  SHR("shr", 2);

  private final String text;
  private final int arity;

  Opcode(String text, int arity) {
    this.text = text;
    this.arity = arity;
  }

  /** Number of arguments. */
  public int arity() {
    return arity;
  }

  /** The instruction's whole name. */
  String text(Type type) {
    String modifier =
        switch (this) {
          case ADD, SUB, FMA, DIV, SQRT -> type.isFloating() ? ".rn" : "";
          case MUL -> type.isFloating() ? ".rn" : ".lo";
          case MIN, MAX -> type == Type.F32 ? ".NaN" : "";
          case MUL_WIDE, MAD, REM, NEG, ABS, COPYSIGN, AND, OR, XOR, SHL, SHR -> "";
        };
    return text + modifier + "." + type.text();
  }

  /** The type of the result. */
  Type result(Type type) {
    return this == MUL_WIDE ? (type == Type.U32 ? Type.U64 : Type.S64) : type;
  }
}

package dev.weft.kernels.backend.cuda.ptx;

/** An argument of an instruction. */
public sealed interface Operand {

  /** The kind of value. */
  Kind kind();

  /**
   * A register of one thread. May be assigned more than once: loop counters and sums are.
   *
   * @param kind what it holds
   * @param number counted from 0 within its kind
   */
  record Reg(Kind kind, int number) implements Operand {
    @Override
    public String toString() {
      return kind.prefix() + number;
    }
  }

  /**
   * A number written in the instruction.
   *
   * @param kind what it stands for
   * @param bits its bits, sign-extended
   */
  record Immediate(Kind kind, long bits) implements Operand {}

  /** A 32-bit integer. */
  static Immediate of(int value) {
    return new Immediate(Kind.B32, value);
  }

  /** A 64-bit integer. */
  static Immediate of(long value) {
    return new Immediate(Kind.B64, value);
  }

  /** A float, bit for bit. */
  static Immediate of(float value) {
    return new Immediate(Kind.F32, Float.floatToRawIntBits(value));
  }

  /** A double, bit for bit. */
  static Immediate of(double value) {
    return new Immediate(Kind.F64, Double.doubleToRawLongBits(value));
  }
}

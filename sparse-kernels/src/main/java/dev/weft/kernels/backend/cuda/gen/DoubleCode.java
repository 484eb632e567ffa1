package dev.weft.kernels.backend.cuda.gen;

import static dev.weft.kernels.backend.cuda.ptx.Opcode.ABS;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.ADD;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.AND;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.DIV;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.FMA;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.MAX;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.MIN;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.MUL;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.MUL_WIDE;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.NEG;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.OR;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.SHL;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.SHR;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.SUB;
import static dev.weft.kernels.backend.cuda.ptx.Type.F32;
import static dev.weft.kernels.backend.cuda.ptx.Type.F64;
import static dev.weft.kernels.backend.cuda.ptx.Type.PRED;
import static dev.weft.kernels.backend.cuda.ptx.Type.S32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S64;
import static dev.weft.kernels.backend.cuda.ptx.Type.U64;

import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Kind;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Rounding;
import dev.weft.kernels.backend.cuda.ptx.Type;
import dev.weft.kernels.backend.tile.FloatMath;

/** What floats are too short for: powers, and the reduction of large angles. */
final class DoubleCode {
  /** log2(e) and ln 2 in two parts, of which the first has 21 zero bits at its end. */
  private static final double LOG2_E = 1 / Math.log(2);

  private static final double LN2_HIGH = 0x1.62e42feep-1;
  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;

  /** Logarithms beyond these have powers that round to infinity and to zero. */
  private static final double LOG_HIGH = 95;

  private static final double LOG_LOW = -110;

  /** 1.5 * 2^52: rounds a small double to an integer, which then stands in the low bits. */
  private static final double ROUNDER = 0x1.8p52;

  /** 2 / pi in words of 32 bits: a word before the point and six after it. */
  private static final int[] TWO_OVER_PI = {
    0, 0xA2F9836E, 0x4E441529, 0xFC2757D1, 0xF534DDC0, 0xDB629599, 0x3C439041
  };

  private final Code code;

  DoubleCode(Code code) {
    this.code = code;
  }

  /**
   * {@code a} to the {@code b} with the special cases of {@link Math#pow}: {@code exp(b * log |a|)}
   * in double, good to 2^-40, and the sign of a negative base under an odd exponent.
   */
  Reg pow(Reg a, Reg b) {
    Reg base = code.compute(ABS, F64, code.convert(F64, Rounding.EXACT, F32, a));
    Reg exponent = code.convert(F64, Rounding.EXACT, F32, b);
    Reg y = code.compute(MUL, F64, exponent, log(base));
    Reg magnitude = code.convert(F32, Rounding.NEAREST, F64, exp(y));
    return specials(a, b, magnitude);
  }

  private Reg specials(Reg a, Reg b, Reg magnitude) {
    Operand zero = Operand.of(0f);
    Operand one = Operand.of(1f);
    Operand infinity = Operand.of(Float.POSITIVE_INFINITY);
    Reg size = code.compute(ABS, F32, a);
    Reg up = code.compare(Comparison.GT, F32, b, zero);
    Reg ofZero = code.select(up, zero, infinity);
    Reg ofInfinity = code.select(up, infinity, zero);
    Reg y = code.select(code.compare(Comparison.EQ, F32, size, zero), ofZero, magnitude);
    y = code.select(code.compare(Comparison.EQ, F32, size, infinity), ofInfinity, y);
    Reg endless = code.compare(Comparison.EQ, F32, code.compute(ABS, F32, b), infinity);
    Reg large = code.compare(Comparison.GT, F32, size, one);
    Reg grows = code.select(large, ofInfinity, code.select(up, zero, infinity));
    grows = code.select(code.compare(Comparison.EQ, F32, size, one), Operand.of(Float.NaN), grows);
    y = code.select(endless, grows, y);
    y = signed(a, b, y);
    Reg unknown =
        code.compute(
            OR,
            PRED,
            code.compare(Comparison.NEU, F32, a, a),
            code.compare(Comparison.NEU, F32, b, b));
    y = code.select(unknown, Operand.of(Float.NaN), y);
    return code.select(code.compare(Comparison.EQ, F32, b, zero), one, y);
  }

  /** Negative bases: the sign under an odd exponent, NaN under a fraction. */
  private Reg signed(Reg a, Reg b, Reg y) {
    Reg half = code.compute(MUL, F32, b, Operand.of(0.5f));
    Reg even =
        code.compare(Comparison.EQ, F32, half, code.convert(F32, Rounding.INTEGER_DOWN, F32, half));
    Reg whole =
        code.compare(Comparison.EQ, F32, b, code.convert(F32, Rounding.INTEGER_DOWN, F32, b));
    Reg negative = code.compare(Comparison.LT, S32, code.copy(Kind.B32, a), Operand.of(0));
    Reg flipped = code.select(even, y, code.compute(NEG, F32, y));
    Reg below = code.compare(Comparison.LT, F32, a, Operand.of(0f));
    Reg finite = code.compare(Comparison.NEU, F32, a, Operand.of(Float.NEGATIVE_INFINITY));
    Reg fraction = code.select(below, Operand.of(Float.NaN), y);
    fraction = code.select(finite, fraction, y);
    return code.select(negative, code.select(whole, flipped, fraction), y);
  }

  /**
   * Natural logarithm of a normal, positive double: {@code 2 artanh((m - 1) / (m + 1)) + e ln 2}.
   */
  private Reg log(Reg x) {
    Reg bits = code.copy(Kind.B64, x);
    Operand sqrtHalf = Operand.of(Double.doubleToRawLongBits(Math.sqrt(0.5)));
    Reg e = code.compute(SHR, S64, code.compute(SUB, S64, bits, sqrtHalf), Operand.of(52));
    Reg m =
        code.copy(
            Kind.F64, code.compute(SUB, S64, bits, code.compute(SHL, S64, e, Operand.of(52))));
    Reg s =
        code.compute(
            DIV,
            F64,
            code.compute(SUB, F64, m, Operand.of(1.0)),
            code.compute(ADD, F64, m, Operand.of(1.0)));
    Reg z = code.compute(MUL, F64, s, s);
    Operand sum = Operand.of(2.0 / 21);
    for (int k = 19; k >= 1; k -= 2) {
      sum = code.compute(FMA, F64, sum, z, Operand.of(2.0 / k));
    }
    Reg whole = code.convert(F64, Rounding.NEAREST, S64, e);
    return code.compute(FMA, F64, whole, Operand.of(Math.log(2)), code.compute(MUL, F64, sum, s));
  }

  /** e to the y, for what a float can hold, and a little beyond. */
  private Reg exp(Reg y) {
    Reg c =
        code.compute(
            MAX, F64, code.compute(MIN, F64, y, Operand.of(LOG_HIGH)), Operand.of(LOG_LOW));
    Reg m = code.compute(FMA, F64, c, Operand.of(LOG2_E), Operand.of(ROUNDER));
    Reg n = code.compute(SUB, F64, m, Operand.of(ROUNDER));
    Reg r = code.compute(FMA, F64, n, Operand.of(-LN2_HIGH), c);
    r = code.compute(FMA, F64, n, Operand.of(-LN2_LOW), r);
    Operand sum = Operand.of(1.0 / factorial(12));
    for (int k = 11; k >= 0; k--) {
      sum = code.compute(FMA, F64, sum, r, Operand.of(1.0 / factorial(k)));
    }
    Reg whole =
        code.compute(
            SUB,
            S64,
            code.copy(Kind.B64, m),
            Operand.of(Double.doubleToRawLongBits(ROUNDER) - 1023));
    Reg scale = code.copy(Kind.F64, code.compute(SHL, S64, whole, Operand.of(52)));
    return code.compute(MUL, F64, sum, scale);
  }

  private static double factorial(int n) {
    double product = 1;
    for (int k = 2; k <= n; k++) {
      product *= k;
    }
    return product;
  }

  /**
   * For {@code |x|} beyond {@link FloatMath#TRIG_LIMIT} replaces the remainder {@code r} and the
   * number {@code k} of quarter turns: the 24 bits of x times the 96 bits of 2 / pi that matter
   * (Payne and Hanek, 1983). Infinities and NaN give NaN.
   */
  void reduceLarge(Reg x, int quarters, Reg r, Reg k) {
    int end = code.names().label();
    Reg size = code.compute(ABS, F32, x);
    code.branch(
        end, Guard.when(code.compare(Comparison.LE, F32, size, Operand.of(FloatMath.TRIG_LIMIT))));
    Reg bits = code.copy(Kind.B32, size);
    Reg exponent = code.compute(SHR, Type.U32, bits, Operand.of(23));
    Reg mantissa =
        code.compute(
            OR,
            Type.B32,
            code.compute(AND, Type.B32, bits, Operand.of(0x7FFFFF)),
            Operand.of(0x800000));
    // |x| = mantissa * 2^(exponent - 150). Bits of 2 / pi before this one make multiples of four
    // quarter turns; from it on, the product's bits 94 and 95 count quarter turns.
    Reg first = code.compute(ADD, S32, exponent, Operand.of(32 - 152));
    quarters(x, exponent, product(mantissa, window(first)), quarters, r, k);
    code.label(end);
  }

  /** Three words of 2 / pi, from bit {@code first} of the table on. */
  private Reg[] window(Reg first) {
    Reg word = code.compute(SHR, Type.U32, first, Operand.of(5));
    Reg bit = code.compute(AND, Type.B32, first, Operand.of(31));
    Reg[] at = new Reg[4];
    for (int i = 0; i < at.length; i++) {
      at[i] = code.copy(Kind.B32, Operand.of(TWO_OVER_PI[i]));
      for (int w = 1; w <= 4; w++) {
        Operand value = Operand.of(w + i < TWO_OVER_PI.length ? TWO_OVER_PI[w + i] : 0);
        at[i] = code.select(code.compare(Comparison.EQ, S32, word, Operand.of(w)), value, at[i]);
      }
    }
    Reg[] out = new Reg[3];
    for (int i = 0; i < out.length; i++) {
      out[i] = top(code.compute(SHL, S64, wide(at[i], at[i + 1]), bit));
    }
    return out;
  }

  private Reg wide(Reg high, Reg low) {
    Reg h = code.convert(U64, Rounding.EXACT, Type.U32, high);
    Reg l = code.convert(U64, Rounding.EXACT, Type.U32, low);
    return code.compute(OR, Type.B64, code.compute(SHL, S64, h, Operand.of(32)), l);
  }

  private Reg top(Reg wide) {
    return code.convert(
        Type.U32, Rounding.EXACT, U64, code.compute(SHR, U64, wide, Operand.of(32)));
  }

  /** Bits 32 to 95 of {@code mantissa * words}; those above are multiples of four quarter turns. */
  private Reg product(Reg mantissa, Reg[] words) {
    Reg low = code.compute(MUL_WIDE, Type.U32, mantissa, words[2]);
    Reg middle = code.compute(MUL_WIDE, Type.U32, mantissa, words[1]);
    Reg high = code.compute(MUL, S32, mantissa, words[0]);
    Reg carry = code.compute(SHR, U64, low, Operand.of(32));
    Reg sum = code.compute(ADD, S64, middle, carry);
    Reg shifted =
        code.compute(SHL, S64, code.convert(U64, Rounding.EXACT, Type.U32, high), Operand.of(32));
    return code.compute(ADD, S64, sum, shifted);
  }

  private void quarters(Reg x, Reg exponent, Reg product, int quarters, Reg r, Reg k) {
    Reg count =
        code.convert(
            Type.U32, Rounding.EXACT, U64, code.compute(SHR, U64, product, Operand.of(62)));
    Reg fraction = code.compute(SHL, S64, product, Operand.of(2));
    // Signed, the fraction is within half a quarter turn; what that takes off, the count gets.
    Reg beyond = code.compare(Comparison.LT, S64, fraction, Operand.of(0L));
    count = code.select(beyond, code.compute(ADD, S32, count, Operand.of(1)), count);
    Reg part = code.convert(F64, Rounding.NEAREST, S64, fraction);
    Reg angle = code.compute(MUL, F64, part, Operand.of(Math.PI / 2 * 0x1p-64));
    Reg radians = code.convert(F32, Rounding.NEAREST, F64, angle);
    Reg negative = code.compare(Comparison.LT, F32, x, Operand.of(0f));
    radians = code.select(negative, code.compute(NEG, F32, radians), radians);
    count = code.select(negative, code.compute(NEG, S32, count), count);
    code.move(k, code.compute(ADD, S32, count, Operand.of(quarters)));
    Reg finite = code.compare(Comparison.LT, S32, exponent, Operand.of(255));
    code.move(r, code.select(finite, radians, Operand.of(Float.NaN)));
  }
}

package dev.weft.kernels.backend.cuda.gen;

import static dev.weft.kernels.backend.cuda.ptx.Opcode.ABS;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.ADD;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.AND;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.COPYSIGN;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.DIV;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.FMA;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.MAX;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.MIN;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.MUL;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.NEG;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.SHL;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.SHR;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.SQRT;
import static dev.weft.kernels.backend.cuda.ptx.Opcode.SUB;
import static dev.weft.kernels.backend.cuda.ptx.Type.F32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S32;

import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Kind;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Rounding;
import dev.weft.kernels.backend.cuda.ptx.Type;
import dev.weft.kernels.backend.tile.FloatMath;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.CounterRandom;
import dev.weft.kernels.lang.UnaryOp;

/**
 * The operators on floats: {@link FloatMath} operation by operation, with its coefficients, so that
 * a GPU gives the bits of a CPU. Two functions differ in how they compute what no float polynomial
 * covers: powers, and sines of more than {@link FloatMath#TRIG_LIMIT} radians ({@link DoubleCode}).
 */
final class FloatCode {
  private final Code code;

  FloatCode(Code code) {
    this.code = code;
  }

  /** {@code op(x)}. */
  Reg apply(UnaryOp op, Reg x) {
    return switch (op) {
      case NEG -> code.compute(NEG, F32, x);
      case ABS -> code.compute(ABS, F32, x);
      case SIGN -> sign(x);
      case EXP -> exp(x);
      case EXPM1 -> expm1(x);
      case LOG -> log(x);
      case LOG1P -> log1p(x);
      case SQRT -> code.compute(SQRT, F32, x);
      case RECIPROCAL -> code.compute(DIV, F32, f(1), x);
      case SIN -> turn(x, 0);
      case COS -> turn(x, 1);
      case TANH -> tanh(x);
      case SIGMOID -> sigmoid(x);
      case ERF -> erf(x);
      case FLOOR -> code.convert(F32, Rounding.INTEGER_DOWN, F32, x);
      case CEIL -> code.convert(F32, Rounding.INTEGER_UP, F32, x);
      case ROUND -> code.convert(F32, Rounding.INTEGER_NEAREST, F32, x);
    };
  }

  /** {@code op(a, b)}. */
  Reg apply(BinaryOp op, Reg a, Reg b) {
    return switch (op) {
      case ADD -> code.compute(ADD, F32, a, b);
      case SUB -> code.compute(SUB, F32, a, b);
      case MUL -> code.compute(MUL, F32, a, b);
      case DIV -> code.compute(DIV, F32, a, b);
      case POW -> new DoubleCode(code).pow(a, b);
      case MAX -> code.compute(MAX, F32, a, b);
      case MIN -> code.compute(MIN, F32, a, b);
      case EQ -> truth(Comparison.EQ, a, b);
      case NE -> truth(Comparison.NEU, a, b);
      case LT -> truth(Comparison.LT, a, b);
      case LE -> truth(Comparison.LE, a, b);
      case GT -> truth(Comparison.GT, a, b);
      case GE -> truth(Comparison.GE, a, b);
    };
  }

  /**
   * The uniform number of {@link CounterRandom}.
   *
   * @param counter B64
   * @param expanded the expanded key, B64
   */
  Reg uniform(Reg counter, Reg expanded) {
    Reg low = code.convert(Type.U32, Rounding.EXACT, Type.U64, counter);
    Reg high = high(counter);
    Reg add = code.compute(Opcode.MAD, Type.U32, high, i(CounterRandom.STEP), high(expanded));
    Reg key = code.convert(Type.U32, Rounding.EXACT, Type.U64, expanded);
    Reg mixed = mix(code.compute(Opcode.XOR, Type.B32, low, key));
    Reg bits = code.compute(SHR, Type.U32, mix(code.compute(ADD, S32, mixed, add)), i(8));
    return code.compute(
        MUL, F32, code.convert(F32, Rounding.NEAREST, Type.U32, bits), f(CounterRandom.SCALE));
  }

  private Reg high(Reg wide) {
    return code.convert(
        Type.U32, Rounding.EXACT, Type.U64, code.compute(SHR, Type.U64, wide, i(32)));
  }

  private Reg mix(Reg x) {
    Reg first = code.compute(MUL, S32, folded(x, CounterRandom.S0), i(CounterRandom.M0));
    Reg second = code.compute(MUL, S32, folded(first, CounterRandom.S1), i(CounterRandom.M1));
    return folded(second, CounterRandom.S2);
  }

  private Reg folded(Reg x, int shift) {
    return code.compute(Opcode.XOR, Type.B32, x, code.compute(SHR, Type.U32, x, i(shift)));
  }

  private Reg truth(Comparison comparison, Reg a, Reg b) {
    return code.select(code.compare(comparison, F32, a, b), f(1), f(0));
  }

  private Reg sign(Reg x) {
    Reg moves = code.compare(Comparison.NE, F32, x, f(0));
    return code.select(moves, code.compute(COPYSIGN, F32, x, f(1)), x);
  }

  private Reg exp(Reg x) {
    Reg c =
        code.compute(
            MAX, F32, code.compute(MIN, F32, x, f(FloatMath.EXP_HIGH)), f(FloatMath.EXP_LOW));
    Reg m = fma(c, f(FloatMath.LOG2_E), f(FloatMath.ROUNDER));
    Reg k = whole(m, 0);
    Reg r = rest(m, c);
    Reg p = poly(r, FloatMath.E6, FloatMath.E5, FloatMath.E4, FloatMath.E3, FloatMath.E2);
    p = code.compute(ADD, F32, fma(p, code.compute(MUL, F32, r, r), r), f(1));
    Reg half = code.compute(SHR, S32, k, i(1));
    Reg scaled = code.compute(MUL, F32, p, power(half));
    return code.compute(MUL, F32, scaled, power(code.compute(SUB, S32, k, half)));
  }

  private Reg expm1(Reg x) {
    Reg c =
        code.compute(
            MAX, F32, code.compute(MIN, F32, x, f(FloatMath.EXP_HIGH)), f(FloatMath.EXPM1_LOW));
    Reg m = fma(c, f(FloatMath.LOG2_E), f(FloatMath.ROUNDER));
    Reg k = whole(m, 0);
    Reg r = rest(m, c);
    Reg p =
        poly(r, FloatMath.M7, FloatMath.M6, FloatMath.M5, FloatMath.M4, FloatMath.M3, FloatMath.E2);
    p = fma(p, code.compute(MUL, F32, r, r), r);
    Reg t = power(code.compute(SUB, S32, k, i(1)));
    return code.compute(MUL, F32, fma(t, p, code.compute(SUB, F32, t, f(0.5f))), f(2));
  }

  /** What is left of {@code c} after the multiple of ln 2 that {@code m} rounds to. */
  private Reg rest(Reg m, Reg c) {
    Reg n = code.compute(SUB, F32, m, f(FloatMath.ROUNDER));
    return fma(n, f(-FloatMath.LN2_REST), fma(n, f(-FloatMath.LN2), c));
  }

  /** The integer in the low bits of a number that {@link FloatMath#ROUNDER} was added to. */
  private Reg whole(Reg m, int more) {
    return code.compute(ADD, S32, code.copy(Kind.B32, m), i(more - FloatMath.ROUNDER_BITS));
  }

  private Reg log(Reg x) {
    Reg tiny = code.compare(Comparison.LT, F32, x, f(Float.MIN_NORMAL));
    Reg scaled = code.select(tiny, code.compute(MUL, F32, x, f(FloatMath.SUBNORMAL_SCALE)), x);
    Reg bits = code.copy(Kind.B32, scaled);
    Reg e =
        code.compute(SHR, S32, code.compute(SUB, S32, bits, i(FloatMath.TWO_THIRDS_BITS)), i(23));
    Reg mantissa =
        code.copy(Kind.F32, code.compute(SUB, S32, bits, code.compute(SHL, S32, e, i(23))));
    Reg f = code.compute(SUB, F32, mantissa, f(1));
    Reg whole = code.convert(F32, Rounding.NEAREST, S32, e);
    Reg exponent = code.select(tiny, code.compute(SUB, F32, whole, f(24)), whole);
    Reg p =
        poly(
            f,
            FloatMath.L10,
            FloatMath.L9,
            FloatMath.L8,
            FloatMath.L7,
            FloatMath.L6,
            FloatMath.L5,
            FloatMath.L4,
            FloatMath.L3);
    Reg r = fma(code.compute(MUL, F32, f, f), fma(f, p, f(-0.5f)), f);
    Reg y = fma(exponent, f(FloatMath.LN2), r);
    y = code.select(code.compare(Comparison.GT, F32, x, f(0)), y, f(Float.NaN));
    y = code.select(code.compare(Comparison.EQ, F32, x, f(0)), f(Float.NEGATIVE_INFINITY), y);
    return code.select(code.compare(Comparison.EQ, F32, x, f(Float.POSITIVE_INFINITY)), x, y);
  }

  private Reg log1p(Reg x) {
    Reg u = code.compute(ADD, F32, x, f(1));
    Reg back = code.compute(SUB, F32, u, f(1));
    Reg lost = code.compute(DIV, F32, code.compute(SUB, F32, x, back), u);
    Reg y = log(u);
    Reg small =
        code.compute(
            AND,
            Type.PRED,
            code.compare(Comparison.GT, F32, u, f(0)),
            code.compare(Comparison.LT, F32, x, f(FloatMath.LOG1P_LIMIT)));
    return code.select(small, code.compute(ADD, F32, y, lost), y);
  }

  private Reg tanh(Reg x) {
    Reg a = code.compute(ABS, F32, x);
    Reg z = code.compute(MUL, F32, x, x);
    Reg p = poly(z, FloatMath.T11, FloatMath.T9, FloatMath.T7, FloatMath.T5, FloatMath.T3);
    Reg near = fma(code.compute(MUL, F32, p, z), x, x);
    Reg e = code.compute(ADD, F32, exp(code.compute(ADD, F32, a, a)), f(1));
    Reg far = code.compute(SUB, F32, f(1), code.compute(DIV, F32, f(2), e));
    return code.select(
        code.compare(Comparison.LT, F32, a, f(FloatMath.TANH_SPLIT)),
        near,
        code.compute(COPYSIGN, F32, x, far));
  }

  private Reg sigmoid(Reg x) {
    Reg z = exp(code.compute(NEG, F32, code.compute(ABS, F32, x)));
    Reg top = code.select(code.compare(Comparison.GE, F32, x, f(0)), f(1), z);
    return code.compute(DIV, F32, top, code.compute(ADD, F32, z, f(1)));
  }

  private Reg erf(Reg x) {
    Reg z = code.compute(MUL, F32, x, x);
    Reg p =
        poly(
            z,
            FloatMath.F13,
            FloatMath.F11,
            FloatMath.F9,
            FloatMath.F7,
            FloatMath.F5,
            FloatMath.F3,
            FloatMath.F1);
    Reg near = fma(p, x, x);
    Reg a = code.compute(MIN, F32, code.compute(ABS, F32, x), f(FloatMath.ERF_ONE));
    Reg q =
        poly(
            a,
            FloatMath.G7,
            FloatMath.G6,
            FloatMath.G5,
            FloatMath.G4,
            FloatMath.G3,
            FloatMath.G2,
            FloatMath.G1,
            FloatMath.G0);
    Reg far = code.compute(SUB, F32, f(1), exp(q));
    return code.select(
        code.compare(Comparison.LT, F32, a, f(FloatMath.ERF_SPLIT)),
        near,
        code.compute(COPYSIGN, F32, x, far));
  }

  /** The sine of x plus {@code quarters} quarter turns. */
  private Reg turn(Reg x, int quarters) {
    Reg r = code.names().register(Kind.F32);
    Reg k = code.names().register(Kind.B32);
    Reg m = fma(x, f(FloatMath.TWO_OVER_PI), f(FloatMath.ROUNDER));
    code.move(k, whole(m, quarters));
    Reg n = code.compute(SUB, F32, m, f(FloatMath.ROUNDER));
    Reg first = fma(n, f(-FloatMath.HALF_PI_1), x);
    code.move(r, fma(n, f(-FloatMath.HALF_PI_3), fma(n, f(-FloatMath.HALF_PI_2), first)));
    new DoubleCode(code).reduceLarge(x, quarters, r, k);
    Reg z = code.compute(MUL, F32, r, r);
    Reg odd = poly(z, FloatMath.S9, FloatMath.S7, FloatMath.S5, FloatMath.S3);
    Reg s = fma(code.compute(MUL, F32, odd, z), r, r);
    Reg even = poly(z, FloatMath.C10, FloatMath.C8, FloatMath.C6, FloatMath.C4);
    Reg c = fma(even, code.compute(MUL, F32, z, z), fma(z, f(-0.5f), f(1)));
    Reg y = code.select(bit(k, 1), c, s);
    return code.select(bit(k, 2), code.compute(NEG, F32, y), y);
  }

  private Reg bit(Reg k, int bit) {
    return code.compare(Comparison.NE, S32, code.compute(AND, Type.B32, k, i(bit)), i(0));
  }

  /** 2 to the k. */
  private Reg power(Reg k) {
    return code.copy(Kind.F32, code.compute(SHL, S32, code.compute(ADD, S32, k, i(127)), i(23)));
  }

  /** Horner's rule; the highest coefficient first. */
  private Reg poly(Reg x, float... coefficients) {
    Operand sum = f(coefficients[0]);
    for (int k = 1; k < coefficients.length; k++) {
      sum = fma(sum, x, f(coefficients[k]));
    }
    return (Reg) sum;
  }

  private Reg fma(Operand a, Operand b, Operand c) {
    return code.compute(FMA, F32, a, b, c);
  }

  private static Operand f(float value) {
    return Operand.of(value);
  }

  private static Operand i(int value) {
    return Operand.of(value);
  }
}

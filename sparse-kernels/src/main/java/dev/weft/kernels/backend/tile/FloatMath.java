package dev.weft.kernels.backend.tile;

import static java.lang.Math.fma;

import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.UnaryOp;

/**
 * The operators on floats: the definition that every backend of tiles follows operation by
 * operation, so that all give the same bits, interpreted or compiled. Only additions, products,
 * fma, comparisons and bit operations, whose results Java fixes.
 *
 * <p>Each function reduces its argument to a small interval and evaluates a polynomial there; the
 * polynomials are weighted minimax fits to the functions. Errors are 1 to 2 units in the last place
 * (tested). NaN gives NaN; infinities and subnormal numbers follow the function's limit.
 */
public final class FloatMath {
  /** Partial sums of a sum over lanes: lane {@code j} goes to partial {@code j % SUM_LANES}. */
  public static final int SUM_LANES = 16;

  /**
   * Added to and subtracted from a small float, rounds it to an integer, which then stands in the
   * low bits: 1.5 * 2^23.
   */
  public static final float ROUNDER = 0x1.8p23f;

  /** The bits of {@link #ROUNDER}. */
  public static final int ROUNDER_BITS = 0x4B400000;

  /** 1 / ln 2. */
  public static final float LOG2_E = 0x1.715476p0f;

  /** ln 2, rounded. */
  public static final float LN2 = 0x1.62e43p-1f;

  /** What is missing to ln 2. */
  public static final float LN2_REST = -0x1.05c61p-29f;

  /** exp is infinite from here on. */
  public static final float EXP_HIGH = 89f;

  /** exp is 0 up to here. */
  public static final float EXP_LOW = -104f;

  /** Coefficient of degree 2 of exp. */
  public static final float E2 = 0x1p-1f;

  /** Coefficient of degree 3 of exp. */
  public static final float E3 = 0x1.555490p-3f;

  /** Coefficient of degree 4 of exp. */
  public static final float E4 = 0x1.55545ep-5f;

  /** Coefficient of degree 5 of exp. */
  public static final float E5 = 0x1.123b46p-7f;

  /** Coefficient of degree 6 of exp. */
  public static final float E6 = 0x1.6db414p-10f;

  /** expm1 is -1 up to here. */
  public static final float EXPM1_LOW = -30f;

  /** Coefficient of degree 3 of expm1. */
  public static final float M3 = 0x1.555556p-3f;

  /** Coefficient of degree 4 of expm1. */
  public static final float M4 = 0x1.5554aep-5f;

  /** Coefficient of degree 5 of expm1. */
  public static final float M5 = 0x1.111090p-7f;

  /** Coefficient of degree 6 of expm1. */
  public static final float M6 = 0x1.6d7474p-10f;

  /** Coefficient of degree 7 of expm1. */
  public static final float M7 = 0x1.a1a150p-13f;

  /** The bits of 2/3: mantissas are taken from [2/3, 4/3). */
  public static final int TWO_THIRDS_BITS = 0x3F2AAAAB;

  /** Makes subnormal numbers normal. */
  public static final float SUBNORMAL_SCALE = 0x1p24f;

  /** Coefficient of degree 3 of log. */
  public static final float L3 = 0x1.555506p-2f;

  /** Coefficient of degree 4 of log. */
  public static final float L4 = -0x1.fffefp-3f;

  /** Coefficient of degree 5 of log. */
  public static final float L5 = 0x1.99d028p-3f;

  /** Coefficient of degree 6 of log. */
  public static final float L6 = -0x1.559dcap-3f;

  /** Coefficient of degree 7 of log. */
  public static final float L7 = 0x1.1ed716p-3f;

  /** Coefficient of degree 8 of log. */
  public static final float L8 = -0x1.f31142p-4f;

  /** Coefficient of degree 9 of log. */
  public static final float L9 = 0x1.1e66bap-3f;

  /** Coefficient of degree 10 of log. */
  public static final float L10 = -0x1.080582p-3f;

  /** Beyond this, log1p is log: the correction is less than half a unit. */
  public static final float LOG1P_LIMIT = 0x1p24f;

  /** Below this, tanh is a polynomial. */
  public static final float TANH_SPLIT = 0.625f;

  /** Coefficient of degree 3 of tanh. */
  public static final float T3 = -0x1.555532p-2f;

  /** Coefficient of degree 5 of tanh. */
  public static final float T5 = 0x1.110726p-3f;

  /** Coefficient of degree 7 of tanh. */
  public static final float T7 = -0x1.b83c5ap-5f;

  /** Coefficient of degree 9 of tanh. */
  public static final float T9 = 0x1.52269cp-6f;

  /** Coefficient of degree 11 of tanh. */
  public static final float T11 = -0x1.75e1cep-8f;

  /** Below this, erf is a polynomial. */
  public static final float ERF_SPLIT = 0.92f;

  /** erf is 1 from here on. */
  public static final float ERF_ONE = 4f;

  /** Coefficient of degree 1 of erf near 0, less 1. */
  public static final float F1 = 0x1.06eba8p-3f;

  /** Coefficient of degree 3 of erf near 0, less 1. */
  public static final float F3 = -0x1.812742p-2f;

  /** Coefficient of degree 5 of erf near 0, less 1. */
  public static final float F5 = 0x1.ce2e0ap-4f;

  /** Coefficient of degree 7 of erf near 0, less 1. */
  public static final float F7 = -0x1.b80e92p-6f;

  /** Coefficient of degree 9 of erf near 0, less 1. */
  public static final float F9 = 0x1.54c7f6p-8f;

  /** Coefficient of degree 11 of erf near 0, less 1. */
  public static final float F11 = -0x1.aa3f3cp-11f;

  /** Coefficient of degree 13 of erf near 0, less 1. */
  public static final float F13 = 0x1.5cd4d6p-14f;

  /** Coefficient of degree 0 of the logarithm of erfc. */
  public static final float G0 = 0x1.6e55fap-13f;

  /** Coefficient of degree 1 of the logarithm of erfc. */
  public static final float G1 = -0x1.2127e4p0f;

  /** Coefficient of degree 2 of the logarithm of erfc. */
  public static final float G2 = -0x1.44460cp-1f;

  /** Coefficient of degree 3 of the logarithm of erfc. */
  public static final float G3 = -0x1.bb83ep-4f;

  /** Coefficient of degree 4 of the logarithm of erfc. */
  public static final float G4 = 0x1.9b8e6ep-6f;

  /** Coefficient of degree 5 of the logarithm of erfc. */
  public static final float G5 = -0x1.115abp-8f;

  /** Coefficient of degree 6 of the logarithm of erfc. */
  public static final float G6 = 0x1.c790bp-12f;

  /** Coefficient of degree 7 of the logarithm of erfc. */
  public static final float G7 = -0x1.61e9d2p-16f;

  /** Beyond this, sine and cosine reduce their argument in double. */
  public static final float TRIG_LIMIT = 48000f;

  /** 2 / pi. */
  public static final float TWO_OVER_PI = 0x1.45f306p-1f;

  /** pi / 2, rounded. */
  public static final float HALF_PI_1 = 0x1.921fb6p0f;

  /** What is missing to pi / 2, rounded. */
  public static final float HALF_PI_2 = -0x1.777a5cp-25f;

  /** What is still missing. */
  public static final float HALF_PI_3 = -0x1.ee59dap-50f;

  /** Coefficient of degree 3 of sin. */
  public static final float S3 = -0x1.555556p-3f;

  /** Coefficient of degree 5 of sin. */
  public static final float S5 = 0x1.111108p-7f;

  /** Coefficient of degree 7 of sin. */
  public static final float S7 = -0x1.a00f7ep-13f;

  /** Coefficient of degree 9 of sin. */
  public static final float S9 = 0x1.6cd1bp-19f;

  /** Coefficient of degree 4 of cos. */
  public static final float C4 = 0x1.555556p-5f;

  /** Coefficient of degree 6 of cos. */
  public static final float C6 = -0x1.6c16b8p-10f;

  /** Coefficient of degree 8 of cos. */
  public static final float C8 = 0x1.a010dep-16f;

  /** Coefficient of degree 10 of cos. */
  public static final float C10 = -0x1.241e6ap-22f;

  private FloatMath() {}

  /** {@code op(x)}. */
  public static float apply(UnaryOp op, float x) {
    return switch (op) {
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case SIGN -> Math.signum(x);
      case EXP -> exp(x);
      case EXPM1 -> expm1(x);
      case LOG -> log(x);
      case LOG1P -> log1p(x);
      case SQRT -> (float) Math.sqrt(x);
      case RECIPROCAL -> 1 / x;
      case SIN -> sin(x);
      case COS -> cos(x);
      case TANH -> tanh(x);
      case SIGMOID -> sigmoid(x);
      case ERF -> erf(x);
      case FLOOR -> (float) Math.floor(x);
      case CEIL -> (float) Math.ceil(x);
      case ROUND -> (float) Math.rint(x);
    };
  }

  /** {@code op(a, b)}. */
  public static float apply(BinaryOp op, float a, float b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case POW -> pow(a, b);
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case EQ -> a == b ? 1 : 0;
      case NE -> a != b ? 1 : 0;
      case LT -> a < b ? 1 : 0;
      case LE -> a <= b ? 1 : 0;
      case GT -> a > b ? 1 : 0;
      case GE -> a >= b ? 1 : 0;
    };
  }

  /**
   * e to the x: {@code 2^n e^r} with {@code |r| <= ln(2) / 2}; the power of two in two factors, for
   * subnormal results.
   */
  public static float exp(float x) {
    float c = Math.max(Math.min(x, EXP_HIGH), EXP_LOW);
    float m = fma(c, LOG2_E, ROUNDER);
    int k = Float.floatToRawIntBits(m) - ROUNDER_BITS;
    float n = m - ROUNDER;
    float r = fma(n, -LN2_REST, fma(n, -LN2, c));
    float p = fma(fma(fma(fma(E6, r, E5), r, E4), r, E3), r, E2);
    p = fma(p, r * r, r) + 1;
    int half = k >> 1;
    return p * power(half) * power(k - half);
  }

  /** e to the x minus 1, without cancellation near 0. */
  public static float expm1(float x) {
    float c = Math.max(Math.min(x, EXP_HIGH), EXPM1_LOW);
    float m = fma(c, LOG2_E, ROUNDER);
    int k = Float.floatToRawIntBits(m) - ROUNDER_BITS;
    float n = m - ROUNDER;
    float r = fma(n, -LN2_REST, fma(n, -LN2, c));
    float p = fma(fma(fma(fma(fma(M7, r, M6), r, M5), r, M4), r, M3), r, E2);
    p = fma(p, r * r, r);
    float t = power(k - 1);
    return fma(t, p, t - 0.5f) * 2;
  }

  /** Natural logarithm; -infinity of 0, NaN of negative numbers. */
  public static float log(float x) {
    boolean tiny = x < Float.MIN_NORMAL;
    float scaled = tiny ? x * SUBNORMAL_SCALE : x;
    int bits = Float.floatToRawIntBits(scaled);
    int e = (bits - TWO_THIRDS_BITS) >> 23;
    float f = Float.intBitsToFloat(bits - (e << 23)) - 1;
    float exponent = tiny ? (float) e - 24 : (float) e;
    float p =
        fma(fma(fma(fma(fma(fma(fma(L10, f, L9), f, L8), f, L7), f, L6), f, L5), f, L4), f, L3);
    float r = fma(f * f, fma(f, p, -0.5f), f);
    float y = fma(exponent, LN2, r);
    y = x > 0 ? y : Float.NaN;
    y = x == 0 ? Float.NEGATIVE_INFINITY : y;
    return x == Float.POSITIVE_INFINITY ? x : y;
  }

  /** Logarithm of 1 + x: the logarithm of the rounded sum, and what the rounding lost. */
  public static float log1p(float x) {
    float u = 1 + x;
    float lost = (x - (u - 1)) / u;
    float y = log(u);
    return u > 0 && x < LOG1P_LIMIT ? y + lost : y;
  }

  /** Hyperbolic tangent. */
  public static float tanh(float x) {
    float a = Math.abs(x);
    float z = x * x;
    float p = fma(fma(fma(fma(T11, z, T9), z, T7), z, T5), z, T3);
    float near = fma(p * z, x, x);
    float far = 1 - 2 / (exp(a + a) + 1);
    return a < TANH_SPLIT ? near : Math.copySign(far, x);
  }

  /** {@code 1 / (1 + e^-x)}. */
  public static float sigmoid(float x) {
    float z = exp(-Math.abs(x));
    return (x >= 0 ? 1 : z) / (1 + z);
  }

  /**
   * The error function: a polynomial near 0, one minus the exponential of a polynomial farther out.
   */
  public static float erf(float x) {
    float z = x * x;
    float p = fma(fma(fma(fma(fma(fma(F13, z, F11), z, F9), z, F7), z, F5), z, F3), z, F1);
    float near = fma(p, x, x);
    float a = Math.min(Math.abs(x), ERF_ONE);
    float q =
        fma(fma(fma(fma(fma(fma(fma(G7, a, G6), a, G5), a, G4), a, G3), a, G2), a, G1), a, G0);
    float far = 1 - exp(q);
    return a < ERF_SPLIT ? near : Math.copySign(far, x);
  }

  /** Sine of radians. */
  public static float sin(float x) {
    return Math.abs(x) <= TRIG_LIMIT ? turn(x, 0) : (float) StrictMath.sin(x);
  }

  /** Cosine of radians. */
  public static float cos(float x) {
    return Math.abs(x) <= TRIG_LIMIT ? turn(x, 1) : (float) StrictMath.cos(x);
  }

  /** {@code a} to the {@code b}, in double. */
  public static float pow(float a, float b) {
    return (float) StrictMath.pow(a, b);
  }

  /** The sine of x plus {@code quarters} quarter turns, for moderate x. */
  private static float turn(float x, int quarters) {
    float m = fma(x, TWO_OVER_PI, ROUNDER);
    int k = Float.floatToRawIntBits(m) - ROUNDER_BITS + quarters;
    float n = m - ROUNDER;
    float r = fma(n, -HALF_PI_3, fma(n, -HALF_PI_2, fma(n, -HALF_PI_1, x)));
    float z = r * r;
    float s = fma(fma(fma(fma(S9, z, S7), z, S5), z, S3) * z, r, r);
    float c = fma(fma(fma(fma(C10, z, C8), z, C6), z, C4), z * z, fma(z, -0.5f, 1));
    float y = (k & 1) == 0 ? s : c;
    return (k & 2) == 0 ? y : -y;
  }

  /** 2 to the k, for normal results. */
  private static float power(int k) {
    return Float.intBitsToFloat((k + 127) << 23);
  }

  /** The fixed tree that joins {@link #SUM_LANES} partial results: lanes 8 apart, then 4, 2, 1. */
  public static float joinSum(float[] partial) {
    return joinSum(partial, SUM_LANES);
  }

  /**
   * The same tree for a sum over fewer lanes: it begins where there is something to join. Partials
   * from {@code lanes} to the next power of two must be 0.
   */
  public static float joinSum(float[] partial, int lanes) {
    int leaves = Math.min(SUM_LANES, Integer.highestOneBit(Math.max(1, 2 * lanes - 1)));
    for (int half = leaves / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        partial[j] += partial[j + half];
      }
    }
    return partial[0];
  }
}

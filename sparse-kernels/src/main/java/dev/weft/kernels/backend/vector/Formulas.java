package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.tile.FloatMath.*;

/**
 * The functions of {@link dev.weft.kernels.backend.tile.FloatMath}: the same operations in the same
 * order.
 */
final class Formulas {
  private static final int SIGN_BIT = 0x80000000;

  private final VectorOps v;

  Formulas(VectorOps v) {
    this.v = v;
  }

  int exp(int x) {
    int clamped = clamp(x, EXP_LOW, EXP_HIGH);
    int m = v.fma(clamped, c(LOG2_E), c(ROUNDER));
    int k = v.ints("sub", v.bits(m), ROUNDER_BITS);
    int n = v.sub(m, c(ROUNDER));
    int r = v.fma(n, c(-LN2_REST), v.fma(n, c(-LN2), clamped));
    int p = polynomial(r, E6, E5, E4, E3, E2);
    int y = v.add(v.fma(p, v.mul(r, r), r), c(1));
    int half = v.shift("ASHR", k, 1);
    return v.mul(v.mul(y, power(half)), power(v.intsBoth("sub", k, half)));
  }

  int expm1(int x) {
    int clamped = clamp(x, EXPM1_LOW, EXP_HIGH);
    int m = v.fma(clamped, c(LOG2_E), c(ROUNDER));
    int k = v.ints("sub", v.bits(m), ROUNDER_BITS);
    int n = v.sub(m, c(ROUNDER));
    int r = v.fma(n, c(-LN2_REST), v.fma(n, c(-LN2), clamped));
    int p = v.fma(polynomial(r, M7, M6, M5, M4, M3, E2), v.mul(r, r), r);
    int t = power(v.ints("sub", k, 1));
    return v.mul(v.fma(t, p, v.sub(t, c(0.5f))), c(2));
  }

  int log(int x) {
    int tiny = v.compare("LT", x, c(Float.MIN_NORMAL));
    int scaled = v.blend(x, v.mul(x, c(SUBNORMAL_SCALE)), tiny);
    int bits = v.bits(scaled);
    int e = v.shift("ASHR", v.ints("sub", bits, TWO_THIRDS_BITS), 23);
    int f = v.sub(v.floats(v.intsBoth("sub", bits, v.shift("LSHL", e, 23))), c(1));
    int whole = v.convert(e);
    int exponent = v.blend(whole, v.sub(whole, c(24)), tiny);
    int p = polynomial(f, L10, L9, L8, L7, L6, L5, L4, L3);
    int r = v.fma(v.mul(f, f), v.fma(f, p, c(-0.5f)), f);
    int y = v.fma(exponent, c(LN2), r);
    y = v.blend(c(Float.NaN), y, v.compare("GT", x, c(0)));
    y = v.blend(y, c(Float.NEGATIVE_INFINITY), v.compare("EQ", x, c(0)));
    return v.blend(y, x, v.compare("EQ", x, c(Float.POSITIVE_INFINITY)));
  }

  int log1p(int x) {
    int u = v.add(x, c(1));
    int lost = v.div(v.sub(x, v.sub(u, c(1))), u);
    int y = log(u);
    int near = v.both(v.compare("GT", u, c(0)), v.compare("LT", x, c(LOG1P_LIMIT)));
    return v.blend(y, v.add(y, lost), near);
  }

  int tanh(int x) {
    int a = v.abs(x);
    int z = v.mul(x, x);
    int p = polynomial(z, T11, T9, T7, T5, T3);
    int near = v.fma(v.mul(p, z), x, x);
    int far = v.sub(c(1), v.div(c(2), v.add(exp(v.add(a, a)), c(1))));
    return v.blend(copySign(far, x), near, v.compare("LT", a, c(TANH_SPLIT)));
  }

  int sigmoid(int x) {
    int z = exp(v.neg(v.abs(x)));
    int above = v.blend(z, c(1), v.compare("GE", x, c(0)));
    return v.div(above, v.add(z, c(1)));
  }

  int erf(int x) {
    int z = v.mul(x, x);
    int near = v.fma(polynomial(z, F13, F11, F9, F7, F5, F3, F1), x, x);
    int abs = v.abs(x);
    int a = v.blend(abs, c(ERF_ONE), v.compare("GT", abs, c(ERF_ONE)));
    int q = polynomial(a, G7, G6, G5, G4, G3, G2, G1, G0);
    int far = v.sub(c(1), exp(q));
    return v.blend(copySign(far, x), near, v.compare("LT", a, c(ERF_SPLIT)));
  }

  int rint(int x) {
    int a = v.abs(x);
    int r = v.sub(v.add(a, c(0x1p23f)), c(0x1p23f));
    return copySign(v.blend(a, r, v.compare("LT", a, c(0x1p23f))), x);
  }

  int floor(int x) {
    int r = rint(x);
    return copySign(v.blend(r, v.sub(r, c(1)), v.compare("GT", r, x)), x);
  }

  int ceil(int x) {
    int r = rint(x);
    return copySign(v.blend(r, v.add(r, c(1)), v.compare("LT", r, x)), x);
  }

  int sign(int x) {
    return v.blend(x, copySign(c(1), x), v.compare("GT", v.abs(x), c(0)));
  }

  private int clamp(int x, float low, float high) {
    int below = v.blend(x, c(high), v.compare("GT", x, c(high)));
    return v.blend(below, c(low), v.compare("LT", below, c(low)));
  }

  /** The highest coefficient first, by Horner's rule. */
  private int polynomial(int x, float first, float... others) {
    int y = c(first);
    for (float coefficient : others) {
      y = v.fma(y, x, c(coefficient));
    }
    return y;
  }

  private int copySign(int magnitude, int sign) {
    int m = v.ints("and", v.bits(magnitude), ~SIGN_BIT);
    return v.floats(v.intsBoth("or", m, v.ints("and", v.bits(sign), SIGN_BIT)));
  }

  private int power(int k) {
    return v.floats(v.shift("LSHL", v.ints("add", k, 127), 23));
  }

  private int c(float x) {
    return v.constant(x);
  }
}

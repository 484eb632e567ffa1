package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.tile.FloatMath.*;
import static dev.weft.kernels.backend.vector.Mem.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The functions of {@link dev.weft.kernels.backend.tile.FloatMath} on vectors: the same operations
 * in the same order.
 */
final class VectorMath {
  private static final int SIGN_BIT = 0x80000000;

  private VectorMath() {}

  private static FloatVector c(float x) {
    return FloatVector.broadcast(S, x);
  }

  static FloatVector exp(FloatVector x) {
    FloatVector high = x.blend(EXP_HIGH, x.compare(VectorOperators.GT, EXP_HIGH));
    FloatVector c = high.blend(EXP_LOW, high.compare(VectorOperators.LT, EXP_LOW));
    FloatVector m = c.fma(c(LOG2_E), c(ROUNDER));
    IntVector k = m.reinterpretAsInts().sub(ROUNDER_BITS);
    FloatVector n = m.sub(ROUNDER);
    FloatVector r = n.fma(c(-LN2_REST), n.fma(c(-LN2), c));
    FloatVector p = c(E6).fma(r, c(E5)).fma(r, c(E4)).fma(r, c(E3)).fma(r, c(E2));
    p = p.fma(r.mul(r), r).add(1);
    IntVector half = k.lanewise(VectorOperators.ASHR, 1);
    return p.mul(power(half)).mul(power(k.sub(half)));
  }

  static FloatVector expm1(FloatVector x) {
    FloatVector high = x.blend(EXP_HIGH, x.compare(VectorOperators.GT, EXP_HIGH));
    FloatVector c = high.blend(EXPM1_LOW, high.compare(VectorOperators.LT, EXPM1_LOW));
    FloatVector m = c.fma(c(LOG2_E), c(ROUNDER));
    IntVector k = m.reinterpretAsInts().sub(ROUNDER_BITS);
    FloatVector n = m.sub(ROUNDER);
    FloatVector r = n.fma(c(-LN2_REST), n.fma(c(-LN2), c));
    FloatVector p = c(M7).fma(r, c(M6)).fma(r, c(M5)).fma(r, c(M4)).fma(r, c(M3)).fma(r, c(E2));
    p = p.fma(r.mul(r), r);
    FloatVector t = power(k.sub(1));
    return t.fma(p, t.sub(0.5f)).mul(2);
  }

  static FloatVector log(FloatVector x) {
    VectorMask<Float> tiny = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
    FloatVector scaled = x.blend(x.mul(SUBNORMAL_SCALE), tiny);
    IntVector bits = scaled.reinterpretAsInts();
    IntVector e = bits.sub(TWO_THIRDS_BITS).lanewise(VectorOperators.ASHR, 23);
    FloatVector f = bits.sub(e.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1);
    FloatVector whole = (FloatVector) e.convert(VectorOperators.I2F, 0);
    FloatVector exponent = whole.blend(whole.sub(24), tiny);
    FloatVector p =
        c(L10)
            .fma(f, c(L9))
            .fma(f, c(L8))
            .fma(f, c(L7))
            .fma(f, c(L6))
            .fma(f, c(L5))
            .fma(f, c(L4))
            .fma(f, c(L3));
    FloatVector r = f.mul(f).fma(f.fma(p, c(-0.5f)), f);
    FloatVector y = exponent.fma(c(LN2), r);
    y = c(Float.NaN).blend(y, x.compare(VectorOperators.GT, 0));
    y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0));
    return y.blend(x, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
  }

  static FloatVector log1p(FloatVector x) {
    FloatVector u = x.add(1);
    FloatVector lost = x.sub(u.sub(1)).div(u);
    FloatVector y = log(u);
    return y.blend(
        y.add(lost),
        u.compare(VectorOperators.GT, 0).and(x.compare(VectorOperators.LT, LOG1P_LIMIT)));
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector z = x.mul(x);
    FloatVector p = c(T11).fma(z, c(T9)).fma(z, c(T7)).fma(z, c(T5)).fma(z, c(T3));
    FloatVector near = p.mul(z).fma(x, x);
    FloatVector far = c(1).sub(c(2).div(exp(a.add(a)).add(1)));
    return copySign(far, x).blend(near, a.compare(VectorOperators.LT, TANH_SPLIT));
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector z = exp(x.abs().neg());
    return z.blend(1f, x.compare(VectorOperators.GE, 0)).div(z.add(1));
  }

  static FloatVector erf(FloatVector x) {
    FloatVector z = x.mul(x);
    FloatVector p =
        c(F13).fma(z, c(F11)).fma(z, c(F9)).fma(z, c(F7)).fma(z, c(F5)).fma(z, c(F3)).fma(z, c(F1));
    FloatVector near = p.fma(x, x);
    FloatVector abs = x.abs();
    FloatVector a = abs.blend(ERF_ONE, abs.compare(VectorOperators.GT, ERF_ONE));
    FloatVector q =
        c(G7)
            .fma(a, c(G6))
            .fma(a, c(G5))
            .fma(a, c(G4))
            .fma(a, c(G3))
            .fma(a, c(G2))
            .fma(a, c(G1))
            .fma(a, c(G0));
    FloatVector far = c(1).sub(exp(q));
    return copySign(far, x).blend(near, a.compare(VectorOperators.LT, ERF_SPLIT));
  }

  /** The sine of x plus {@code quarters} quarter turns, for lanes within {@code TRIG_LIMIT}. */
  static FloatVector turn(FloatVector x, int quarters) {
    FloatVector m = x.fma(c(TWO_OVER_PI), c(ROUNDER));
    IntVector k = m.reinterpretAsInts().sub(ROUNDER_BITS).add(quarters);
    FloatVector n = m.sub(ROUNDER);
    FloatVector r = n.fma(c(-HALF_PI_3), n.fma(c(-HALF_PI_2), n.fma(c(-HALF_PI_1), x)));
    FloatVector z = r.mul(r);
    FloatVector s = c(S9).fma(z, c(S7)).fma(z, c(S5)).fma(z, c(S3)).mul(z).fma(r, r);
    FloatVector co =
        c(C10).fma(z, c(C8)).fma(z, c(C6)).fma(z, c(C4)).fma(z.mul(z), z.fma(c(-0.5f), c(1)));
    // Bit 0 of k chooses the function, bit 1 moves into the sign.
    FloatVector y = s.blend(co, k.and(1).compare(VectorOperators.EQ, 1).cast(S));
    IntVector flip = k.and(2).lanewise(VectorOperators.LSHL, 30);
    return y.reinterpretAsInts().lanewise(VectorOperators.XOR, flip).reinterpretAsFloats();
  }

  /** To the nearest integer, ties to even; from 2^23 on every float is one. */
  static FloatVector rint(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector r = a.add(0x1p23f).sub(0x1p23f);
    return copySign(a.blend(r, a.compare(VectorOperators.LT, 0x1p23f)), x);
  }

  static FloatVector floor(FloatVector x) {
    FloatVector r = rint(x);
    return copySign(r.blend(r.sub(1), r.compare(VectorOperators.GT, x)), x);
  }

  static FloatVector ceil(FloatVector x) {
    FloatVector r = rint(x);
    return copySign(r.blend(r.add(1), r.compare(VectorOperators.LT, x)), x);
  }

  static FloatVector sign(FloatVector x) {
    return x.blend(copySign(c(1), x), x.abs().compare(VectorOperators.GT, 0));
  }

  static FloatVector copySign(FloatVector magnitude, FloatVector sign) {
    IntVector m = magnitude.reinterpretAsInts().and(~SIGN_BIT);
    return m.or(sign.reinterpretAsInts().and(SIGN_BIT)).reinterpretAsFloats();
  }

  private static FloatVector power(IntVector k) {
    return k.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }
}

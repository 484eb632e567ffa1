package dev.weft.kernels.backend.cuda.sim;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;
import static java.lang.Float.floatToRawIntBits;
import static java.lang.Float.intBitsToFloat;

import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Rounding;
import dev.weft.kernels.backend.cuda.ptx.Type;

/** What PTX's operations do to bits. */
final class Arithmetic {
  /** A function of one value. */
  interface Unary {
    long apply(long a);
  }

  /** A function of up to three values. */
  interface Ternary {
    long apply(long a, long b, long c);
  }

  /** A comparison. */
  interface Test {
    boolean test(long a, long b);
  }

  private interface OnFloats {
    float apply(float a, float b, float c);
  }

  private interface OnDoubles {
    double apply(double a, double b, double c);
  }

  private Arithmetic() {}

  static Ternary compute(Opcode op, Type type) {
    return switch (type) {
      case F32 -> {
        OnFloats f = floats(op);
        yield (a, b, c) -> floatToRawIntBits(f.apply(f(a), f(b), f(c)));
      }
      case F64 -> {
        OnDoubles f = doubles(op);
        yield (a, b, c) ->
            doubleToRawLongBits(
                f.apply(longBitsToDouble(a), longBitsToDouble(b), longBitsToDouble(c)));
      }
      case B64, U64, S64 -> wide(op, type);
      case PRED, B32, U32, S32 -> {
        Ternary f = narrow(op, type);
        yield op == Opcode.MUL_WIDE ? f : (a, b, c) -> (int) f.apply(a, b, c);
      }
      case U8, S8, U16, B16, F16 -> throw unknown(op, type);
    };
  }

  private static OnFloats floats(Opcode op) {
    return switch (op) {
      case ADD -> (a, b, _) -> a + b;
      case SUB -> (a, b, _) -> a - b;
      case MUL -> (a, b, _) -> a * b;
      case FMA -> Math::fma;
      case DIV -> (a, b, _) -> a / b;
      case MIN -> (a, b, _) -> Math.min(a, b);
      case MAX -> (a, b, _) -> Math.max(a, b);
      case SQRT -> (a, _, _) -> (float) Math.sqrt(a);
      case NEG -> (a, _, _) -> -a;
      case ABS -> (a, _, _) -> Math.abs(a);
      case COPYSIGN -> (a, b, _) -> Math.copySign(b, a);
      case MUL_WIDE, MAD, REM, AND, OR, XOR, SHL, SHR -> throw unknown(op, Type.F32);
    };
  }

  private static OnDoubles doubles(Opcode op) {
    return switch (op) {
      case ADD -> (a, b, _) -> a + b;
      case SUB -> (a, b, _) -> a - b;
      case MUL -> (a, b, _) -> a * b;
      case FMA -> Math::fma;
      case DIV -> (a, b, _) -> a / b;
      // Of a number and NaN the number.
      case MIN -> (a, b, _) -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
      case MAX -> (a, b, _) -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
      case ABS -> (a, _, _) -> Math.abs(a);
      case NEG -> (a, _, _) -> -a;
      case SQRT, COPYSIGN, MUL_WIDE, MAD, REM, AND, OR, XOR, SHL, SHR ->
          throw unknown(op, Type.F64);
    };
  }

  private static Ternary wide(Opcode op, Type type) {
    return switch (op) {
      case ADD -> (a, b, _) -> a + b;
      case SUB -> (a, b, _) -> a - b;
      case MUL -> (a, b, _) -> a * b;
      case MAD -> (a, b, c) -> a * b + c;
      case MIN -> (a, b, _) -> Math.min(a, b);
      case MAX -> (a, b, _) -> Math.max(a, b);
      case NEG -> (a, _, _) -> -a;
      case AND -> (a, b, _) -> a & b;
      case OR -> (a, b, _) -> a | b;
      case XOR -> (a, b, _) -> a ^ b;
      // Shifts beyond the width give what remains.
      case SHL -> (a, b, _) -> amount(b) > 63 ? 0 : a << b;
      case SHR ->
          type == Type.S64
              ? (a, b, _) -> a >> Math.min(amount(b), 63)
              : (a, b, _) -> amount(b) > 63 ? 0 : a >>> b;
      case MUL_WIDE, FMA, DIV, REM, SQRT, ABS, COPYSIGN -> throw unknown(op, type);
    };
  }

  private static Ternary narrow(Opcode op, Type type) {
    boolean signed = type == Type.S32;
    return switch (op) {
      case ADD -> (a, b, _) -> a + b;
      case SUB -> (a, b, _) -> a - b;
      case MUL -> (a, b, _) -> a * b;
      case MAD -> (a, b, c) -> a * b + c;
      case MUL_WIDE ->
          signed
              ? (a, b, _) -> a * b
              : (a, b, _) -> Integer.toUnsignedLong((int) a) * Integer.toUnsignedLong((int) b);
      case DIV ->
          signed ? (a, b, _) -> a / b : (a, b, _) -> Integer.divideUnsigned((int) a, (int) b);
      case REM ->
          signed ? (a, b, _) -> a % b : (a, b, _) -> Integer.remainderUnsigned((int) a, (int) b);
      case MIN -> (a, b, _) -> Math.min(a, b);
      case MAX -> (a, b, _) -> Math.max(a, b);
      case NEG -> (a, _, _) -> -a;
      case AND -> (a, b, _) -> a & b;
      case OR -> (a, b, _) -> a | b;
      case XOR -> (a, b, _) -> a ^ b;
      case SHL -> (a, b, _) -> amount(b) > 31 ? 0 : (int) a << b;
      case SHR ->
          signed
              ? (a, b, _) -> (int) a >> Math.min(amount(b), 31)
              : (a, b, _) -> amount(b) > 31 ? 0 : (int) a >>> b;
      case FMA, SQRT, ABS, COPYSIGN -> throw unknown(op, type);
    };
  }

  private static long amount(long shift) {
    return shift & 0xFFFFFFFFL;
  }

  static Unary convert(Type to, Rounding rounding, Type from) {
    return switch (to) {
      case F32 -> toFloat(rounding, from);
      case F64 ->
          switch (from) {
            case F32 -> a -> doubleToRawLongBits(f(a));
            case S64 -> a -> doubleToRawLongBits((double) a);
            default -> throw unknown(to, from);
          };
      case U32, S32, U64, S64 ->
          switch (from) {
            case U64, S64 -> to.bytes() == 4 ? a -> (int) a : a -> a;
            case U32 -> a -> a & 0xFFFFFFFFL;
            case S32 -> a -> a;
            default -> throw unknown(to, from);
          };
      case PRED, U8, S8, U16, B16, F16, B32, B64 -> throw unknown(to, from);
    };
  }

  private static Unary toFloat(Rounding rounding, Type from) {
    return switch (from) {
      case F32 ->
          switch (rounding) {
            case INTEGER_DOWN -> a -> floatToRawIntBits((float) Math.floor(f(a)));
            case INTEGER_UP -> a -> floatToRawIntBits((float) Math.ceil(f(a)));
            case INTEGER_NEAREST -> a -> floatToRawIntBits((float) Math.rint(f(a)));
            case EXACT, NEAREST -> throw unknown(Type.F32, from);
          };
      case F64 -> a -> floatToRawIntBits((float) longBitsToDouble(a));
      case F16 -> a -> floatToRawIntBits(Float.float16ToFloat((short) a));
      case S32 -> a -> floatToRawIntBits((float) (int) a);
      case U32 -> a -> floatToRawIntBits((float) (a & 0xFFFFFFFFL));
      case S64 -> a -> floatToRawIntBits((float) a);
      case PRED, U8, S8, U16, B16, B32, U64, B64 -> throw unknown(Type.F32, from);
    };
  }

  static Test compare(Comparison comparison, Type type) {
    return switch (type) {
      case F32 -> floats(comparison);
      case S32, S64 -> integers(comparison);
      case PRED, U8, S8, U16, B16, F16, B32, U32, B64, U64, F64 -> throw unknown(comparison, type);
    };
  }

  private static Test floats(Comparison comparison) {
    return switch (comparison) {
      case EQ -> (a, b) -> f(a) == f(b);
      case NE -> (a, b) -> f(a) < f(b) || f(a) > f(b);
      case LT -> (a, b) -> f(a) < f(b);
      case LE -> (a, b) -> f(a) <= f(b);
      case GT -> (a, b) -> f(a) > f(b);
      case GE -> (a, b) -> f(a) >= f(b);
      case NEU -> (a, b) -> f(a) != f(b);
      case LTU -> (a, b) -> !(f(a) >= f(b));
      case GTU -> (a, b) -> !(f(a) <= f(b));
      case NUM -> (a, b) -> !Float.isNaN(f(a)) && !Float.isNaN(f(b));
    };
  }

  private static Test integers(Comparison comparison) {
    return switch (comparison) {
      case EQ -> (a, b) -> a == b;
      case NE -> (a, b) -> a != b;
      case LT -> (a, b) -> a < b;
      case LE -> (a, b) -> a <= b;
      case GT -> (a, b) -> a > b;
      case GE -> (a, b) -> a >= b;
      case NEU, LTU, GTU, NUM -> throw unknown(comparison, Type.S64);
    };
  }

  private static float f(long bits) {
    return intBitsToFloat((int) bits);
  }

  private static IllegalArgumentException unknown(Object what, Type type) {
    return new IllegalArgumentException(
        "Simulator: it does not know " + what + " of " + type + ".");
  }
}

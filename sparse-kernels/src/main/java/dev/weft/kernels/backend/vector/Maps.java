package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Mem.ALL;
import static dev.weft.kernels.backend.vector.Mem.MASK;
import static dev.weft.kernels.backend.vector.Mem.ORDER;
import static dev.weft.kernels.backend.vector.Mem.S;
import static dev.weft.kernels.backend.vector.Mem.VL;
import static dev.weft.kernels.backend.vector.Mem.load;

import dev.weft.kernels.backend.tile.FloatMath;
import dev.weft.kernels.lang.UnaryOp;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Element-wise functions of one argument over {@code n} floats, a multiple of 16; one loop a
 * function, so that each stays flat.
 */
final class Maps {
  private Maps() {}

  static void map(UnaryOp op, long x, long out, int n) {
    long p = x & MASK;
    long q = out & MASK;
    switch (op) {
      case NEG -> neg(p, q, n);
      case ABS -> abs(p, q, n);
      case SIGN -> sign(p, q, n);
      case EXP -> exp(p, q, n);
      case EXPM1 -> expm1(p, q, n);
      case LOG -> log(p, q, n);
      case LOG1P -> log1p(p, q, n);
      case SQRT -> sqrt(p, q, n);
      case RECIPROCAL -> reciprocal(p, q, n);
      case TANH -> tanh(p, q, n);
      case SIGMOID -> sigmoid(p, q, n);
      case ERF -> erf(p, q, n);
      case FLOOR -> floor(p, q, n);
      case CEIL -> ceil(p, q, n);
      case ROUND -> round(p, q, n);
      case SIN -> turn(op, 0, p, q, n);
      case COS -> turn(op, 1, p, q, n);
    }
  }

  private static void neg(long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      load(p + at).neg().intoMemorySegment(ALL, q + at, ORDER);
    }
  }

  private static void abs(long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      load(p + at).abs().intoMemorySegment(ALL, q + at, ORDER);
    }
  }

  private static void sign(long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      VectorMath.sign(load(p + at)).intoMemorySegment(ALL, q + at, ORDER);
    }
  }

  private static void exp(long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      VectorMath.exp(load(p + at)).intoMemorySegment(ALL, q + at, ORDER);
    }
  }

  private static void expm1(long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      VectorMath.expm1(load(p + at)).intoMemorySegment(ALL, q + at, ORDER);
    }
  }

  private static void log(long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      VectorMath.log(load(p + at)).intoMemorySegment(ALL, q + at, ORDER);
    }
  }

  private static void log1p(long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      VectorMath.log1p(load(p + at)).intoMemorySegment(ALL, q + at, ORDER);
    }
  }

  private static void sqrt(long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      load(p + at).sqrt().intoMemorySegment(ALL, q + at, ORDER);
    }
  }

  private static void reciprocal(long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      FloatVector.broadcast(S, 1f).div(load(p + at)).intoMemorySegment(ALL, q + at, ORDER);
    }
  }

  private static void tanh(long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      VectorMath.tanh(load(p + at)).intoMemorySegment(ALL, q + at, ORDER);
    }
  }

  private static void sigmoid(long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      VectorMath.sigmoid(load(p + at)).intoMemorySegment(ALL, q + at, ORDER);
    }
  }

  private static void erf(long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      VectorMath.erf(load(p + at)).intoMemorySegment(ALL, q + at, ORDER);
    }
  }

  private static void floor(long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      VectorMath.floor(load(p + at)).intoMemorySegment(ALL, q + at, ORDER);
    }
  }

  private static void ceil(long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      VectorMath.ceil(load(p + at)).intoMemorySegment(ALL, q + at, ORDER);
    }
  }

  private static void round(long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      VectorMath.rint(load(p + at)).intoMemorySegment(ALL, q + at, ORDER);
    }
  }

  private static void turn(UnaryOp op, int quarters, long p, long q, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      FloatVector x = load(p + at);
      if (x.abs().compare(VectorOperators.LE, FloatMath.TRIG_LIMIT).allTrue()) {
        VectorMath.turn(x, quarters).intoMemorySegment(ALL, q + at, ORDER);
      } else {
        oneByOne(op, p + at, q + at);
      }
    }
  }

  private static void oneByOne(UnaryOp op, long p, long q) {
    for (int j = 0; j < VL; j++) {
      Mem.set(q + 4L * j, FloatMath.apply(op, Mem.get(p + 4L * j)));
    }
  }
}

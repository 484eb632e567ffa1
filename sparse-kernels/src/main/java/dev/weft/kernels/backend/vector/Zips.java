package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Mem.ALL;
import static dev.weft.kernels.backend.vector.Mem.MASK;
import static dev.weft.kernels.backend.vector.Mem.ORDER;
import static dev.weft.kernels.backend.vector.Mem.S;
import static dev.weft.kernels.backend.vector.Mem.VL;
import static dev.weft.kernels.backend.vector.Mem.load;

import dev.weft.kernels.backend.tile.FloatMath;
import dev.weft.kernels.lang.BinaryOp;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Element-wise functions of two arguments over {@code n} floats, a multiple of 16. An argument that
 * is one number stands 16 times in memory and is read there again and again: its positions are
 * masked with 0, the others' with -1. One loop a function.
 */
final class Zips {
  /** The mask of an argument that moves on. */
  static final long EACH = -1;

  /** The mask of an argument that is one number, written 16 times. */
  static final long ONE = 0;

  private Zips() {}

  static void zip(BinaryOp op, long x, long m, long y, long k, long out, int n) {
    long p = x & MASK;
    long q = y & MASK;
    long o = out & MASK;
    switch (op) {
      case ADD -> add(p, m, q, k, o, n);
      case SUB -> sub(p, m, q, k, o, n);
      case MUL -> mul(p, m, q, k, o, n);
      case DIV -> div(p, m, q, k, o, n);
      case MAX -> max(p, m, q, k, o, n);
      case MIN -> min(p, m, q, k, o, n);
      case EQ -> eq(p, m, q, k, o, n);
      case NE -> ne(p, m, q, k, o, n);
      case LT -> lt(p, m, q, k, o, n);
      case LE -> le(p, m, q, k, o, n);
      case GT -> gt(p, m, q, k, o, n);
      case GE -> ge(p, m, q, k, o, n);
      case POW -> pow(p, m, q, k, o, n);
    }
  }

  private static void add(long p, long m, long q, long k, long o, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      load(p + (at & m)).add(load(q + (at & k))).intoMemorySegment(ALL, o + at, ORDER);
    }
  }

  private static void sub(long p, long m, long q, long k, long o, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      load(p + (at & m)).sub(load(q + (at & k))).intoMemorySegment(ALL, o + at, ORDER);
    }
  }

  private static void mul(long p, long m, long q, long k, long o, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      load(p + (at & m)).mul(load(q + (at & k))).intoMemorySegment(ALL, o + at, ORDER);
    }
  }

  private static void div(long p, long m, long q, long k, long o, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      load(p + (at & m)).div(load(q + (at & k))).intoMemorySegment(ALL, o + at, ORDER);
    }
  }

  private static void max(long p, long m, long q, long k, long o, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      load(p + (at & m)).max(load(q + (at & k))).intoMemorySegment(ALL, o + at, ORDER);
    }
  }

  private static void min(long p, long m, long q, long k, long o, int n) {
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      load(p + (at & m)).min(load(q + (at & k))).intoMemorySegment(ALL, o + at, ORDER);
    }
  }

  private static void eq(long p, long m, long q, long k, long o, int n) {
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      zero.blend(1f, load(p + (at & m)).compare(VectorOperators.EQ, load(q + (at & k))))
          .intoMemorySegment(ALL, o + at, ORDER);
    }
  }

  private static void ne(long p, long m, long q, long k, long o, int n) {
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      zero.blend(1f, load(p + (at & m)).compare(VectorOperators.NE, load(q + (at & k))))
          .intoMemorySegment(ALL, o + at, ORDER);
    }
  }

  private static void lt(long p, long m, long q, long k, long o, int n) {
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      zero.blend(1f, load(p + (at & m)).compare(VectorOperators.LT, load(q + (at & k))))
          .intoMemorySegment(ALL, o + at, ORDER);
    }
  }

  private static void le(long p, long m, long q, long k, long o, int n) {
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      zero.blend(1f, load(p + (at & m)).compare(VectorOperators.LE, load(q + (at & k))))
          .intoMemorySegment(ALL, o + at, ORDER);
    }
  }

  private static void gt(long p, long m, long q, long k, long o, int n) {
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      zero.blend(1f, load(p + (at & m)).compare(VectorOperators.GT, load(q + (at & k))))
          .intoMemorySegment(ALL, o + at, ORDER);
    }
  }

  private static void ge(long p, long m, long q, long k, long o, int n) {
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      zero.blend(1f, load(p + (at & m)).compare(VectorOperators.GE, load(q + (at & k))))
          .intoMemorySegment(ALL, o + at, ORDER);
    }
  }

  private static void pow(long p, long m, long q, long k, long o, int n) {
    for (int i = 0; i < n; i++) {
      long at = 4L * i;
      Mem.set(o + at, FloatMath.pow(Mem.get(p + (at & m)), Mem.get(q + (at & k))));
    }
  }

  static void choose(long test, long x, long y, long out, int n) {
    long c = test & MASK;
    long p = x & MASK;
    long q = y & MASK;
    long o = out & MASK;
    for (int i = 0; i < n; i += VL) {
      long at = 4L * i;
      load(q + at)
          .blend(load(p + at), load(c + at).compare(VectorOperators.NE, 0))
          .intoMemorySegment(ALL, o + at, ORDER);
    }
  }
}

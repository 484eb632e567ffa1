package dev.weft.kernels.backend.vector;

import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.UnaryOp;
import java.util.Optional;

/**
 * Writes operations on a unit of lanes: a vector, or a single float. Arguments and results are
 * variables. All follow {@link dev.weft.kernels.backend.tile.FloatMath} operation by operation.
 */
sealed interface LaneOps permits VectorOps, ScalarOps {
  /** Lanes of a unit. */
  int lanes();

  /** The first lanes, when not all take part. */
  record Active(int count) {}

  /** Reads a unit at an address; lanes that take no part are 0. */
  int load(int pointer, long bytes, Optional<Active> active);

  /** Writes a unit to an address. */
  void store(int value, int pointer, long bytes, Optional<Active> active);

  /** All lanes one number. */
  int constant(float value);

  /** All lanes the number in an int variable. */
  int number(int variable);

  /** All lanes the float at an address. */
  int broadcast(int pointer, long bytes);

  /** The first lanes are {@code count} floats from an address on; others are anything. */
  int numbers(int pointer, long bytes, int count);

  /**
   * Numbers from lane {@code first} on, each in {@code inner} lanes; {@code inner} divides the
   * unit.
   */
  int spread(int numbers, int first, int inner);

  /** {@code op(a)}. */
  int map(UnaryOp op, int a);

  /** {@code op(a, b)}, for operators that compute. */
  int zip(BinaryOp op, int a, int b);

  /** The maximum or minimum of a value and a bound that is neither NaN nor -0. */
  int bound(BinaryOp op, int a, int bound);

  /** Where a comparison holds: a test, as {@link #choose} takes it. */
  int compare(BinaryOp op, int a, int b);

  /** Where a value is not 0: a test. */
  int isSet(int value);

  /** 1 where the test holds, else 0. */
  int ones(int test);

  /** {@code test ? a : b}. */
  int choose(int test, int a, int b);

  /** {@code a * b + c}, rounded once. */
  int fma(int a, int b, int c);

  /** Copies a variable over another. */
  void assign(int to, int from);

  /** A variable of its own with the same value. */
  int copy(int value);

  /** {@code changed} in lanes that take part, {@code old} in others. */
  int keepOthers(int old, int changed, Optional<Active> active);
}

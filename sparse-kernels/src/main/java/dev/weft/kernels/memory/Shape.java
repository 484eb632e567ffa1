package dev.weft.kernels.memory;

import java.util.Arrays;

/**
 * The shape of one row: {@code []} is a scalar, {@code [8, 16]} eight heads of sixteen features.
 * The row dimension itself is never part of a shape.
 */
public final class Shape {
  /** The shape of a scalar row; its width is 1. */
  public static final Shape SCALAR = new Shape();

  private final int[] dims;
  private final int width;

  private Shape(int... dims) {
    this.dims = dims;
    int product = 1;
    for (int d : dims) {
      if (d < 0) {
        throw new IllegalArgumentException(
            "Shape: dimension " + d + " in " + Arrays.toString(dims) + " is negative.");
      }
      product = Math.multiplyExact(product, d);
    }
    this.width = product;
  }

  /**
   * The shape with these dimensions, outermost first.
   *
   * @throws IllegalArgumentException when one is negative
   * @throws ArithmeticException when the width passes 2^31 - 1
   */
  public static Shape of(int... dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /** Number of dimensions; 0 for a scalar. */
  public int rank() {
    return dims.length;
  }

  /** Size along {@code axis}; negative axes count from the end. */
  public int dim(int axis) {
    return dims[axis(axis)];
  }

  /** The axis as a number from 0 to rank - 1; negative axes count from the end. */
  public int axis(int axis) {
    int resolved = axis < 0 ? axis + dims.length : axis;
    if (resolved < 0 || resolved >= dims.length) {
      throw new IllegalArgumentException(
          "Shape "
              + this
              + ": axis="
              + axis
              + " is out of range [-"
              + dims.length
              + ", "
              + dims.length
              + ").");
    }
    return resolved;
  }

  /** A copy of the dimensions, outermost first. */
  public int[] dims() {
    return dims.clone();
  }

  /** Elements in a row: the product of the dimensions, 1 for a scalar. */
  public int width() {
    return width;
  }

  /** This shape with the size along {@code axis} replaced. */
  public Shape with(int axis, int size) {
    int[] copy = dims.clone();
    copy[axis(axis)] = size;
    return new Shape(copy);
  }

  /**
   * The shape both broadcast to by NumPy's rule: aligned at the last dimension, a 1 stretches.
   *
   * @throws IllegalArgumentException when the shapes do not broadcast
   */
  public static Shape broadcast(Shape a, Shape b) {
    if (a.equals(b)) {
      return a;
    }
    int rank = Math.max(a.rank(), b.rank());
    int[] out = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int x = i <= a.rank() ? a.dims[a.rank() - i] : 1;
      int y = i <= b.rank() ? b.dims[b.rank() - i] : 1;
      if (x != y && x != 1 && y != 1) {
        throw new IllegalArgumentException(
            "Row shapes "
                + a
                + " and "
                + b
                + " do not broadcast: aligned at the last dimension, sizes must be equal or 1.");
      }
      out[rank - i] = x == 1 ? y : x;
    }
    return new Shape(out);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Shape s && Arrays.equals(dims, s.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}

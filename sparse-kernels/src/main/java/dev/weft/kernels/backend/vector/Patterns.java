package dev.weft.kernels.backend.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Masks and shuffles that generated loops keep as constants. */
final class Patterns {
  private Patterns() {}

  /** Vectors of so many floats: 2, 4, 8 or 16. */
  static VectorSpecies<Float> species(int lanes) {
    return switch (lanes) {
      case 2 -> FloatVector.SPECIES_64;
      case 4 -> FloatVector.SPECIES_128;
      case 8 -> FloatVector.SPECIES_256;
      case 16 -> FloatVector.SPECIES_512;
      default -> throw new IllegalArgumentException("Patterns: no vector has " + lanes + " lanes.");
    };
  }

  /** 0, 1, 2 and so on. */
  static FloatVector numbers(int lanes) {
    float[] numbers = new float[lanes];
    for (int i = 0; i < lanes; i++) {
      numbers[i] = i;
    }
    return FloatVector.fromArray(species(lanes), numbers, 0);
  }

  /** The first {@code count} lanes. */
  static VectorMask<Float> first(int lanes, int count) {
    return species(lanes).indexInRange(0, count);
  }

  /** The lanes whose number has the bit {@code half}. */
  static VectorMask<Float> upper(int lanes, int half) {
    long bits = 0;
    for (int i = 0; i < lanes; i++) {
      bits |= (i & half) != 0 ? 1L << i : 0;
    }
    return VectorMask.fromLong(species(lanes), bits);
  }

  /** Lane i comes from lane i ^ half. */
  static VectorShuffle<Float> swap(int lanes, int half) {
    return VectorShuffle.fromOp(species(lanes), i -> i ^ half);
  }

  /** Lane i comes from lane first + i / inner. */
  static VectorShuffle<Float> spread(int lanes, int inner, int first) {
    return VectorShuffle.fromOp(species(lanes), i -> first + i / inner);
  }

  /** Lane i comes from lane i * step, as long as there is one. */
  static VectorShuffle<Float> every(int lanes, int step) {
    return VectorShuffle.fromOp(species(lanes), i -> i * step % lanes);
  }
}

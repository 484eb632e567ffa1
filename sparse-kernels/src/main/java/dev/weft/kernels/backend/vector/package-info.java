/**
 * Tile primitives with the Vector API, over native memory.
 *
 * <p>Read {@code VectorLanes} (registers and dispatch), {@code Mem} (addressing), then the loops:
 * {@code VectorMath} and {@code Maps} and {@code Zips} (element-wise), {@code SumRows}, {@code
 * ScaledRows}, {@code ProductRows}, {@code ExtremeRows}, {@code ArgRows} (gathered rows reduced in
 * registers), {@code DotRows}, {@code TypedRows} (rows times the matrix of their type), {@code
 * Folds}, {@code Draws}.
 *
 * <p>What makes the loops fast: whole vectors over padded rows, bounds checks folded away ({@link
 * dev.weft.kernels.memory.Native}), accumulators in named locals with the entries innermost, no
 * vector across an {@code if}, no vector in an array. What keeps the bits: no {@code reduceLanes},
 * no transcendental {@code lanewise} (their results change when the compiler takes over), explicit
 * fma, explicit shuffles.
 *
 * <p>Invariant: the same bits as {@code backend.portable}. Loaded only where {@code
 * jdk.incubator.vector} is.
 */
package dev.weft.kernels.backend.vector;

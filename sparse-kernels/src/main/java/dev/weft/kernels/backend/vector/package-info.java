/**
 * Loops and tile primitives with the Vector API, over native memory.
 *
 * <p>Generated: {@code LoopClass} (a loop as a class), {@code LoopWriter} (rows, entries, blocks of
 * lanes; with {@code Units}, {@code NarrowRows}, {@code LoopFacts}, {@code LaneSums}), {@code
 * LaneOps} (operations on a unit of lanes: {@code VectorOps} with {@code Formulas}, {@code
 * ScalarOps}), {@code Asm} (code of one method).
 *
 * <p>Written by hand, for what no loop takes: {@code VectorLanes} (registers and dispatch), {@code
 * Mem} (addressing), {@code ReadAhead} (rows of extremes, before their loop), {@code Zips}
 * (element-wise), {@code ArgRows} (extremes and where they came from), {@code DotRows} (sums over
 * many lanes), {@code RowBlocks} (rows times a small matrix, in registers; for {@code VectorGemm}
 * and for {@code TypedRows}, rows times the matrix of their type), {@code Folds}, {@code Draws}.
 *
 * <p>What makes the loops fast: whole vectors over padded rows, bounds checks folded away ({@link
 * dev.weft.kernels.memory.Native}), accumulators in named locals with the entries innermost, no
 * vector across an {@code if}, no vector in an array. What keeps the bits: no {@code reduceLanes},
 * no transcendental {@code lanewise} (their results change when the compiler takes over), explicit
 * fma, explicit shuffles.
 *
 * <p>Invariant: kernels give the same bits as {@code backend.portable}'s. Loaded only where {@code
 * jdk.incubator.vector} is.
 */
package dev.weft.kernels.backend.vector;

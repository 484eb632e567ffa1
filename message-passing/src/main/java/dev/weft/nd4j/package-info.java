/**
 * Tensors and ND4J's arrays in each other's memory, without copies. The only package that knows
 * ND4J; its classes and natives load when {@link dev.weft.nd4j.NdArrays} is first used.
 *
 * <p>Invariant: whoever views memory keeps its owner reachable.
 */
package dev.weft.nd4j;

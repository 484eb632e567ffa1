/**
 * What training makes small: {@link dev.weft.nn.loss.Losses}, and {@link
 * dev.weft.nn.loss.CrossEntropy} with its options.
 *
 * <p>Invariant: reductions are PyTorch's, but for nothing to reduce, which gives 0. The package
 * knows no layer and no optimiser.
 */
package dev.weft.nn.loss;

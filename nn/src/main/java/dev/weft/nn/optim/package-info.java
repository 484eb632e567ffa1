/**
 * What moves parameters: {@link dev.weft.nn.optim.Adam}, {@link dev.weft.nn.optim.Sgd} and others
 * on {@link dev.weft.nn.optim.Optimizer}, {@link dev.weft.nn.optim.Schedule}s for the learning
 * rate, {@link dev.weft.nn.optim.Gradients} to clip.
 *
 * <p>Invariant: a step is one program, compiled once; formulas are PyTorch's. The package knows no
 * layer.
 */
package dev.weft.nn.optim;

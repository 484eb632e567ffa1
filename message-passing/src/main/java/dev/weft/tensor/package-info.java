/**
 * Lazy tensors over graph spaces: the operator algebra, and the leaves it starts from.
 *
 * <p>Read {@link dev.weft.tensor.Op} first (all there is), then {@link dev.weft.tensor.Tensor} (how
 * it is written), {@link dev.weft.tensor.Edges} (between nodes and edges), {@link
 * dev.weft.tensor.Parameter} and {@link dev.weft.tensor.Update} (what moves).
 *
 * <p>Invariant: a tensor is immutable and checked when it is made; whatever can be built can be
 * evaluated. The package knows no derivative, no kernel schedule and no layer; values come from an
 * {@link dev.weft.tensor.Evaluator}.
 */
package dev.weft.tensor;

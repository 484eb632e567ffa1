/**
 * DGL's vocabulary over tensors and graphs: updateAll and applyEdges, built-in messages, edge
 * softmax, readouts, segments.
 *
 * <p>Read {@link dev.weft.message.Messages} first (a graph's named data and what flows over its
 * edges), then {@link dev.weft.message.Gspmm} and {@link dev.weft.message.Gsddmm} (the same without
 * names), {@link dev.weft.message.HeteroMessages} (several relations) and {@link
 * dev.weft.message.Groups} (graphs of a batch, segments, types).
 *
 * <p>Invariant: thin. Every method is a composition of tensor operators; nothing here computes,
 * with one exception that says so ({@link dev.weft.message.Groups#topk}). The package knows no
 * kernel and no derivative.
 */
package dev.weft.message;

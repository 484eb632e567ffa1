/**
 * Whole networks under their papers' names: {@link dev.weft.nn.model.Gcn} first.
 *
 * <p>Invariant: features of nodes in, logits out; defaults are the papers'. The package knows no
 * loss and no optimiser, and adds no self loops: the graph is what the caller says it is.
 */
package dev.weft.nn.model;

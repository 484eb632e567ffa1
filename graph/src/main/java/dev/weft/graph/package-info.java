/**
 * The heterograph store: node sets, relations, and named columns on both.
 *
 * <p>Read {@link dev.weft.graph.Graph} first, then {@link dev.weft.graph.Relation} and {@link
 * dev.weft.graph.EdgeList} (edges and their formats), {@link dev.weft.graph.Space} (what rows are),
 * {@link dev.weft.graph.Frame} and {@link dev.weft.graph.Column} (data). Transforms, files and the
 * bridge to JGraphT are packages of their own.
 *
 * <p>The invariant: everything is immutable, ids are checked once when a graph is built, and a
 * space is the same object in all graphs that share it.
 *
 * <p>This package must not know tensors, kernels, Arrow or JGraphT.
 */
package dev.weft.graph;

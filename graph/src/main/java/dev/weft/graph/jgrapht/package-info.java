/**
 * The bridge to JGraphT: its graphs as ours, and ours as a read-only view for its algorithms.
 *
 * <p>Read {@link dev.weft.graph.jgrapht.JGraphT}; {@link dev.weft.graph.jgrapht.CsrView} is what it
 * hands out.
 *
 * <p>The invariant: vertices of a view are node ids and its edges are edge ids, so that results of
 * an algorithm need no translation.
 *
 * <p>This package is the only one that knows JGraphT.
 */
package dev.weft.graph.jgrapht;

/**
 * Graphs made from graphs, one class for each chapter; methods carry the field's names and read
 * well when imported statically.
 *
 * <p>Chapters: {@link dev.weft.graph.transform.SelfLoops}, {@link
 * dev.weft.graph.transform.Reversal}, {@link dev.weft.graph.transform.Simplify}, {@link
 * dev.weft.graph.transform.Subgraphs}, {@link dev.weft.graph.transform.Neighborhoods}, {@link
 * dev.weft.graph.transform.Batches}, {@link dev.weft.graph.transform.Blocks}, {@link
 * dev.weft.graph.transform.Types}, {@link dev.weft.graph.transform.Compaction}, {@link
 * dev.weft.graph.transform.Derived}, {@link dev.weft.graph.transform.Reordering}, {@link
 * dev.weft.graph.transform.Measures}.
 *
 * <p>The invariant: the graph given is never changed, node sets whose nodes stay are shared with
 * the result, and columns are copied only when somebody reads them.
 *
 * <p>This package must not know files, Arrow, JGraphT or tensors.
 */
package dev.weft.graph.transform;

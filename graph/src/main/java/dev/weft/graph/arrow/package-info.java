/**
 * Graphs in Arrow: files that are read in place, and columns over Arrow vectors.
 *
 * <p>Read {@link dev.weft.graph.arrow.GraphFile} first (what a file holds), then {@link
 * dev.weft.graph.arrow.Encoder} and {@link dev.weft.graph.arrow.Decoder} (graph to items and back),
 * {@link dev.weft.graph.arrow.ArrowWriter} and {@link dev.weft.graph.arrow.ArrowReader} (items to
 * bytes and back). {@link dev.weft.graph.arrow.ArrowColumns} is for vectors in memory.
 *
 * <p>The invariant: nothing a file says is believed before it is checked against what the file
 * holds.
 *
 * <p>Files are read and written with the metadata classes of Arrow's format alone, so that opening
 * one loads no allocator. This package is the only one that knows Arrow; it must not know
 * transforms or tensors.
 */
package dev.weft.graph.arrow;

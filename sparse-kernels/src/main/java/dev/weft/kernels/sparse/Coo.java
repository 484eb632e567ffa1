package dev.weft.kernels.sparse;

import java.lang.foreign.MemorySegment;

/**
 * Edges as two parallel arrays; the position is the edge id. Parallel edges and self loops are allowed.
 *
 * @param rows number of row nodes (sources, for a graph)
 * @param cols number of column nodes (destinations)
 * @param size number of edges
 * @param row int32 row of every edge, native, at least {@code size} long
 * @param col int32 column of every edge
 */
public record Coo(long rows, long cols, long size, MemorySegment row, MemorySegment col) {}

package dev.weft.kernels.sparse;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Compressed sparse rows: the entries of row {@code r} are positions {@code indptr[r]} to {@code indptr[r + 1]}. A CSC is the CSR of
 * the reversed relation. In every row the entries stand in edge-id order.
 *
 * @param rows number of rows
 * @param cols number of columns
 * @param size number of entries
 * @param indptr int64, rows + 1 values
 * @param indices int32 column of every entry
 * @param eids int32 edge id of every entry; empty when it is the position itself
 */
public record Csr(long rows, long cols, long size, MemorySegment indptr, MemorySegment indices, Optional<MemorySegment> eids) {}

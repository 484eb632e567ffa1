/**
 * Index structures of relations: {@link dev.weft.kernels.sparse.Coo}, an edge list, and {@link
 * dev.weft.kernels.sparse.Csr}, the same edges by row. A CSC is the CSR of the transposed relation.
 *
 * <p>Read {@code Coo}, {@code Csr}, then {@code CountingSort}, which leads from one to the other,
 * and {@link dev.weft.kernels.sparse.Chunks}, which divides the work of a kernel.
 *
 * <p>The invariant: structures are immutable and were validated when they were made, so kernels
 * index memory with their ids unchecked. Results never depend on the number of threads.
 *
 * <p>This package must not know node types, features or kernels.
 */
package dev.weft.kernels.sparse;

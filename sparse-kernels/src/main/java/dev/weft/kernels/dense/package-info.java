/**
 * Dense matrix products on the CPU.
 *
 * <p>Read {@link dev.weft.kernels.dense.Dense} (what), {@code PanelDense} (how the work is cut, so
 * that threads cannot change a bit), {@link dev.weft.kernels.dense.NarrowGemm} (which panels are
 * computed by the vector code that a backend brings), then the two {@code Gemm}s that do a panel
 * otherwise: {@code OpenBlas}, the library that ND4J brings, loaded alone and called through {@code
 * java.lang.foreign}, and {@code JavaGemm}, which serves where the library is missing or vectors
 * are not warm.
 *
 * <p>The invariant: panels, chunks and the order of sums depend on the sizes only, never on
 * threads.
 *
 * <p>This package must not know kernels, sparse structures or ND4J's classes.
 */
package dev.weft.kernels.dense;

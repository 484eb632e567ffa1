/**
 * Dense matrix products on the CPU.
 *
 * <p>Read {@link dev.weft.kernels.dense.Dense} (what), {@code PanelDense} (how the work is cut, so
 * that threads cannot change a bit), then the two {@code Gemm}s that do a panel: {@code OpenBlas},
 * the library that ND4J brings, loaded alone and called through {@code java.lang.foreign}, and
 * {@code JavaGemm}, which serves where the library is missing.
 *
 * <p>The invariant: panels, chunks and the order of sums depend on the sizes only, never on
 * threads.
 *
 * <p>This package must not know kernels, sparse structures or ND4J's classes.
 */
package dev.weft.kernels.dense;
